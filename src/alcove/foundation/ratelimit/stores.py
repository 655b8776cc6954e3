"""Stores of rate limits: in the memory of this process, or in PostgreSQL for all processes."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final, Protocol

from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool, transaction
from alcove.foundation.ratelimit import store
from alcove.foundation.ratelimit.model import Rule, Usage, next_start

MAX_KEYS: Final = 10_000
"""Limits that a process stores; the least recently used ones are evicted."""


class LimitStore(Protocol):
    """Stores the starts of any number of limits, by key."""

    async def start(self, key: str, rule: Rule) -> float:
        """Record a start and return 0, or return the seconds until the next start. LimiterUnavailable."""
        ...

    async def hold(self, key: str, seconds: float) -> None:
        """Allow no start for `seconds`, or longer when a longer hold is active."""
        ...

    async def usage(self, key: str, rule: Rule) -> Usage:
        """Return the number of recent starts and the pause before the next one."""
        ...


@dataclass(slots=True)
class _LimitState:
    starts: list[float] = field(default_factory=list)
    hold_until: float | None = None


class MemoryLimitStore:
    """Stores starts in this process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._states: OrderedDict[str, _LimitState] = OrderedDict()

    async def start(self, key: str, rule: Rule) -> float:
        """Record a start and return 0, or return the seconds until the next start."""
        state, pause = self._read(key, rule)
        if pause <= 0:
            state.starts.append(self._clock.monotonic())
        return pause

    async def hold(self, key: str, seconds: float) -> None:
        """Allow no start for `seconds`, or longer when a longer hold is active."""
        state, until = self._state(key), self._clock.monotonic() + seconds
        state.hold_until = until if state.hold_until is None else max(state.hold_until, until)

    async def usage(self, key: str, rule: Rule) -> Usage:
        """Return the number of recent starts and the pause before the next one."""
        state, pause = self._read(key, rule)
        return Usage(len(state.starts), pause)

    def _state(self, key: str) -> _LimitState:
        state = self._states.setdefault(key, _LimitState())
        self._states.move_to_end(key)
        if len(self._states) > MAX_KEYS:
            self._states.popitem(last=False)
        return state

    def _read(self, key: str, rule: Rule) -> tuple[_LimitState, float]:
        """Return the state of a limit without expired starts, and the seconds until the next start."""
        state, now = self._state(key), self._clock.monotonic()
        state.starts = [start for start in state.starts if start > now - rule.window]
        earliest = next_start(state.starts, now=now, limit=rule.limit, window=rule.window, hold_until=state.hold_until)
        return state, earliest - now


class PostgresLimitStore:
    """Stores starts in PostgreSQL, by its clock; errors of asyncpg are raised when the connection is lost."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def start(self, key: str, rule: Rule) -> float:
        """Record a start and return 0, or return the seconds until the next start."""
        async with transaction(self._pool) as connection:
            await store.lock_for_start(connection, key)
            state = await store.read(connection, key, window=rule.window, at=None)
            pause = self._pause(state, rule)
            if pause <= 0:
                await store.record_start(connection, key, window=rule.window, at=None)
        return pause

    async def hold(self, key: str, seconds: float) -> None:
        """Allow no start for `seconds`, or longer when a longer hold is active."""
        await store.hold(self._pool, key, seconds=seconds, at=None)

    async def usage(self, key: str, rule: Rule) -> Usage:
        """Return the number of recent starts and the pause before the next one."""
        state = await store.read(self._pool, key, window=rule.window, at=None)
        return Usage(len(state.starts), self._pause(state, rule))

    def _pause(self, state: store.Starts, rule: Rule) -> float:
        earliest = next_start(
            state.starts, now=state.now, limit=rule.limit, window=rule.window, hold_until=state.hold_until
        )
        return earliest - state.now
