"""Worker processes that are killed at any time, also within the transaction of a page."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator

import pytest

from alcove.apps.records.scraping.jobs.rates import BATCH_SIZE, request_prices
from alcove.foundation.database import transaction
from fixtures.records.rows import add_offers, add_seller
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


@pytest.mark.slow
async def test_pricing_survives_kills(world: World) -> None:
    """A worker that is killed while it prices offers leaves whole batches, and the next one prices the rest."""
    seller = await add_seller(world.pool, "anna", currency="EUR")
    await add_offers(world.pool, 12 * BATCH_SIZE, seller=seller)
    await world.pool.execute(
        "UPDATE discogs_listing SET record_price = NULL, discogs_listing_id = id, original_price = 10,"
        " original_currency = 'EUR'"
    )

    async def count_priced() -> int:
        return int(await world.pool.fetchval("SELECT count(*) FROM discogs_listing WHERE record_price IS NOT NULL"))

    async with transaction(world.pool) as connection:
        await request_prices(connection)
    counts = [0]
    for _ in range(3):
        async with run_worker(world):

            async def has_progress() -> object:
                return await count_priced() > counts[-1]

            await until_async(has_progress)
        counts.append(await count_priced())
    assert counts == sorted(counts)
    assert all(count % BATCH_SIZE == 0 for count in counts), counts
    async with run_worker(world):

        async def is_done() -> object:
            return await count_priced() == 12 * BATCH_SIZE

        await until_async(is_done)
    assert await world.pool.fetchval("SELECT DISTINCT record_price::text FROM discogs_listing") == "10.87"
    await world.assert_totals()
