"""Runs checks of changes so that a policy that fails or is slow affects its own callers only."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import asyncpg

from alcove.foundation.clock import Clock
from alcove.wires.supabase.realtime.changes.database import ChangesDatabase
from alcove.wires.supabase.realtime.changes.store.checks import CallerCheck, CheckResult, run_checks

BATCH: Final = 200
BATCH_SECONDS: Final = 1.0
CHECK_SECONDS: Final = 0.25
"""A check that takes longer than this makes others wait."""
BUDGET_SECONDS: Final = 2.0
CONCURRENT: Final = 3
PAUSE_SECONDS: Final = 30.0
"""How long the checks of a caller on a table are left out after one that took too long."""
MAX_PAUSED: Final = 10_000

_SLOW: Final = f"it takes longer than {CHECK_SECONDS:g} s; its changes are left out for {PAUSE_SECONDS:g} s"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCheck:
    """A check about a row of a table."""

    table_id: int
    check: CallerCheck

    @property
    def origin(self) -> tuple[int, str, str]:
        """What is left out when the check takes too long: the table for this caller."""
        return self.table_id, self.check.role, self.check.claims


class CheckRunner:
    """Runs checks in batches of one statement; those of a batch that takes too long run one by one."""

    def __init__(self, database: ChangesDatabase, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._paused_until: dict[tuple[int, str, str], float] = {}

    async def run(self, checks: Sequence[TableCheck]) -> list[CheckResult]:
        """Return the results of checks, in their order; DATABASE_LOST."""
        now = self._clock.monotonic()
        results: dict[int, CheckResult] = {
            place: _fail(_SLOW)
            for place, check in enumerate(checks)
            if self._paused_until and self._paused_until.get(check.origin, 0.0) > now
        }
        running = [place for place in range(len(checks)) if place not in results]
        for start in range(0, len(running), BATCH):
            places = running[start : start + BATCH]
            batch = [checks[place] for place in places]
            results |= dict(zip(places, await self._run_batch(batch), strict=True))
        return [results[place] for place in range(len(checks))]

    async def _run_batch(self, batch: Sequence[TableCheck]) -> Sequence[CheckResult]:
        pool = await self._database.pool()
        try:
            results = await run_checks(pool, [check.check for check in batch], seconds=BATCH_SECONDS)
        except asyncpg.QueryCanceledError:
            results = await self._run_singly(batch)
        for check, result in zip(batch, results, strict=True):
            if result.milliseconds > CHECK_SECONDS * 1000:
                self._pause(check)
        return results

    async def _run_singly(self, batch: Sequence[TableCheck]) -> list[CheckResult]:
        slots = asyncio.Semaphore(CONCURRENT)
        end = self._clock.monotonic() + BUDGET_SECONDS

        async def run(check: TableCheck) -> CheckResult:
            async with slots:
                if self._clock.monotonic() > end:
                    return _fail(_SLOW)
                try:
                    pool = await self._database.pool()
                    return (await run_checks(pool, [check.check], seconds=CHECK_SECONDS))[0]
                except asyncpg.QueryCanceledError:
                    return _fail(_SLOW)

        return await asyncio.gather(*(run(check) for check in batch))

    def _pause(self, check: TableCheck) -> None:
        now = self._clock.monotonic()
        if len(self._paused_until) >= MAX_PAUSED:
            self._paused_until = {origin: until for origin, until in self._paused_until.items() if until > now}
        if len(self._paused_until) < MAX_PAUSED:
            self._paused_until[check.origin] = now + PAUSE_SECONDS


def _fail(problem: str) -> CheckResult:
    return CheckResult(passes=False, problem=problem, milliseconds=CHECK_SECONDS * 1000 + 1)
