"""Where the starts of a limit are kept: in this process, or in PostgreSQL for all of them."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final, Protocol

from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool, transaction
from alcove.foundation.ratelimit import store
from alcove.foundation.ratelimit.model import Rule, Usage, next_start

MOST_KEYS: Final = 10_000
"""Limits of which a process remembers starts; of more, those used least recently are forgotten."""


class LimitStore(Protocol):
    """Keeps the starts of any number of limits, each under its key."""

    async def start(self, key: str, rule: Rule) -> float:
        """Record a start now and return 0, or return the seconds until there may be one. LimiterUnavailable."""
        ...

    async def hold(self, key: str, seconds: float) -> None:
        """Allow no start for so long, or for longer where that holds already."""
        ...

    async def usage(self, key: str, rule: Rule) -> Usage:
        """Return the starts that count now and the pause that the next one must make."""
        ...


@dataclass(slots=True)
class _Known:
    starts: list[float] = field(default_factory=list)
    hold_until: float | None = None


class MemoryLimits:
    """Keeps starts in this process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: OrderedDict[str, _Known] = OrderedDict()

    async def start(self, key: str, rule: Rule) -> float:
        """Record a start now and return 0, or return the seconds until there may be one."""
        known, pause = self._counted(key, rule)
        if pause <= 0:
            known.starts.append(self._clock.monotonic())
        return pause

    async def hold(self, key: str, seconds: float) -> None:
        """Allow no start for so long, or for longer where that holds already."""
        known, until = self._of(key), self._clock.monotonic() + seconds
        known.hold_until = until if known.hold_until is None else max(known.hold_until, until)

    async def usage(self, key: str, rule: Rule) -> Usage:
        """Return the starts that count now and the pause that the next one must make."""
        known, pause = self._counted(key, rule)
        return Usage(len(known.starts), pause)

    def _of(self, key: str) -> _Known:
        known = self._known.setdefault(key, _Known())
        self._known.move_to_end(key)
        if len(self._known) > MOST_KEYS:
            self._known.popitem(last=False)
        return known

    def _counted(self, key: str, rule: Rule) -> tuple[_Known, float]:
        """Return the starts that still count, and the seconds until the next one."""
        known, now = self._of(key), self._clock.monotonic()
        known.starts = [start for start in known.starts if start > now - rule.window]
        earliest = next_start(known.starts, now=now, limit=rule.limit, window=rule.window, hold_until=known.hold_until)
        return known, earliest - now


class PostgresLimits:
    """Keeps starts in PostgreSQL, by its clock; a database that is lost raises what asyncpg raises."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def start(self, key: str, rule: Rule) -> float:
        """Record a start now and return 0, or return the seconds until there may be one."""
        async with transaction(self._pool) as connection:
            await store.lock_briefly(connection, key)
            known = await store.read(connection, key, window=rule.window, at=None)
            pause = self._pause(known, rule)
            if pause <= 0:
                await store.start(connection, key, window=rule.window, at=None)
        return pause

    async def hold(self, key: str, seconds: float) -> None:
        """Allow no start for so long, or for longer where that holds already."""
        await store.hold(self._pool, key, seconds=seconds, at=None)

    async def usage(self, key: str, rule: Rule) -> Usage:
        """Return the starts that count now and the pause that the next one must make."""
        known = await store.read(self._pool, key, window=rule.window, at=None)
        return Usage(len(known.starts), self._pause(known, rule))

    def _pause(self, known: store.Starts, rule: Rule) -> float:
        earliest = next_start(
            known.starts, now=known.now, limit=rule.limit, window=rule.window, hold_until=known.hold_until
        )
        return earliest - known.now
