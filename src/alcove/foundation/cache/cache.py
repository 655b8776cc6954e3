"""The one cache of the code base: bounded, with time to live and single flight."""

import asyncio
import math
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from alcove.foundation.cache.invalidation import CacheInvalidation
from alcove.foundation.cache.redis_tier import RedisTier
from alcove.foundation.clock import Clock

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class _Entry(Generic[V]):
    """A cached value, its expiry by the monotonic clock, and its share of the cache's size."""

    value: V
    expires_at: float
    cost: float


@dataclass(slots=True)
class _Load(Generic[V]):
    """A running load and the number of callers that wait for it."""

    task: "asyncio.Task[V]"
    waiting: int = 0


class Cache(Generic[K, V]):
    """Maps keys to values; the sum of their costs, by default 1 each, is at most `size`."""

    def __init__(
        self,
        *,
        size: float,
        clock: Clock,
        ttl: float = math.inf,
        keep_loading: bool = False,
        changes: CacheInvalidation | None = None,
        tier: RedisTier[V] | None = None,
    ) -> None:
        """Take the bounds; `ttl` is in seconds. `keep_loading` finishes loads that no caller waits for."""
        if tier is not None and changes is not None:
            raise ValueError(
                "values in a Redis tier cannot be invalidated, because Redis may be unavailable during a change"
            )
        self._size = size
        self._clock = clock
        self._ttl = ttl
        self._keep_loading = keep_loading
        self._changes = changes
        self._tier = tier
        self._entries: OrderedDict[K, _Entry[V]] = OrderedDict()
        self._loads: dict[K, _Load[V]] = {}
        self._cost = 0.0
        if changes is not None:
            changes.add_callback(self._invalidate)

    async def get(self, key: K, load: Callable[[], Awaitable[V]], *, ttl: Callable[[V], float] | None = None) -> V:
        """Return the value of a key; it is loaded if it is not cached, and errors of `load` are raised.

        `ttl` returns the seconds to keep a loaded value; 0 does not keep it.
        """
        if self._changes is not None and not self._changes.ensure_listening():
            return await load()
        entry = self._entry(key)
        if entry is not None:
            return entry.value
        running = self._loads.get(key)
        if running is None:
            running = self._loads[key] = _Load(asyncio.create_task(self._load(key, load, ttl=ttl)))
            running.task.add_done_callback(_retrieve_exception)
        return await self._wait(key, running)

    def peek(self, key: K) -> V | None:
        """Return the value of a key if it is cached in this process, else None."""
        entry = self._entry(key)
        return entry.value if entry is not None else None

    def put(self, key: K, value: V, *, ttl: float | None = None, cost: float = 1.0) -> None:
        """Cache a value for `ttl` seconds, unless its cost exceeds the size."""
        self._remove(key)
        seconds = self._ttl if ttl is None else ttl
        if seconds <= 0 or cost > self._size:
            return
        self._entries[key] = _Entry(value, self._clock.monotonic() + seconds, cost)
        self._cost += cost
        while self._cost > self._size:
            self._remove(next(iter(self._entries)))

    def delete(self, key: K) -> None:
        """Remove a key; a running load of it is not cached either."""
        self._remove(key)
        self._loads.pop(key, None)

    def delete_prefix(self, prefix: str) -> None:
        """Remove the string keys that begin with `prefix`."""
        for key in {*self._entries, *self._loads}:
            if isinstance(key, str) and key.startswith(prefix):
                self.delete(key)

    def clear(self) -> None:
        """Remove everything."""
        self._entries.clear()
        self._loads.clear()
        self._cost = 0.0

    async def close(self) -> None:
        """Cancel the running loads."""
        tasks = [running.task for running in self._loads.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def __len__(self) -> int:
        return len(self._entries)

    def _entry(self, key: K) -> _Entry[V] | None:
        entry = self._entries.get(key)
        if entry is None:
            return None
        if self._clock.monotonic() >= entry.expires_at:
            self._remove(key)
            return None
        self._entries.move_to_end(key)
        return entry

    async def _wait(self, key: K, running: _Load[V]) -> V:
        running.waiting += 1
        try:
            # Cancelling one caller must not cancel the load for the others.
            return await asyncio.shield(running.task)
        finally:
            running.waiting -= 1
            if not running.waiting and not self._keep_loading and not running.task.done():
                self._detach(key, running.task)
                running.task.cancel()

    async def _load(self, key: K, load: Callable[[], Awaitable[V]], *, ttl: Callable[[V], float] | None) -> V:
        task = asyncio.current_task()
        try:
            stored = await self._tier.get(key) if self._tier is not None else None
            if stored is not None:
                value, seconds = stored
            else:
                value = await load()
                seconds = self._ttl if ttl is None else ttl(value)
                if self._tier is not None and 0 < seconds < math.inf:
                    await self._tier.put(key, value, seconds=seconds)
            if key in self._loads and self._loads[key].task is task:
                self.put(key, value, ttl=seconds)
            return value
        finally:
            self._detach(key, task)

    def _detach(self, key: K, task: "asyncio.Task[V] | None") -> None:
        running = self._loads.get(key)
        if running is not None and running.task is task:
            del self._loads[key]

    def _remove(self, key: K) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._cost -= entry.cost

    def _invalidate(self, prefix: str | None) -> None:
        if prefix is None:
            self.clear()
        else:
            self.delete_prefix(prefix)


def _retrieve_exception(task: "asyncio.Task[V]") -> None:
    """Mark the exception of a load as retrieved: asyncio logs it otherwise when no caller waited."""
    if not task.cancelled():
        task.exception()
