"""Who may start a request now: nobody asks, or a moving window in memory or in Redis."""

import random
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Protocol

from alcove.foundation.clock import Clock
from alcove.foundation.fetch.errors import LimiterDown, RateLimited
from alcove.foundation.fetch.model import LADDER, ResponseInfo, Usage, rung, stretched

if TYPE_CHECKING:
    from limits import RateLimitItem
    from limits.aio.storage import MemoryStorage, RedisStorage
    from limits.aio.strategies import MovingWindowRateLimiter

PATIENCE = 900.0
"""Seconds a request waits for its turn at most."""

_REDIS_SCHEMES = {"redis": "async+redis", "rediss": "async+rediss", "unix": "async+redis+unix"}


class Limiter(Protocol):
    """Hands out starts."""

    def slot(self) -> AbstractAsyncContextManager[None]:
        """Wait for a start; the block is the request until its answer is complete."""
        ...

    async def observe(self, response: ResponseInfo) -> float:
        """Take note of an answer, within its slot; return the seconds that a refusal now keeps all away."""
        ...

    async def usage(self) -> Usage:
        """Return how busy the road is."""
        ...


class NoLimit:
    """Everything may start at once."""

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Start at once."""
        yield

    async def observe(self, response: ResponseInfo) -> float:  # noqa: ARG002 - the protocol's
        """Take no note."""
        return 0.0

    async def usage(self) -> Usage:
        """Return that nothing is counted."""
        return Usage(0, 0.0)


class WindowLimiter:
    """At most `limit` starts in any moving window of whole seconds; all who share the Redis share the window.

    Requests may overlap. A refusal (429) keeps this process away, not the others.
    """

    def __init__(
        self,
        key: str,
        limit: int,
        *,
        window: int,
        clock: Clock,
        redis_url: str = "",
        rng: random.Random | None = None,
        ladder: Sequence[float] = LADDER,
        patience: float = PATIENCE,
    ) -> None:
        self._key = key
        self._limit = limit
        self._window = window
        self._clock = clock
        self._redis_url = redis_url
        self._rng = rng or random.SystemRandom()
        self._ladder = ladder
        self._patience = patience
        self._strikes = 0
        self._held_until = 0.0
        self._starts: tuple[MovingWindowRateLimiter, RateLimitItem] | None = None

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Wait until the window has room; RateLimited when that takes longer than our patience."""
        deadline = self._clock.monotonic() + self._patience
        while (pause := await self._pause()) > 0 or not await self._hit():
            if self._clock.monotonic() + pause > deadline:
                raise RateLimited(f"{self._key}: no start within {self._patience:.0f} s", after=pause)
            await self._clock.sleep(max(pause, 0.001))
        yield

    async def observe(self, response: ResponseInfo) -> float:
        """Take note of a refusal, and of its end."""
        if response.status != 429:
            self._strikes = 0
            return 0.0
        self._strikes += 1
        wanted = response.retry_after()
        seconds = stretched(rung(self._ladder, self._strikes) if wanted is None else wanted, self._rng)
        self._held_until = max(self._held_until, self._clock.monotonic() + seconds)
        return self._held_until - self._clock.monotonic()

    async def usage(self) -> Usage:
        """Return the starts in the window and the pause the next one must make."""
        recent, pause = await self._state()
        return Usage(recent, max(pause, self._held_until - self._clock.monotonic(), 0.0))

    async def close(self) -> None:
        """Close the connection to Redis, if there is one."""
        if self._starts is not None and self._redis_url:
            await self._starts[0].storage.bridge.storage.aclose()  # type: ignore[attr-defined]  # the library has no close
        self._starts = None

    async def _pause(self) -> float:
        held = self._held_until - self._clock.monotonic()
        return held if held > 0 else (await self._state())[1]

    async def _state(self) -> tuple[int, float]:
        starts, item = self._loaded()
        with _redis_answers(self._key):
            stats = await starts.get_window_stats(item, self._key)
        recent = self._limit - stats.remaining
        if recent < self._limit:
            return recent, 0.0
        return recent, max(0.001, stats.reset_time - time.time())

    async def _hit(self) -> bool:
        starts, item = self._loaded()
        with _redis_answers(self._key):
            return await starts.hit(item, self._key)

    def _loaded(self) -> tuple["MovingWindowRateLimiter", "RateLimitItem"]:
        if self._starts is None:
            from limits import RateLimitItemPerSecond  # noqa: PLC0415 - 0.1 s, on first use only
            from limits.aio.strategies import MovingWindowRateLimiter  # noqa: PLC0415 - likewise

            item = RateLimitItemPerSecond(self._limit, self._window, namespace="alcove")
            self._starts = (MovingWindowRateLimiter(_storage(self._redis_url)), item)
        return self._starts


def _storage(redis_url: str) -> "MemoryStorage | RedisStorage":
    from limits.aio.storage import MemoryStorage, RedisStorage  # noqa: PLC0415 - on first use only

    if not redis_url:
        return MemoryStorage()
    scheme, _, rest = redis_url.partition("://")
    if scheme not in _REDIS_SCHEMES:
        raise ValueError("the address of Redis begins with redis://, rediss:// or unix://")
    return RedisStorage(f"{_REDIS_SCHEMES[scheme]}://{rest}", implementation="redispy", wrap_exceptions=True)


@contextmanager
def _redis_answers(key: str) -> Iterator[None]:
    from limits.errors import StorageError  # noqa: PLC0415 - on first use only

    try:
        yield
    except StorageError as error:
        raise LimiterDown(f"{key}: the rate limit's store does not answer") from error
