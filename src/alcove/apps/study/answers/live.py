"""One answer that this process makes: its producer, its readers, and why it ends."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from alcove.apps.study.answers.buffer import AnswerBuffer
from alcove.apps.study.answers.errors import AnswerNotFound, AnswerNotStored
from alcove.apps.study.answers.model import (
    NO_READER,
    NOT_FINISHED,
    PROCESS_LOST,
    SHUTTING_DOWN,
    TOO_LONG,
    AnswerEnd,
    AnswerProducer,
    AnswerState,
    NewAnswer,
    ProducedPart,
    ProducerEnd,
    ReasoningIncrement,
    TextIncrement,
    clean_payload,
    clean_text,
)
from alcove.foundation.database import explain_unavailable
from alcove.foundation.errors import AppError, InternalError
from alcove.foundation.telemetry import get_logger

CLOSE_TIMEOUT: Final = 2.0
"""Seconds that a producer may take to close before the answer ends without waiting for it."""
STOPPED: Final = AnswerEnd(state=AnswerState.STOPPED, payload={})
SHUT_DOWN: Final = AnswerEnd(
    state=AnswerState.INCOMPLETE,
    payload={},
    error="The server is restarting: the answer ends here. Read on in a moment, or ask again.",
    code=SHUTTING_DOWN,
)
UNREAD: Final = AnswerEnd(
    state=AnswerState.INCOMPLETE,
    payload={},
    error="Nobody has read the answer any more: it ends here.",
    code=NO_READER,
)
OVERLONG: Final = AnswerEnd(
    state=AnswerState.INCOMPLETE,
    payload={},
    error="The answer is longer than an answer may be: it ends here.",
    code=TOO_LONG,
)
LOST: Final = AnswerEnd(
    state=AnswerState.INCOMPLETE,
    payload={},
    error="The process that made the answer has ended: the answer ends here. Ask again.",
    code=PROCESS_LOST,
)
NOT_STORED: Final = AnswerEnd(
    state=AnswerState.INCOMPLETE,
    payload={},
    error="The answer could not be stored: the database does not respond, or its disk is full. Ask again in a moment.",
    code=AnswerNotStored.code,
)
GONE: Final = AnswerEnd(
    state=AnswerState.FAILED,
    payload={},
    error="The answer does not exist any more.",
    code=AnswerNotFound.code,
)
_CUT: Final = AnswerEnd(
    state=AnswerState.INCOMPLETE,
    payload={},
    error="The answer ended before it was complete.",
    code=NOT_FINISHED,
)
_FAILED: Final = "Something went wrong while the answer was made. The log of the server says more."

log = get_logger("alcove.study")


@dataclass(slots=True, eq=False)
class LiveAnswer:
    """The state of a running answer; `stored` are the characters that are in the database.

    `unread` ends the answer after its grace; it is None while somebody reads. `unsaved_since` is the instant
    (monotonic) of the first attempt to store something which has failed since. `finish` ends the answer without
    its producer.
    """

    id: str
    user_id: UUID
    grace: float
    buffer: AnswerBuffer
    max_characters: int
    stored: int = 0
    readers: int = 0
    has_remote_readers: bool = False
    unread: asyncio.TimerHandle | None = None
    unsaved_since: float | None = None
    reason: AnswerEnd | None = None
    producing: asyncio.Task[AnswerEnd] | None = None
    finish: Callable[[], None] = lambda: None
    describe_cut: Callable[[AnswerState], Mapping[str, Any]] | None = None
    is_ending: bool = False

    def end(self, reason: AnswerEnd) -> None:
        """Close the producer and end the answer for this reason; only the first one counts."""
        if self.reason is not None or self.is_ending:
            return
        self.reason = reason
        if self.producing is not None:
            self.producing.cancel()
            asyncio.get_running_loop().call_later(CLOSE_TIMEOUT, self.finish)

    def end_grace(self) -> None:
        """Note that somebody reads, or that the answer has ended."""
        if self.unread is not None:
            self.unread.cancel()
            self.unread = None

    def unsaved_text(self) -> str:
        """Return the text that is not in the database."""
        return self.buffer.text_from(self.stored)


def make_live(answer: NewAnswer, *, max_characters: int) -> LiveAnswer:
    """Return an answer whose producer does not run yet."""
    return LiveAnswer(
        id=answer.id,
        user_id=answer.user_id,
        grace=answer.grace,
        buffer=AnswerBuffer(),
        max_characters=max_characters,
        describe_cut=answer.describe_cut,
    )


def describe_cut(live: LiveAnswer, end: AnswerEnd) -> AnswerEnd:
    """Return the end of an answer whose producer was closed, with what is known of the answer so far."""
    if live.describe_cut is None:
        return end
    try:
        payload = clean_payload(live.describe_cut(end.state))
    except Exception:
        # Code of another part: the answer ends without its description.
        log.exception("answer_not_described", answer=live.id)
        return end
    return replace(end, payload=payload)


async def produce(live: LiveAnswer, producer: AnswerProducer) -> AnswerEnd:
    """Add what the producer makes to the buffer; return how it ended."""
    try:
        async with aclosing(producer):
            return await _take_parts(live, producer)
    except Exception as error:  # noqa: BLE001 - supervises code of other parts: readers get an end whatever happens
        return _describe_error(live, error)


async def _take_parts(live: LiveAnswer, producer: AnswerProducer) -> AnswerEnd:
    async for part in producer:
        end = _add_part(live, part)
        if isinstance(part, ProducerEnd):
            await _exhaust(live, producer)
        if end is not None:
            return end
    return _CUT


async def _exhaust(live: LiveAnswer, producer: AnswerProducer) -> None:
    """Let a producer do what it does after its end."""
    try:
        async for _ in producer:
            pass
    except Exception:
        # The answer has its end: it does not depend on this.
        log.exception("answer_producer_failed_after_end", answer=live.id)


def _add_part(live: LiveAnswer, part: ProducedPart) -> AnswerEnd | None:
    """Add a part to the buffer; return the end if it is one."""
    match part:
        case TextIncrement(text):
            return None if _add_text(live, text) else OVERLONG
        case ReasoningIncrement(text):
            live.buffer.add_reasoning(clean_text(text))
            return None
        case ProducerEnd():
            return _describe_end(live, part)


def _add_text(live: LiveAnswer, text: str) -> bool:
    """Add a piece; False when it was cut, because the answer is too long, or has ended without its producer."""
    if live.is_ending:
        return False
    left = live.max_characters - live.buffer.length
    if text:
        live.buffer.add_text(clean_text(text[:left] if len(text) > left else text))
    return len(text) <= left


def _describe_end(live: LiveAnswer, part: ProducerEnd) -> AnswerEnd:
    payload, error = clean_payload(part.payload), part.error
    if part.is_complete:
        return AnswerEnd(state=AnswerState.COMPLETE, payload=payload)
    state = AnswerState.FAILED if error is not None and not live.buffer.length else AnswerState.INCOMPLETE
    message, code = (error.message, error.code) if error is not None else (_CUT.error, _CUT.code)
    return AnswerEnd(state=state, payload=payload, error=clean_text(message), code=code, app_error=error)


def _describe_error(live: LiveAnswer, error: Exception) -> AnswerEnd:
    app_error = error if isinstance(error, AppError) else explain_unavailable(error)
    if app_error is None:
        log.error("answer_producer_failed", answer=live.id, exc_info=error)
        app_error = InternalError(_FAILED)
    state = AnswerState.INCOMPLETE if live.buffer.length else AnswerState.FAILED
    return AnswerEnd(
        state=state, payload={}, error=clean_text(app_error.message), code=app_error.code, app_error=app_error
    )
