"""What the dialects of providers have in common: requests, readers of streams, and errors in answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeVar

import msgspec

from alcove.foundation.fetch import ServerSentEvent
from alcove.wires.ai_providers.model import (
    ChatMessage,
    ChatRequest,
    Completion,
    MessageRole,
    Outcome,
    ReasoningDelta,
    StreamEnd,
    TextDelta,
    TokenUsage,
)
from alcove.wires.ai_providers.refused_fields import RefusedFields

T = TypeVar("T")

MAX_COUNT: Final = 2**31 - 1
REFUSAL: Final = "refused to answer: its content filter stopped the answer"
_MAX_NAME: Final = 200


class AnswerError(Exception):
    """An answer that cannot be used; the message says what the provider did, without its name and without its text.

    `is_of_request` is whether the request itself cannot be answered.
    """

    def __init__(
        self,
        outcome: Outcome,
        message: str,
        *,
        retry_after: float | None = None,
        usage: TokenUsage | None = None,
        is_of_request: bool = False,
    ) -> None:
        super().__init__(message)
        self.outcome = outcome
        self.message = message
        self.retry_after = retry_after
        self.usage = usage
        self.is_of_request = is_of_request


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderCall:
    """One request to a provider; `path` is relative to the base address, or an absolute address."""

    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]


@dataclass(slots=True, kw_only=True)
class StreamState:
    """What is known of an answer while it is read."""

    model: str
    finish_reason: str = ""
    """Empty until the finish marker has arrived."""
    has_started: bool = False
    """Whether a piece of text or reasoning has arrived."""
    is_done: bool = False
    """Whether nothing can follow."""
    failure: AnswerError | None = None
    """Why the finished answer cannot be used."""
    usage: TokenUsage | None = None

    def end(self) -> StreamEnd:
        """Return the end of a finished answer; AnswerError when it cannot be used."""
        if self.failure is not None:
            self.failure.usage = self.usage
            raise self.failure
        return StreamEnd(model=self.model, finish_reason=self.finish_reason, usage=self.usage)


class StreamReader(Protocol):
    """Reads the events of one streamed answer."""

    @property
    def state(self) -> StreamState:
        """What the events so far have said."""
        ...

    def read(self, event: ServerSentEvent) -> Sequence[TextDelta | ReasoningDelta]:
        """Return the pieces of one event, none of them empty; AnswerError."""
        ...


class Dialect(Protocol):
    """How one kind of provider is called."""

    def build_call(self, request: ChatRequest, *, key: str, is_streaming: bool) -> ProviderCall:
        """Return the request to send; AnswerError for a conversation that cannot be sent."""
        ...

    def read_completion(self, body: bytes, *, model: str) -> Completion:
        """Return the complete answer of a body; AnswerError. `model` is the requested one."""
        ...

    def start_stream(self, *, model: str) -> StreamReader:
        """Return a reader for one streamed answer."""
        ...

    def read_error(self, status: int, body: bytes) -> AnswerError | None:
        """Return what the body of an error response says beyond its status, None for nothing."""
        ...

    @property
    def refused_fields(self) -> RefusedFields:
        """The optional fields that the provider may refuse."""
        ...


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation for providers with a separate system text: turns alternate, and the user begins."""

    system: str
    turns: Sequence[ChatMessage] = field(default_factory=tuple)


def split_conversation(messages: Sequence[ChatMessage]) -> Conversation:
    """Return the system text and the turns, without empty ones; AnswerError when the user says nothing.

    Turns of the assistant before the first of the user are left out, and consecutive turns of one role become one.
    """
    system = "\n\n".join(message.content for message in messages if _is_system(message) and message.content.strip())
    turns: list[ChatMessage] = []
    for message in messages:
        if _is_system(message) or not message.content.strip():
            continue
        if turns and turns[-1].role is message.role:
            merged = f"{turns[-1].content}\n\n{message.content}"
            turns[-1] = ChatMessage(role=message.role, content=merged)
        elif turns or message.role is MessageRole.USER:
            turns.append(message)
    if not turns:
        raise AnswerError(Outcome.BAD_ANSWER, "cannot be asked without a message of the user", is_of_request=True)
    return Conversation(system, turns)


def decode(data: str | bytes, kind: type[T]) -> T:
    """Return JSON decoded as `kind`; AnswerError when it is malformed or has another shape."""
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise AnswerError(Outcome.BAD_ANSWER, "sent JSON that is malformed or unexpected") from None


def clean_text(*texts: str | None) -> str:
    """Return the texts that are there as one, without NUL, which no database stores."""
    return "".join(text.replace("\0", "") for text in texts if text)


def text_parts(text: str | None, *, reasoning: str | None = None) -> Sequence[TextDelta | ReasoningDelta]:
    """Return the pieces of an event, without empty ones."""
    parts: list[TextDelta | ReasoningDelta] = []
    if reasoning := clean_text(reasoning):
        parts.append(ReasoningDelta(reasoning))
    if text := clean_text(text):
        parts.append(TextDelta(text))
    return parts


def read_usage(prompt: object, completion: object) -> TokenUsage | None:
    """Return the usage of two counts, None unless both are numbers."""
    counts = [value for value in (prompt, completion) if isinstance(value, int) and 0 <= value <= MAX_COUNT]
    return TokenUsage(prompt=counts[0], completion=counts[1]) if len(counts) == 2 else None


def shorten_name(name: str) -> str:
    """Return a provider's name of a model or of a finish reason, at most 200 characters."""
    return name[:_MAX_NAME]


def _is_system(message: ChatMessage) -> bool:
    return message.role is MessageRole.SYSTEM
