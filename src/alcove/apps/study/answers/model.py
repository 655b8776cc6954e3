"""Answers that are stored while they are made, so that nothing is lost and every process can show them."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, TypeAlias
from uuid import UUID

from alcove.foundation.errors import AppError


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
    session as well. `grace` are the seconds for which the answer goes on without a reader.
    """

    id: str
    user_id: UUID
    question: str
    session_id: UUID | None = None
    grace: float = 0.0


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
    """The end; `payload` is stored with the answer and is what `type:"done"` tells: usage, metadata, quality."""

    state: AnswerState
    payload: Mapping[str, Any]
    error: str = ""


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


class AnswerService(Protocol):
    """Runs producers, stores what they make, and lets readers follow."""

    async def start(self, answer: NewAnswer, producer: AnswerProducer) -> AsyncGenerator[AnswerPart, None]:
        """Store the question, run the producer apart from the request, and return the first reader.

        What the producer raises before its first increment is raised by the reader's first step.
        """
        ...

    def follow(self, user_id: UUID, answer_id: str, *, after: int = 0) -> AsyncGenerator[AnswerPart, None]:
        """Yield the answer from a position on, from any process, until its end; AnswerNotFound."""
        ...

    async def stop(self, user_id: UUID, answer_id: str) -> bool:
        """Stop an answer from any process; return whether it was running. AnswerNotFound."""
        ...
