"""Worker processes that are killed at any time, also within the transaction of a page."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator

import pytest

from integration.records.scraping.world import World, count_columns, summarize_end
from support.until import until_async
from support.worker_program import worker_process

KILLS = 8
OWN = {"id", "record_id", "seller_id", "draw", "first_seen", "last_seen", "wire", "line"}


@contextlib.asynccontextmanager
async def run_worker(world: World) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a worker process during the block and kill it at the end."""
    module = "integration.records.scraping.worker_tasks"
    async with worker_process(module, world.dsn, world.base, str(world.data_dir)) as process:
        yield process


async def wait_for_page(world: World, run_id: int) -> None:
    """Wait until the run commits a page or ends."""
    before = await world.run(run_id)

    async def is_done() -> object:
        return (await world.run(run_id))["updated_at"] != before["updated_at"]

    await until_async(is_done)


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize("mode", ["new", "full"])
async def test_a_run_survives_kills_at_any_time(world: World, mode: str) -> None:
    """Killed during requests and transactions, a run ends with the rows and counts of an uninterrupted one."""
    world.seller("martha", offers=3000)
    world.set_faults(malformed_every=37)
    undisturbed = await world.scrape("martha")
    expected = [{k: v for k, v in offer.items() if k not in OWN} for offer in await world.offers("martha")]
    await world.stop_worker()
    await world.pool.execute(
        "TRUNCATE discogs_listing, discogs_record, discogs_seller, discogs_history, discogs_scrape CASCADE"
    )
    await world.pool.execute("SELECT discogs_recount()")
    rng = random.Random(mode)  # noqa: S311 - seeded
    run_id = await world.request_scrape("martha", mode=mode)
    pages = []
    for _ in range(KILLS):
        async with run_worker(world):
            await wait_for_page(world, run_id)
            await asyncio.sleep(rng.uniform(0.0, 0.12))
        pages.append((await world.run(run_id))["page"])
    assert pages == sorted(pages)
    assert pages[-1] < 30, pages
    async with run_worker(world):
        row = await world.wait_for_end(run_id)
    assert summarize_end(row) == summarize_end(undisturbed) == ("done", True, "end")
    assert count_columns(row) == count_columns(undisturbed)
    assert [{k: v for k, v in offer.items() if k not in OWN} for offer in await world.offers("martha")] == expected
    assert set(world.pages_read()) == set(range(1, 31))
    await world.assert_totals()
