"""One call of a provider: its parts, how it ended, and what it used."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from typing import Final

from alcove.apps.study.ai_budgets.model import Reservation
from alcove.apps.study.ai_providers.model import CallPermit
from alcove.foundation.clock import Clock
from alcove.wires.ai_providers import (
    ChatRequest,
    Completion,
    Outcome,
    ProviderFailure,
    ReasoningDelta,
    StreamEnd,
    StreamPart,
    TextDelta,
    TokenUsage,
)

_SLACK: Final = 0.25
"""Seconds after which a provider's silence is noticed here, if its client has not noticed it."""
_CLOSE_SECONDS: Final = 1.0
_UNUSED: Final = frozenset({
    Outcome.AUTH_FAILED, Outcome.RATE_LIMITED, Outcome.SERVER_ERROR, Outcome.BAD_ANSWER, Outcome.CONNECTION_LOST,
    Outcome.INCOMPLETE,
})  # fmt: skip
"""A provider that ends a call in one of these ways before its first token has worked on nothing."""


class ProviderAttempt:
    """A call of a provider, which has a reservation."""

    def __init__(
        self,
        permit: CallPermit,
        request: ChatRequest,
        *,
        reservation: Reservation,
        clock: Clock,
        deadline: float,
        first_token_seconds: float,
    ) -> None:
        self.permit = permit
        self.request = request
        self.reservation = reservation
        self._clock = clock
        self._deadline = deadline
        self._first_token_seconds = first_token_seconds
        self._started = clock.monotonic()
        self._said: list[str] = []
        self.first_token: float | None = None
        """Seconds until the first token."""
        self.outcome: Outcome | None = None
        """How it ended, None while it runs."""
        self.failure: ProviderFailure | None = None
        self.model = request.model
        self.finish_reason = ""
        self._usage: TokenUsage | None = None

    @property
    def provider(self) -> str:
        """The name of the provider."""
        return self.permit.provider.name

    @property
    def is_cut(self) -> bool:
        """Whether the answer ended without its finish marker."""
        return self.outcome is Outcome.INCOMPLETE or (self.failure is not None and bool(self._said))

    @property
    def ms(self) -> int:
        """Milliseconds since it began."""
        return round((self._clock.monotonic() - self._started) * 1000)

    @property
    def said(self) -> str:
        """All that the provider has sent, reasoning included."""
        return "".join(self._said)

    @property
    def usage(self) -> TokenUsage | None:
        """What the provider has counted; nothing for a call that it refused, None where it has to be estimated."""
        if self._usage is None and not self._said and self.outcome in _UNUSED:
            return TokenUsage(prompt=0, completion=0)
        return self._usage

    async def complete(self, seconds: float) -> Completion | None:
        """Return the complete answer, None when the call fails; it may take `seconds`."""
        key = self._reveal_key()
        try:
            async with asyncio.timeout(seconds):
                completion = await self.permit.client.complete(self.request, key=key)
        except ProviderFailure as failure:
            self._fail(failure)
            return None
        except TimeoutError:
            self._fail(ProviderFailure(Outcome.TIMEOUT, f"{self.provider} has not answered in time"))
            return None
        self._said.append(completion.reasoning + completion.text)
        self._end(model=completion.model, finish_reason=completion.finish_reason, usage=completion.usage)
        return completion

    async def stream(self) -> AsyncGenerator[TextDelta | ReasoningDelta, None]:
        """Yield what the provider says until it ends or fails; closing it closes the provider's connection."""
        parts = self.permit.client.stream(self.request, key=self._reveal_key())
        try:
            part: StreamPart | None = await self._read_first(parts)
            while isinstance(part, TextDelta | ReasoningDelta):
                if part.text:
                    self._said.append(part.text)
                    yield part
                part = await self._read_next(parts)
            self._end_stream(part)
        except ProviderFailure as failure:
            self._fail(failure)
        finally:
            await _close(parts)

    def stop_at_limit(self) -> None:
        """End the answer at its greatest length, as a model does that has used all its tokens."""
        self._end(model=self.request.model, finish_reason="length", usage=None)

    def apply_rules(self, replace: Callable[[str], str]) -> None:
        """Apply rules to what the provider has said beside its answer; ContentRefused."""
        self.model = replace(self.model)
        self.finish_reason = replace(self.finish_reason)

    def refuse(self) -> None:
        """Record that a rule forbids the answer."""
        self.outcome = Outcome.FILTERED

    def cancel(self) -> None:
        """Record that nobody waits for the answer any more."""
        self.outcome = Outcome.CANCELLED

    async def _read_first(self, parts: AsyncGenerator[StreamPart, None]) -> StreamPart | None:
        """Return the first part that says something; TIMEOUT without one in time."""
        try:
            async with asyncio.timeout(self._first_token_seconds + _SLACK):
                async for part in parts:
                    if isinstance(part, StreamEnd) or part.text:
                        self.first_token = self._clock.monotonic() - self._started
                        return part
        except TimeoutError:
            raise ProviderFailure(Outcome.TIMEOUT, f"{self.provider} has not begun to answer in time") from None
        return None

    async def _read_next(self, parts: AsyncGenerator[StreamPart, None]) -> StreamPart | None:
        if self._clock.monotonic() > self._deadline:
            raise ProviderFailure(Outcome.TIMEOUT, f"{self.provider} took too long for its answer")
        return await anext(parts, None)

    def _end_stream(self, end: StreamEnd | None) -> None:
        if end is None:
            raise ProviderFailure(Outcome.INCOMPLETE, f"{self.provider} ended without a finish marker")
        self._end(model=end.model, finish_reason=end.finish_reason, usage=end.usage)

    def _reveal_key(self) -> str:
        return self.permit.key.text.reveal() if self.permit.key else ""

    def _end(self, *, model: str, finish_reason: str, usage: TokenUsage | None) -> None:
        self.outcome = Outcome.OK
        self.model = model or self.request.model
        self.finish_reason = finish_reason
        self._usage = usage

    def _fail(self, failure: ProviderFailure) -> None:
        self.outcome = failure.outcome
        self.failure = failure
        self._usage = failure.usage


async def _close(parts: AsyncGenerator[StreamPart, None]) -> None:
    with suppress(TimeoutError, ProviderFailure):
        async with asyncio.timeout(_CLOSE_SECONDS):
            await parts.aclose()
