"""The time limit of a transfer, which does not count the time that it waits for its turn."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from types import TracebackType
from typing import Self

from alcove.foundation.ratelimit import RateLimiter, ResponseInfo, Usage


class TimeLimit:
    """Cancels a block after a number of seconds, without those in which it is paused; TimeoutError."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._timeout = asyncio.timeout(None)

    async def __aenter__(self) -> Self:
        self._timeout = asyncio.timeout(self._seconds)
        await self._timeout.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._timeout.__aexit__(kind, error, trace)

    @property
    def expired(self) -> bool:
        """Whether the time was over."""
        return self._timeout.expired()

    @contextmanager
    def pause(self) -> Iterator[None]:
        """Stop the clock during the block."""
        loop = asyncio.get_running_loop()
        deadline = self._timeout.when()
        if deadline is None:
            yield
            return
        remaining = max(0.0, deadline - loop.time())
        self._timeout.reschedule(None)
        try:
            yield
        finally:
            self._timeout.reschedule(loop.time() + remaining)


class UntimedLimiter:
    """A rate limiter whose waits do not count against a time limit."""

    def __init__(self, limiter: RateLimiter, limit: TimeLimit) -> None:
        self._limiter = limiter
        self._limit = limit

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Wait for a start, without using up time."""
        async with AsyncExitStack() as stack:
            with self._limit.pause():
                await stack.enter_async_context(self._limiter.slot())
            yield

    async def observe(self, response: ResponseInfo) -> float:
        """Record a response within its slot."""
        return await self._limiter.observe(response)

    async def usage(self) -> Usage:
        """Return the use of the limit."""
        return await self._limiter.usage()
