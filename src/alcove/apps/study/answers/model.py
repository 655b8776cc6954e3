"""Answers that are stored while they are made, so that nothing is lost and every process can show them."""

import re
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Protocol, TypeAlias
from uuid import UUID

import msgspec

from alcove.foundation.errors import AppError

_encode = msgspec.json.Encoder(decimal_format="number").encode
_UNSTORABLE: Final = re.compile("[\0\ud800-\udfff]")
SHUTTING_DOWN: Final = "shutting_down"
"""The code of an end at which the reader reads on from another process, or from the next one."""
PROCESS_LOST: Final = "process_lost"
"""The code of an answer whose process was killed."""
NO_READER: Final = "no_reader"
"""The code of an answer that nobody has read for longer than its grace."""
TOO_LONG: Final = "answer_too_long"
"""The code of an answer that reached the limit of its length."""
NOT_FINISHED: Final = "incomplete"
"""The code of an answer whose producer ended without saying that it was complete."""


class AnswerState(StrEnum):
    """How far an answer is."""

    RUNNING = "running"
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAnswer:
    """A question that is going to be answered.

    `id` is `req_<milliseconds>_<9 characters>`. With `session_id` question and answer become messages of that tutor
    session as well, and `replaces` is the id of a question in it that is removed before, with all that follows it.
    `grace` are the seconds for which the answer goes on without a reader. `describe_cut` returns the payload of an
    answer that ends in this state without an end of its producer, after that was closed.
    """

    id: str
    user_id: UUID
    question: str
    session_id: UUID | None = None
    replaces: UUID | None = None
    grace: float = 0.0
    describe_cut: "Callable[[AnswerState], Mapping[str, Any]] | None" = None


@dataclass(frozen=True, slots=True)
class AnswerText:
    """A further piece; `position` is the length of the answer with it, in characters: the sequence number."""

    text: str
    position: int


@dataclass(frozen=True, slots=True)
class AnswerReasoning:
    """A further piece of the reasoning, which is not stored."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerEnd:
    """The end; `payload` is stored with the answer and is what `type:"done"` tells: usage, metadata, quality.

    `error` and `code` say why an answer is not complete. The state is `running` when only this reader ends: the answer
    goes on in another process. `app_error` is the error of the producer, which only readers in its process get.
    """

    state: AnswerState
    payload: Mapping[str, Any]
    error: str = ""
    code: str = ""
    app_error: AppError | None = None


AnswerPart: TypeAlias = AnswerText | AnswerReasoning | AnswerEnd


@dataclass(frozen=True, slots=True)
class TextIncrement:
    """What the producer of an answer adds."""

    text: str


@dataclass(frozen=True, slots=True)
class ReasoningIncrement:
    """What the producer of an answer tells of its reasoning."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProducerEnd:
    """How the producer ended; `error` is empty for a complete answer, `app_error` is what a caller gets who waited."""

    payload: Mapping[str, Any]
    is_complete: bool
    error: AppError | None = None


ProducedPart: TypeAlias = TextIncrement | ReasoningIncrement | ProducerEnd
AnswerProducer: TypeAlias = AsyncGenerator[ProducedPart, None]
"""Makes an answer; an AppError that it raises before its first increment is raised to the caller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAnswer:
    """A question with its answer so far."""

    id: str
    user_id: UUID
    session_id: UUID | None
    question: str
    content: str
    state: AnswerState
    payload: Mapping[str, Any]
    error: str
    code: str
    created_at: datetime
    ended_at: datetime | None

    @property
    def end(self) -> AnswerEnd:
        """The end of an answer that is not running."""
        return AnswerEnd(state=self.state, payload=self.payload, error=self.error, code=self.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLimits:
    """How many answers one user and one process may make at a time, and how many characters one may have."""

    per_user: int = 1_200
    per_process: int = 4_000
    characters: int = 1_000_000


class AnswerService(Protocol):
    """Runs producers, stores what they make, and lets readers follow."""

    def watch(self) -> None:
        """Start what happens in the background of a process: answers of killed processes are ended."""
        ...

    async def start(self, answer: NewAnswer, producer: AnswerProducer) -> AsyncGenerator[AnswerPart, None]:
        """Store the question, run the producer apart from the request, and return the first reader.

        What the producer raises before its first increment is raised by the reader's first step. ChatNotFound,
        TooManyAnswers, AnswersFull, ShuttingDown.
        """
        ...

    async def find(self, user_id: UUID, answer_id: str) -> StoredAnswer:
        """Return the answer as it is now; AnswerNotFound."""
        ...

    def follow(self, user_id: UUID, answer_id: str, *, after: int = 0) -> AsyncGenerator[AnswerPart, None]:
        """Yield the answer from a position on, from any process, until its end; AnswerNotFound."""
        ...

    async def stop(self, user_id: UUID, answer_id: str) -> bool:
        """Stop an answer from any process; return whether it was running. AnswerNotFound."""
        ...


def clean_text(text: str) -> str:
    """Return a text of the same length that PostgreSQL can store: without NUL and halves of surrogate pairs."""
    if text.isascii():
        return text.replace("\0", "\ufffd")
    return _UNSTORABLE.sub("\ufffd", text)


def clean_payload(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a payload as every reader gets it: what JSON makes of it, with texts that PostgreSQL can store."""
    decoded: Mapping[str, Any] = msgspec.json.decode(_encode(_clean_value(payload)))
    return decoded


def _clean_value(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, Mapping):
        return {clean_text(key): _clean_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean_value(item) for item in value]
    return value
