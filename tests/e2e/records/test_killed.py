"""`alcove serve` while its worker is killed repeatedly during a scrape."""

import asyncio
import contextlib
import json
import os
import random
import signal
import time
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from alcove.apps.records.deps import WorkerDeps
from alcove.apps.records.scraping.jobs.scrape import run_scrape
from alcove.apps.records.scraping.service.runs import request_scrape
from alcove.apps.records.settings import RecordsSettings
from alcove.apps.records.sources import Clients
from alcove.foundation.clock import SystemClock
from alcove.foundation.database import EmbeddedPostgres, Pool, connect, transaction
from alcove.foundation.jobs import JobRun
from alcove.foundation.settings import load_settings
from alcove.simulators.discogs import SimulatorConfig
from fixtures.simulators.discogs import Simulator, build
from fixtures.simulators.faults import Faults
from support.processes import DIRECT, AlcoveProcess
from support.servers import serve
from support.until import until

Start = Callable[..., AlcoveProcess]

SELLER = "warehouse"
LIMIT = 50
KILLS = 4
LONGEST_LOSS_S = 20.0
"""Ten seconds until a silent worker counts as dead, a heartbeat, and what starting and asking again take."""

TABLES = {
    "sellers": "SELECT name, currency FROM discogs_seller",
    "records": "SELECT discogs_id, artist, title, format, label, catno, wants, haves, year FROM discogs_record",
    "offers": """SELECT l.discogs_listing_id, r.discogs_id, s.name, l.record_price, l.original_price,
        l.original_currency, l.media_condition, l.score, l.kept, l.evaluated, l.status, l.posted_at
        FROM discogs_listing AS l JOIN discogs_record AS r ON r.id = l.record_id
        JOIN discogs_seller AS s ON s.id = l.seller_id""",
    "history": "SELECT seller, listing_id, sealed FROM discogs_history",
    "runs": """SELECT seller, mode, state, page, pages, items, seen, kept, new, updated, skipped, unpriced, failed,
        delisted, complete, stop_reason FROM discogs_scrape""",
    "counter": "SELECT records, listings, unevaluated FROM discogs_counter",
    "grades": "SELECT value, uses FROM discogs_term WHERE kind = 'condition' AND uses > 0",
}


@contextlib.contextmanager
def marketplace() -> Iterator[tuple[str, Simulator]]:
    """Serve a thousand offers, some of them malformed, at the real limit."""
    app = build(SimulatorConfig(seed=5, sellers={SELLER: 1000}, rate_limit=LIMIT))
    with serve(app) as base:
        simulator: Simulator = app.state.simulator
        simulator.faults.configure(Faults(malformed_every=41))
        yield base, simulator


async def rows(source: Any) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of every table without values that depend on the time and order of writes."""
    tables = {}
    for name, sql in TABLES.items():
        tables[name] = sorted((tuple(row) for row in await source.fetch(sql)), key=repr)
    return tables


async def run_undisturbed(pool: Pool, data_dir: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of the same scrape without kills."""
    with marketplace() as (base, simulator):
        simulator.rate_limit = 6000
        environ = {"DISCOGS_USER_TOKEN": "simulator-token", "DISCOGS_API_BASE": base, "DISCOGS_RATE_LIMIT": "6000"}
        settings, clock = load_settings(RecordsSettings, environ=environ), SystemClock()
        clients = Clients(settings, pool=pool, clock=clock, data_dir=data_dir)
        worker_deps = WorkerDeps(
            pool=pool,
            clock=clock,
            settings=settings,
            marketplace=clients.marketplace,
            rate_sources=clients.rate_sources(),
        )
        async with transaction(pool) as connection:
            run_id = await request_scrape(connection, seller=SELLER)
        assert run_id is not None
        await run_scrape(worker_deps, JobRun(1, 1, lambda: None), run_id=run_id)
    return await rows(pool)


@contextlib.asynccontextmanager
async def connect_to_server(home: Path) -> AsyncIterator[Any]:
    """Connect to the server's own database."""
    connection = await connect(EmbeddedPostgres(home / "data").dsn)
    try:
        yield connection
    finally:
        await connection.close()


async def progress(connection: Any) -> tuple[str, int]:
    """Return the state and the page of the only run."""
    row = await connection.fetchrow("SELECT state, page FROM discogs_scrape")
    return row["state"], row["page"]


async def wait_until_past(connection: Any, page: int) -> None:
    """Wait until the run has committed another page or has ended."""
    async with asyncio.timeout(60):
        while (now := await progress(connection))[1] <= page and now[0] in {"queued", "running"}:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def kill_worker(serve: AlcoveProcess, connection: Any) -> float:
    """Kill the worker and return the seconds until the next page was committed."""
    until(lambda: bool(serve.children("worker")))
    (pid,) = serve.children("worker")
    os.kill(pid, signal.SIGKILL)
    killed = time.monotonic()
    _, page = await progress(connection)
    await wait_until_past(connection, page)
    return time.monotonic() - killed


def post(serve: AlcoveProcess, path: str) -> tuple[int, dict[str, Any]]:
    """Request a scrape from the server."""
    request = urllib.request.Request(f"http://127.0.0.1:{serve.port}{path}", method="POST")
    with DIRECT.open(request, timeout=10) as answer:
        return answer.status, json.loads(answer.read())


@pytest.mark.slow
async def test_a_scrape_survives_kills_of_the_worker(start: Start, home: Path, pool: Pool, tmp_path: Path) -> None:
    """After several kills -9 of the worker the rows and counts equal those of a run without kills.

    Every minute has at most as many requests as Discogs allows, and none gets a 429.
    """
    expected = await run_undisturbed(pool, tmp_path)
    rng = random.Random(os.environ.get("KILL_SEED", "9"))  # noqa: S311 - seeded
    with marketplace() as (base, simulator):
        serve = start(
            "serve", DISCOGS_USER_TOKEN="simulator-token", DISCOGS_API_BASE=base, DISCOGS_RATE_LIMIT=str(LIMIT),
            SCRAPE_RESPONSE_BUDGET_S="0", LOG_LEVEL="warning",
        ).wait_ready()  # fmt: skip
        assert post(serve, f"/data/{SELLER}")[0] == 202
        lost = []
        async with connect_to_server(home) as connection:
            await wait_until_past(connection, 0)
            for _ in range(KILLS):
                await asyncio.sleep(rng.uniform(0.0, 1.6))
                lost.append(await kill_worker(serve, connection))
            async with asyncio.timeout(60):
                while (await progress(connection))[0] == "running":  # noqa: ASYNC110 - another process
                    await asyncio.sleep(0.05)
            tables = await rows(connection)
        entries = [entry for entry in simulator.log.entries() if entry.api]
    print("seconds from each kill to the next page:", [round(item, 1) for item in lost])  # noqa: T201 - told with -s
    assert tables == expected
    assert max(lost) < LONGEST_LOSS_S, lost
    assert {entry.status for entry in entries} == {200}
    request_times = [entry.started for entry in entries]
    assert all(later - earlier >= 60 for earlier, later in zip(request_times, request_times[LIMIT:], strict=False))
