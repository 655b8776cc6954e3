"""Questions to a language model and its answers, the same for all providers."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol, TypeAlias

_COMPLETE_FACTOR: Final = 4.0


class MessageRole(StrEnum):
    """Who says a message."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatMessage:
    """One message of a conversation."""

    role: MessageRole
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatRequest:
    """A conversation that the model continues; `max_tokens` limits its answer, None leaves a value to the provider."""

    model: str
    messages: Sequence[ChatMessage]
    max_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenUsage:
    """Tokens that a provider has counted."""

    prompt: int
    completion: int

    @property
    def total(self) -> int:
        """All tokens of the call."""
        return self.prompt + self.completion


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """A complete answer; `body` is the provider's own JSON, `usage` is None when the provider counted nothing."""

    text: str
    model: str
    finish_reason: str
    usage: TokenUsage | None
    body: bytes
    reasoning: str = ""


@dataclass(frozen=True, slots=True)
class TextDelta:
    """A further piece of an answer."""

    text: str


@dataclass(frozen=True, slots=True)
class ReasoningDelta:
    """A further piece of the model's reasoning, which is no part of the answer."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamEnd:
    """The end of an answer, as its finish marker says it: always the last part of a stream that did not fail."""

    model: str
    finish_reason: str
    usage: TokenUsage | None


StreamPart: TypeAlias = TextDelta | ReasoningDelta | StreamEnd


class Outcome(StrEnum):
    """How a call of a provider ended."""

    OK = "ok"
    AUTH_FAILED = "auth_failed"
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    TIMEOUT = "timeout"
    CONNECTION_LOST = "connection_lost"
    INCOMPLETE = "incomplete"
    BAD_ANSWER = "bad_answer"
    FILTERED = "filtered"
    CANCELLED = "cancelled"


class ProviderFailure(Exception):
    """A call failed; the message names the provider and what happened, never a body, a key or an address.

    `retry_after` are the seconds that the provider asked to wait, None when it said nothing; `usage` what it counted
    before the failure, if it did. `is_of_request` is whether the request itself cannot be answered, because it is too
    long or invalid: then the failure says nothing about the provider.
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
class AnswerTimeouts:
    """Seconds until the first token, between two tokens, and for an answer that is not streamed.

    `complete` None means four times `first_token`: nothing shows earlier whether the provider works on the answer.
    """

    first_token: float
    stall: float
    complete: float | None = None

    @property
    def answer(self) -> float:
        """Seconds for an answer that is not streamed."""
        return _COMPLETE_FACTOR * self.first_token if self.complete is None else self.complete


class ChatProvider(Protocol):
    """One provider at one address. Both calls raise ProviderFailure, and are never repeated here."""

    async def complete(self, request: ChatRequest, *, key: str) -> Completion:
        """Return the complete answer."""
        ...

    def stream(self, request: ChatRequest, *, key: str) -> AsyncGenerator[StreamPart, None]:
        """Yield the answer in parts, a StreamEnd as the last one.

        A stream without a finish marker raises INCOMPLETE, a broken one CONNECTION_LOST, one without a first token in
        time TIMEOUT. Closing the generator closes the connection.
        """
        ...

    async def close(self) -> None:
        """Close all connections."""
        ...
