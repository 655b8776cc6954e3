"""The cache of the house."""

import asyncio
import math
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from alcove.foundation.cache.changes import Changes
from alcove.foundation.cache.tier import RedisTier
from alcove.foundation.clock import Clock

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class _Entry(Generic[V]):
    """A kept value, until when it is good, and what it costs of the cache's size."""

    value: V
    until: float
    cost: float


@dataclass(slots=True)
class _Load(Generic[V]):
    """A load under way and how many wait for it."""

    task: "asyncio.Task[V]"
    waiting: int = 0


class Cache(Generic[K, V]):
    """Keeps values of keys; at most `size` of them, or as many as cost so much together."""

    def __init__(
        self,
        *,
        size: float,
        clock: Clock,
        ttl: float = math.inf,
        keep_loading: bool = False,
        changes: Changes | None = None,
        tier: RedisTier[V] | None = None,
    ) -> None:
        """Take the bounds; `ttl` is in seconds, and `keep_loading` finishes loads that nobody waits for any more."""
        if tier is not None and changes is not None:
            raise ValueError("values in a tier only age: nobody can tell it of a change while it is away")
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
            changes.call(self._changed)

    async def get(self, key: K, load: Callable[[], Awaitable[V]], *, ttl: Callable[[V], float] | None = None) -> V:
        """Return the value of a key, loaded if need be, or raise what loading raises.

        `ttl` returns the seconds for which a loaded value is good, where that depends on it; 0 keeps nothing.
        """
        if self._changes is not None and not self._changes.is_heard():
            return await load()
        entry = self._entry(key)
        if entry is not None:
            return entry.value
        under_way = self._loads.get(key)
        if under_way is None:
            under_way = self._loads[key] = _Load(asyncio.create_task(self._load(key, load, ttl=ttl)))
            under_way.task.add_done_callback(_retrieve)
        return await self._wait(key, under_way)

    def peek(self, key: K) -> V | None:
        """Return the value of a key if it is here, None otherwise."""
        entry = self._entry(key)
        return entry.value if entry is not None else None

    def put(self, key: K, value: V, *, ttl: float | None = None, cost: float = 1.0) -> None:
        """Keep a value for `ttl` seconds; one that costs more than the whole size is not kept."""
        self._drop(key)
        seconds = self._ttl if ttl is None else ttl
        if seconds <= 0 or cost > self._size:
            return
        self._entries[key] = _Entry(value, self._clock.monotonic() + seconds, cost)
        self._cost += cost
        while self._cost > self._size:
            self._drop(next(iter(self._entries)))

    def forget(self, key: K) -> None:
        """Let nobody see again what was read of a key before now."""
        self._drop(key)
        self._loads.pop(key, None)

    def forget_prefix(self, prefix: str) -> None:
        """Forget the keys that are texts and begin with a prefix."""
        for key in {*self._entries, *self._loads}:
            if isinstance(key, str) and key.startswith(prefix):
                self.forget(key)

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()
        self._loads.clear()
        self._cost = 0.0

    async def close(self) -> None:
        """End the loads under way."""
        tasks = [under_way.task for under_way in self._loads.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def __len__(self) -> int:
        return len(self._entries)

    def _entry(self, key: K) -> _Entry[V] | None:
        entry = self._entries.get(key)
        if entry is None:
            return None
        if self._clock.monotonic() >= entry.until:
            self._drop(key)
            return None
        self._entries.move_to_end(key)
        return entry

    async def _wait(self, key: K, under_way: _Load[V]) -> V:
        under_way.waiting += 1
        try:
            # One who gives up takes nothing from the others.
            return await asyncio.shield(under_way.task)
        finally:
            under_way.waiting -= 1
            if not under_way.waiting and not self._keep_loading and not under_way.task.done():
                self._detach(key, under_way.task)
                under_way.task.cancel()

    async def _load(self, key: K, load: Callable[[], Awaitable[V]], *, ttl: Callable[[V], float] | None) -> V:
        task = asyncio.current_task()
        try:
            found = await self._tier.get(key) if self._tier is not None else None
            if found is not None:
                value, seconds = found
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
        under_way = self._loads.get(key)
        if under_way is not None and under_way.task is task:
            del self._loads[key]

    def _drop(self, key: K) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._cost -= entry.cost

    def _changed(self, prefix: str | None) -> None:
        if prefix is None:
            self.clear()
        else:
            self.forget_prefix(prefix)


def _retrieve(task: "asyncio.Task[V]") -> None:
    """Look at the error of a load, which asyncio would report when nobody has waited for it to the end."""
    if not task.cancelled():
        task.exception()
