"""The bodies of the endpoints of answers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from msgspec import Meta

from alcove.apps.study.answers.model import AnswerState, StoredAnswer

MAX_POSITION: Final = 2**31 - 1
_DESCRIBED: Final = ("usage", "metadata", "quality")


class StreamQuery(msgspec.Struct, frozen=True):
    """From where an answer is read; the header Last-Event-ID wins."""

    after: Annotated[int, Meta(description="Characters of the answer that the reader has.")] = 0


class AnswerError(msgspec.Struct, frozen=True):
    """Why an answer is not complete."""

    code: str
    message: str


class AnswerBody(msgspec.Struct, frozen=True, kw_only=True):
    """A question with its answer so far; `position` is the length of `content` in characters."""

    id: str
    state: AnswerState
    question: str
    content: str
    position: int
    session_id: UUID | None
    created_at: datetime
    ended_at: datetime | None
    error: AnswerError | None = None
    usage: Mapping[str, Any] | None = None
    metadata: Mapping[str, Any] | None = None
    quality: Mapping[str, Any] | None = None


class StopBody(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the answer was running, and its state now."""

    id: str
    stopped: bool
    state: AnswerState


def answer_body(answer: StoredAnswer) -> AnswerBody:
    """Return the body of an answer."""
    described = {name: answer.payload.get(name) for name in _DESCRIBED}
    return AnswerBody(
        id=answer.id,
        state=answer.state,
        question=answer.question,
        content=answer.content,
        position=len(answer.content),
        session_id=answer.session_id,
        created_at=answer.created_at,
        ended_at=answer.ended_at,
        error=AnswerError(answer.code, answer.error) if answer.code else None,
        **{name: value if isinstance(value, Mapping) else None for name, value in described.items()},
    )


def read_position(last_event_id: str | None, *, after: int) -> int:
    """Return the position from which to read: that of the last event, if its id is a position."""
    text = (last_event_id or "").strip()
    position = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else after
    return min(max(position, 0), MAX_POSITION)
