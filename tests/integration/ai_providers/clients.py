"""Clients of the simulator, one for each dialect, and what a call of them yields."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from alcove.foundation.clock import Clock, SystemClock
from alcove.simulators.ai_provider import DialectName
from alcove.wires.ai_providers import (
    AnswerTimeouts,
    ChatMessage,
    ChatProvider,
    ChatRequest,
    MessageRole,
    Outcome,
    ProviderFailure,
    ReasoningDelta,
    StreamEnd,
    TextDelta,
    TokenUsage,
)
from alcove.wires.ai_providers.build import build_chat_provider

DIALECTS: Final[tuple[DialectName, ...]] = ("openai", "anthropic", "google")
KEY: Final = "planted-key-4711"
PATIENT: Final = AnswerTimeouts(first_token=60, stall=60)


def message(role: str, content: str) -> ChatMessage:
    """Return a message of a role's name."""
    return ChatMessage(role=MessageRole(role), content=content)


QUESTION: Final = ChatRequest(
    model="model-1",
    messages=[message("system", "Be an expert tutor."), message("user", "What is light?")],
    max_tokens=5_000,
    temperature=0.7,
)


@dataclass(slots=True)
class Result:
    """What a stream yielded, and how it ended."""

    text: str = ""
    reasoning: str = ""
    pieces: int = 0
    end: StreamEnd | None = None
    failure: ProviderFailure | None = None
    parts: list[Any] = field(default_factory=list)

    @property
    def outcome(self) -> Outcome:
        """The outcome of the call."""
        return self.failure.outcome if self.failure else Outcome.OK

    @property
    def usage(self) -> TokenUsage | None:
        """The tokens that the provider counted."""
        return self.failure.usage if self.failure else self.end.usage if self.end else None


class Call(Protocol):
    """A way to call a provider: `collect` or `complete`."""

    async def __call__(self, provider: ChatProvider, request: ChatRequest = ..., *, key: str = ...) -> Result:
        """Return the result."""
        ...


@asynccontextmanager
async def provider_at(
    base_url: str, dialect: DialectName, *, timeouts: AnswerTimeouts = PATIENT, clock: Clock | None = None
) -> AsyncIterator[ChatProvider]:
    """Open a client of a dialect for the block; it is called like its dialect."""
    provider = build_chat_provider(
        dialect, name=dialect, base_url=base_url, timeouts=timeouts, clock=clock or SystemClock(),
        rng=random.Random(1),  # noqa: S311 - seeded
    )  # fmt: skip
    try:
        yield provider
    finally:
        await provider.close()


async def collect(provider: ChatProvider, request: ChatRequest = QUESTION, *, key: str = KEY) -> Result:
    """Return all that a stream yields."""
    result = Result()
    try:
        async for part in provider.stream(request, key=key):
            assert result.end is None, "something follows the end"
            result.parts.append(part)
            if isinstance(part, StreamEnd):
                result.end = part
            elif isinstance(part, ReasoningDelta):
                result.reasoning += part.text
            else:
                assert isinstance(part, TextDelta)
                assert part.text
                result.text += part.text
                result.pieces += 1
    except ProviderFailure as failure:
        result.failure = failure
    assert (result.end is None) == (result.failure is not None)
    return result


async def complete(provider: ChatProvider, request: ChatRequest = QUESTION, *, key: str = KEY) -> Result:
    """Return a complete answer in the form of a stream's."""
    try:
        answer = await provider.complete(request, key=key)
    except ProviderFailure as failure:
        return Result(failure=failure)
    end = StreamEnd(model=answer.model, finish_reason=answer.finish_reason, usage=answer.usage)
    return Result(text=answer.text, reasoning=answer.reasoning, end=end, parts=[answer])
