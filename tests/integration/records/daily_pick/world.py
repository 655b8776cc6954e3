"""Offers in a database, a worker that picks, and functions that query both."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import msgspec

from alcove.apps.records.build import build_tasks
from alcove.apps.records.daily_pick.model import Selection, SelectionInput, select_seeded
from alcove.apps.records.daily_pick.service import picks
from alcove.apps.records.daily_pick.service.worker_selection import WorkerSelection
from alcove.apps.records.deps import WorkerDeps
from alcove.apps.records.settings import RecordsSettings
from alcove.foundation.database import PgListener, Pool
from alcove.foundation.jobs import ProcessExecutor, Queue, queue_status, run_worker
from alcove.foundation.realtime import Hub, PgTransport
from support.clock import FakeClock
from support.until import until_async

T = TypeVar("T")

TODAY = date(2026, 3, 29)
NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)
LEARNING = ("learning",)

_STOCK = """
WITH shop AS (
    INSERT INTO discogs_seller (name, currency) VALUES ('shop', 'USD') RETURNING id
), record AS (
    INSERT INTO discogs_record (discogs_id, artist, title, format, label, wants, haves, year, genres, styles, added)
    SELECT n, 'Artist ' || n % 7, 'Title ' || n, 'LP', 'Label ' || n % 5, 20 + 37 * n % 900, 10 + 11 * n % 300,
           1950 + n % 70, jsonb_build_array(CASE n % 3 WHEN 0 THEN 'Jazz' WHEN 1 THEN 'Rock' ELSE 'Folk' END), '[]',
           $2::timestamptz - n * interval '1 minute'
    FROM generate_series(1, $1::int) AS n RETURNING id
)
INSERT INTO discogs_listing (seller_id, record_id, record_price, media_condition)
SELECT shop.id, record.id, 5 + 7 * record.id % 60, 'Mint (M)' FROM record, shop
"""
_PICKS = "SELECT * FROM discogs_recordoftheday ORDER BY date"


class ThreadExecutor(ProcessExecutor):
    """Runs functions in a thread of this process, because starting a child takes time."""

    async def run(self, function: Callable[..., T], /, *args: object) -> T:
        """Return the result of `function(*args)`."""
        return await asyncio.to_thread(function, *args)


@contextlib.asynccontextmanager
async def no_client() -> AsyncIterator[Any]:
    """Replace the clients, which no pick needs."""
    yield None


@dataclass(kw_only=True)
class World:
    """A database and a clock."""

    dsn: str
    pool: Pool
    pg_listener: PgListener
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOON))

    async def stock(self, count: int) -> list[int]:
        """Store offers, the newest records first, and return their ids, the best score first."""
        await self.pool.execute(_STOCK, count, NOON)
        rows = await self.pool.fetch("SELECT id FROM discogs_listing ORDER BY score DESC, id DESC")
        return [row["id"] for row in rows]

    def deps(self, *, selection_executor: ProcessExecutor | None = None) -> WorkerDeps:
        """Return the dependencies of the tasks."""
        return WorkerDeps(
            pool=self.pool, clock=self.clock, settings=RecordsSettings(), marketplace=no_client, rate_sources={},
            selection_executor=selection_executor or ThreadExecutor(),
        )  # fmt: skip

    def strategy(self, *, budget: float = 20.0) -> WorkerSelection:
        """Return the selection strategy of an api process."""
        return WorkerSelection(self.pool, Hub(PgTransport(self.pg_listener, self.pool)), budget=budget)

    @contextlib.asynccontextmanager
    async def worker(
        self,
        *,
        selection_executor: ProcessExecutor | None = None,
        queues: tuple[str, ...] = LEARNING,
        daily: bool = False,
    ) -> AsyncIterator[None]:
        """Run a worker during the block; it picks by itself only if `daily`."""
        stop = asyncio.Event()
        tasks = [
            task for task in build_tasks(self.deps(selection_executor=selection_executor))
            if task.name == "records.pick" or (daily and task.name == "records.pick-daily")
        ]  # fmt: skip
        running = asyncio.create_task(
            run_worker(
                self.dsn,
                tasks,
                stop=stop,
                queues=[Queue(name, concurrency=4) for name in queues],
                heartbeat=0.2,
                stalled=1.0,
                grace=5.0,
                poll=0.2,
            )
        )
        try:

            async def is_done() -> object:
                return (await queue_status(self.pool)).workers != 0

            await until_async(is_done)
            yield
        finally:
            stop.set()
            await asyncio.wait_for(running, 60)

    async def read_dashboard(self, *, today: date = TODAY, budget: float = 20.0) -> dict[str, Any]:
        """Return the dashboard as E1 does."""
        body = await picks.read_dashboard(self.pool, today=today, strategy=self.strategy(budget=budget))
        result: dict[str, Any] = msgspec.json.decode(body)
        return result

    async def pick(self, *, today: date = TODAY, budget: float = 20.0) -> dict[str, Any]:
        """Return the day's pick, which must exist."""
        result: dict[str, Any] = (await self.read_dashboard(today=today, budget=budget))["record_of_the_day_obj"]
        return result

    async def replace(self, *, today: date = TODAY, budget: float = 20.0) -> None:
        """Replace the pick as E2 does."""
        await picks.replace_pick(self.pool, today=today, strategy=self.strategy(budget=budget))

    async def rows(self) -> list[dict[str, Any]]:
        """Return every stored pick."""
        return [dict(row) for row in await self.pool.fetch(_PICKS)]

    async def select(self, seed: int, *, today: date = TODAY) -> Selection:
        """Return a selection without storing it."""

        async def select(scene: SelectionInput, seed: int) -> Selection | None:
            return select_seeded(scene, seed)

        result = await picks.select_candidate(self.pool, today=today, now=self.clock.now(), seed=seed, select=select)
        assert result is not None
        return result

    async def wait_until_idle(self) -> None:
        """Wait until no job is waiting or running."""
        async with asyncio.timeout(60):
            while (status := await queue_status(self.pool)).waiting or status.running:  # noqa: ASYNC110 - a worker's
                await asyncio.sleep(0.02)
