"""Concurrent scrapes, workers and writers, and runs without a job."""

import asyncio

import pytest

from alcove.apps.records.scraping.jobs.scrape import fail_abandoned_runs
from alcove.apps.records.scraping.service.runs import request_scrape
from alcove.apps.records.taste.service.verdicts import store_verdicts
from alcove.foundation.database import close_pool, open_pool, transaction
from integration.records.scraping.world import World, summarize_end


@pytest.mark.slow
async def test_two_workers_and_a_judge_do_not_deadlock(world: World) -> None:
    """Two workers scrape sellers of the same records in opposite orders while offers are judged: nothing deadlocks.

    Afterwards the counters equal a recount, and every offer is stored.
    """
    world.seller("berta")
    for number in range(500):
        world.sell("anna", release={"id": 1000 + number})
        world.sell("berta", release={"id": 1499 - number})
    stop = asyncio.Event()

    async def judge_repeatedly() -> int:
        judged = 0
        while not stop.is_set():
            ids = [row["id"] for row in await world.pool.fetch("SELECT id FROM discogs_listing ORDER BY random()")]
            judged += await store_verdicts(world.pool, listing_ids=ids[:200], keeper_ids=ids[:50])
            await asyncio.sleep(0.005)
        return judged

    async with world.worker(), world.worker():
        judging = asyncio.create_task(judge_repeatedly())
        for mode in ("new", "full"):
            runs = [await world.request_scrape(seller, mode=mode) for seller in ("anna", "berta")]
            rows = [await world.wait_for_end(run_id) for run_id in runs]
            assert [summarize_end(row) for row in rows] == [("done", True, "end")] * 2
        stop.set()
        assert await judging > 0
    assert [len(await world.offers(seller)) for seller in ("anna", "berta")] == [500, 500]
    assert await world.pool.fetchval("SELECT count(*) FROM discogs_record") == 500
    retried = await world.pool.fetchval("SELECT count(*) FROM procrastinate_jobs WHERE attempts > 1")
    assert retried == 0
    await world.assert_totals()


async def test_one_scrape_of_a_seller_at_a_time(world: World) -> None:
    """While a seller is scraped, no second scrape can be requested, with any spelling of the name."""
    run_id = await world.request_scrape("anna")
    async with transaction(world.pool) as connection:
        assert await request_scrape(connection, seller="ANNA") is None
    async with world.worker():
        await world.wait_for_end(run_id)
        await world.wait_for_end(await world.request_scrape("Anna"))


@pytest.mark.parametrize("what", ["deleted", "failed"])
async def test_a_run_without_a_job_fails_and_can_be_requested_again(world: World, what: str) -> None:
    """A run whose job is missing or failed is ended by the minutely task, and the seller can be scraped again."""
    world.sell("anna", 3)
    run_id = await world.request_scrape("anna")
    sql = {
        "deleted": "DELETE FROM procrastinate_jobs",
        "failed": "UPDATE procrastinate_jobs SET status = 'failed'",
    }[what]
    await world.pool.execute(sql)
    await fail_abandoned_runs(world.deps())
    row = await world.run(run_id)
    assert (*summarize_end(row), row["error_code"]) == ("failed", False, "error", "internal")
    assert summarize_end(await world.scrape("anna")) == ("done", True, "end")


async def test_the_clean_up_does_not_change_active_runs(world: World) -> None:
    """Runs that are waiting, running, or have ended are not changed by the minutely task."""
    world.sell("anna", 150)
    run_id = await world.request_scrape("anna")
    await fail_abandoned_runs(world.deps())
    assert (await world.run(run_id))["state"] == "queued"
    world.set_faults(latency_s=0.2)
    async with world.worker():
        await world.wait_for_page(run_id, page=1)
        await fail_abandoned_runs(world.deps())
        ended = await world.wait_for_end(run_id)
    await fail_abandoned_runs(world.deps())
    assert await world.run(run_id) == ended
    assert summarize_end(ended) == ("done", True, "end")


@pytest.mark.slow
@pytest.mark.parametrize(("rate", "latency"), [("6000", 0.2), ("60", 0.0)])
async def test_a_scrape_continues_after_lost_database_connections(world: World, rate: str, latency: float) -> None:
    """When the database drops all connections of a worker, the scrape continues by itself.

    It makes no difference whether a request is in flight or waits for the rate limiter.
    """
    world.sell("anna", 350)
    world.set_faults(latency_s=latency)
    workers = await open_pool(world.dsn, name="tasks-of-the-test")
    second_world = World(world.simulator, world.base, dsn=world.dsn, pool=workers, data_dir=world.data_dir)
    async with second_world.worker(environ={"DISCOGS_RATE_LIMIT": rate}):
        run_id = await world.request_scrape("anna")
        await world.wait_for_page(run_id, page=1)
        await asyncio.sleep(0.1)
        await world.pool.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'tasks-of-the-test' AND datname = current_database()"
        )
        row = await world.wait_for_end(run_id)
    await close_pool(workers)
    assert summarize_end(row) == ("done", True, "end")
    assert (row["seen"], row["new"], len(await world.offers("anna"))) == (350, 350, 350)
    await world.assert_totals()


async def test_concurrent_requests_start_one_scrape(world: World) -> None:
    """Of many concurrent requests for the same seller, exactly one gets a run."""

    async def ask() -> int | None:
        async with transaction(world.pool) as connection:
            return await request_scrape(connection, seller="anna")

    responses = await asyncio.gather(*(ask() for _ in range(8)))
    assert len([run_id for run_id in responses if run_id is not None]) == 1
