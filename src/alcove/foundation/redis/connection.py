"""The Redis connection of a process, with a circuit breaker: while Redis is unavailable, calls fail at once."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Final, TypeVar

from alcove.foundation.clock import Clock, SystemClock
from alcove.foundation.retry import backoff, retry
from alcove.foundation.telemetry import ComponentHealth, get_logger

if TYPE_CHECKING:
    from redis.asyncio import Redis

T = TypeVar("T")

CALL_TIMEOUT: Final = 1.5
"""Seconds for one call, including connecting and asking sentinels."""
MAX_CONCURRENT_CALLS: Final = 16
"""Further calls wait."""
FIRST_PROBE_PAUSE: Final = 0.5
MAX_PROBE_PAUSE: Final = 30.0
LOG_INTERVAL: Final = 60.0

log = get_logger("alcove.redis")


class RedisUnavailable(Exception):
    """Redis is not configured or does not answer."""


class RedisConnection:
    """Runs calls with a client; after a failed call all calls fail at once, until a probe succeeds."""

    def __init__(self, address: str = "", *, namespace: str = "alcove", clock: Clock | None = None) -> None:
        """Take the address, empty without Redis, and the prefix of all keys."""
        self._address = address
        self.namespace = namespace
        self._clock = clock or SystemClock()
        self._client: Redis | None = None
        self._client_lock = asyncio.Lock()
        self._semaphore = asyncio.Semaphore(MAX_CONCURRENT_CALLS)
        self._probe_task: asyncio.Task[None] | None = None
        self._last_logged = -LOG_INTERVAL

    @property
    def is_configured(self) -> bool:
        """Whether there is a Redis."""
        return bool(self._address)

    @property
    def is_unavailable(self) -> bool:
        """Whether calls fail at once now."""
        return not self._address or self._probe_task is not None

    async def run(self, call: "Callable[[Redis], Awaitable[T]]") -> T:
        """Return the result of `call`, which receives the client; RedisUnavailable."""
        self._check()
        try:
            async with self._semaphore:
                # It may have become unavailable while this call waited.
                self._check()
                return await self._call(call)
        except self._failures() as error:
            self._open_circuit(error)
            raise RedisUnavailable("Redis does not answer") from error

    async def attempt(self, call: "Callable[[Redis], Awaitable[T]]") -> T | None:
        """Return the result of `call`, or None when Redis is unavailable."""
        with suppress(RedisUnavailable):
            return await self.run(call)
        return None

    async def probe(self) -> ComponentHealth:
        """Return the state of Redis for health checks; without it the server is degraded, not down."""
        try:
            await self.run(self._write_probe_key)
        except RedisUnavailable:
            return ComponentHealth("redis", "degraded", "does not answer: rate limits and caches are per process")
        return ComponentHealth("redis", "ok", "answers")

    async def client(self) -> "Redis":
        """Return the client, for callers that manage their own connections; Redis may be unavailable."""
        async with self._client_lock:
            if self._client is None:
                # In a thread, because importing the library takes 0.1 s.
                module = await asyncio.to_thread(__import__, "alcove.foundation.redis.client", fromlist=["open_client"])
                self._client = module.open_client(self._address)
        client: Redis = self._client
        return client

    async def close(self) -> None:
        """Close all connections."""
        probe_task, self._probe_task = self._probe_task, None
        if probe_task is not None:
            probe_task.cancel()
            await asyncio.gather(probe_task, return_exceptions=True)
        client, self._client = self._client, None
        if client is not None:
            from alcove.foundation.redis.client import close_client  # noqa: PLC0415 - imported with the client

            with suppress(*self._failures()):
                await close_client(client)

    async def _call(self, call: "Callable[[Redis], Awaitable[T]]") -> T:
        client = self._client or await self.client()
        async with asyncio.timeout(CALL_TIMEOUT):
            return await call(client)

    def _check(self) -> None:
        if self.is_unavailable:
            raise RedisUnavailable("Redis does not answer" if self._address else "Redis is not configured")

    def _failures(self) -> tuple[type[Exception], ...]:
        from redis.exceptions import RedisError  # noqa: PLC0415 - only after a call

        return RedisError, OSError

    def _open_circuit(self, error: BaseException) -> None:
        if self._probe_task is None:
            self._report(error)
            self._probe_task = asyncio.create_task(self._probe_until_available(), name="redis-probe")

    async def _probe_until_available(self) -> None:
        wait = backoff(FIRST_PROBE_PAUSE, MAX_PROBE_PAUSE)
        await self._clock.sleep(FIRST_PROBE_PAUSE)
        await retry(
            lambda: self._call(self._write_probe_key),
            on=self._failures(),
            wait=wait,
            sleep=self._clock.sleep,
            on_failure=lambda error, _: self._report(error),
        )
        self._probe_task = None
        log.info("redis_available")

    def _report(self, error: BaseException) -> None:
        """Log that Redis is unavailable, at most once a minute."""
        if self._clock.monotonic() - self._last_logged >= LOG_INTERVAL:
            self._last_logged = self._clock.monotonic()
            log.warning("redis_unavailable", error=type(error).__name__, reason=str(error)[:200])

    async def _write_probe_key(self, client: "Redis") -> object:
        """Write a key: a read-only replica and a full server would answer reads."""
        return await client.set(f"{self.namespace}:probe", b"1", px=1000)
