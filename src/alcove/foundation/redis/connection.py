"""One process's connection to Redis: calls fail at once while it is away, and a task finds out when it is back."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Final, TypeVar

from alcove.foundation.clock import Clock, SystemClock
from alcove.foundation.retry import backoff, retry
from alcove.foundation.telemetry import Part, get_logger

if TYPE_CHECKING:
    from redis.asyncio import Redis

T = TypeVar("T")

SECONDS: Final = 1.5
"""Seconds for one call, connecting and asking sentinels included."""
AT_ONCE: Final = 16
"""Calls that are under way at a time; further ones wait."""
FIRST_PROBE: Final = 0.5
LAST_PROBE: Final = 30.0
LOG_EVERY: Final = 60.0

log = get_logger("alcove.redis")


class RedisUnavailable(Exception):
    """Redis is not configured, or does not answer now."""


class RedisConnection:
    """Lends the client to calls; a call that fails keeps all others away until a probe has succeeded."""

    def __init__(self, address: str = "", *, namespace: str = "alcove", clock: Clock | None = None) -> None:
        """Take the address, empty where there is no Redis, and what all names in it begin with."""
        self._address = address
        self.namespace = namespace
        self._clock = clock or SystemClock()
        self._client: Redis | None = None
        self._loading = asyncio.Lock()
        self._places = asyncio.Semaphore(AT_ONCE)
        self._probing: asyncio.Task[None] | None = None
        self._logged = -LOG_EVERY

    @property
    def is_configured(self) -> bool:
        """Return whether there is a Redis at all."""
        return bool(self._address)

    @property
    def is_away(self) -> bool:
        """Return whether calls fail at once now."""
        return not self._address or self._probing is not None

    async def run(self, call: "Callable[[Redis], Awaitable[T]]") -> T:
        """Return what a call returns that is given the client; RedisUnavailable."""
        self._check()
        try:
            async with self._places:
                # It may have gone while this call waited for its place.
                self._check()
                return await self._call(call)
        except self._failures() as error:
            self._lost(error)
            raise RedisUnavailable("Redis does not answer") from error

    async def attempt(self, call: "Callable[[Redis], Awaitable[T]]") -> T | None:
        """Return what a call returns, None when Redis is away."""
        with suppress(RedisUnavailable):
            return await self.run(call)
        return None

    async def probe(self) -> Part:
        """Return the state of Redis for health checks: without it the server does the same, and each process alone."""
        try:
            await self.run(self._write)
        except RedisUnavailable:
            return Part("redis", "degraded", "does not answer: limits and kept answers are those of each process")
        return Part("redis", "ok", "answers")

    async def client(self) -> "Redis":
        """Return the client itself, for connections of one's own; it may be away."""
        async with self._loading:
            if self._client is None:
                # Loading the library takes 0.1 s, which the others on the loop need not feel.
                module = await asyncio.to_thread(__import__, "alcove.foundation.redis.client", fromlist=["open_client"])
                self._client = module.open_client(self._address)
        client: Redis = self._client
        return client

    async def close(self) -> None:
        """Close all connections."""
        probing, self._probing = self._probing, None
        if probing is not None:
            probing.cancel()
            await asyncio.gather(probing, return_exceptions=True)
        client, self._client = self._client, None
        if client is not None:
            from alcove.foundation.redis.client import close_client  # noqa: PLC0415 - loaded by now

            with suppress(*self._failures()):
                await close_client(client)

    async def _call(self, call: "Callable[[Redis], Awaitable[T]]") -> T:
        client = self._client or await self.client()
        async with asyncio.timeout(SECONDS):
            return await call(client)

    def _check(self) -> None:
        if self.is_away:
            raise RedisUnavailable("Redis is away" if self._address else "there is no Redis")

    def _failures(self) -> tuple[type[Exception], ...]:
        from redis.exceptions import RedisError  # noqa: PLC0415 - only where a call has been made

        return RedisError, OSError

    def _lost(self, error: BaseException) -> None:
        if self._probing is None:
            self._report(error)
            self._probing = asyncio.create_task(self._until_back(), name="redis-probe")

    async def _until_back(self) -> None:
        wait = backoff(FIRST_PROBE, LAST_PROBE)
        await self._clock.sleep(FIRST_PROBE)
        await retry(
            lambda: self._call(self._write),
            on=self._failures(),
            wait=wait,
            sleep=self._clock.sleep,
            failed=lambda error, _: self._report(error),
        )
        self._probing = None
        log.info("redis_back")

    def _report(self, error: BaseException) -> None:
        """Say that Redis is away, once a minute."""
        if self._clock.monotonic() - self._logged >= LOG_EVERY:
            self._logged = self._clock.monotonic()
            log.warning("redis_away", error=type(error).__name__, reason=str(error)[:200])

    async def _write(self, client: "Redis") -> object:
        """Write, since a replica and a full server answer everything else."""
        return await client.set(f"{self.namespace}:probe", b"1", px=1000)
