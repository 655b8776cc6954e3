"""Runs that are interrupted, cancelled or fail."""

import asyncio
import json

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from alcove.apps.records.errors import NotFound
from alcove.apps.records.scraping.jobs.scrape import run_scrape
from alcove.apps.records.scraping.service.runs import cancel_scrape
from alcove.foundation.jobs import Interrupted, JobRun, StopReason
from integration.records.scraping.world import World, count_columns, summarize_end
from support.http_client import http_client
from support.servers import serve_async
from support.until import until_async


async def interrupt(world: World, run_id: int, *, after_requests: int) -> None:
    """Run a scrape until it has made `after_requests` requests, then interrupt it as a stopping worker does."""
    world.forget_requests()

    def reason() -> StopReason | None:
        return StopReason.SHUTDOWN if len(world.simulator.log.entries()) >= after_requests else None

    with pytest.raises(Interrupted):
        await run_scrape(world.deps(), JobRun(1, 1, reason), run_id=run_id)


async def test_an_interrupted_run_continues_without_loss(world: World) -> None:
    """A run interrupted after any page and continued ends with the rows and counts of an uninterrupted one."""
    world.seller("martha", offers=330)
    world.set_faults(malformed_every=11)
    undisturbed = await world.scrape("martha")
    expected = [dict(o) for o in await world.offers("martha")]
    await world.stop_worker()
    await world.pool.execute(
        "TRUNCATE discogs_listing, discogs_record, discogs_seller, discogs_history, discogs_scrape CASCADE"
    )
    await world.pool.execute("SELECT discogs_recount()")
    run_id = await world.request_scrape("martha")
    for requests in (1, 2, 2):
        await interrupt(world, run_id, after_requests=requests)
    assert (await world.run(run_id))["state"] == "running"
    async with world.worker():
        row = await world.wait_for_end(run_id)
    assert count_columns(row) == count_columns(undisturbed)
    assert summarize_end(row) == summarize_end(undisturbed) == ("done", True, "end")
    assert [_comparable_columns(offer) for offer in await world.offers("martha")] == [
        _comparable_columns(offer) for offer in expected
    ]
    await world.assert_totals()


def _comparable_columns(offer: dict[str, object]) -> dict[str, object]:
    ignored_columns = {"id", "record_id", "seller_id", "draw", "first_seen", "last_seen", "wire", "line"}
    return {name: value for name, value in offer.items() if name not in ignored_columns}


async def test_an_interrupted_full_run_delists_missing_offers_only(world: World) -> None:
    """A full run in two parts delists the offers that neither part saw, and verdicts given in between stay."""
    ids = world.sell("anna", 250)
    await world.scrape("anna")
    await world.stop_worker()
    world.withdraw(ids[3], ids[240])
    run_id = await world.request_scrape("anna", mode="full")
    await interrupt(world, run_id, after_requests=2)
    await world.pool.execute("UPDATE discogs_listing SET evaluated = true, kept = true")
    async with world.worker():
        row = await world.wait_for_end(run_id)
    delisted_ids = [o["discogs_listing_id"] for o in await world.offers("anna") if o["status"] == "Delisted"]
    assert delisted_ids == [ids[3], ids[240]]
    assert count_columns(row) == {"seen": 248, "kept": 248, "delisted": 2}
    assert all(offer["kept"] for offer in await world.offers("anna"))


async def test_a_cancelled_run_keeps_its_pages_and_the_next_one_reads_all(world: World) -> None:
    """Offers that a cancelled run stored do not end a later run early: that one reads to the end."""
    world.sell("anna", 250)
    world.set_faults(latency_s=0.2)
    async with world.worker():
        run_id = await world.request_scrape("anna")
        await world.wait_for_page(run_id, page=1)
        await cancel_scrape(world.pool, seller="anna")
        row = await world.wait_for_end(run_id)
    assert summarize_end(row) == ("cancelled", False, "cancelled")
    stored = len(await world.offers("anna"))
    assert stored == row["new"] == row["seen"] in {100, 200}
    with pytest.raises(NotFound):
        await cancel_scrape(world.pool, seller="anna")
    world.set_faults()
    world.forget_requests()
    second = await world.scrape("anna")
    assert summarize_end(second) == ("done", True, "end")
    assert world.pages_read() == [1, 2, 3]
    assert second["new"] == 250 - stored
    await world.assert_totals()


async def test_page_read_while_the_run_is_cancelled_is_not_stored(world: World) -> None:
    """A page that arrives after the cancellation changes neither rows nor history nor counts."""
    world.sell("anna", 3)
    run_id = await world.request_scrape("anna")
    deps = world.deps()
    world.set_faults(latency_s=0.3)
    running = asyncio.create_task(run_scrape(deps, JobRun(1, 1, lambda: None), run_id=run_id))
    await until_async(world.simulator.log.entries)
    await cancel_scrape(world.pool, seller="anna")
    await running
    assert summarize_end(await world.run(run_id)) == ("cancelled", False, "cancelled")
    assert count_columns(await world.run(run_id)) == {}
    assert await world.pool.fetchval("SELECT count(*) FROM discogs_history") == 0
    assert await world.offers("anna") == []


async def test_waiting_run_can_be_cancelled(world: World) -> None:
    """A run that no worker has started is cancelled with its job."""
    run_id = await world.request_scrape("anna")
    await cancel_scrape(world.pool, seller="ANNA")
    row = await world.run(run_id)
    assert summarize_end(row) == ("cancelled", False, "cancelled")
    status = await world.pool.fetchval("SELECT status::text FROM procrastinate_jobs WHERE id = $1", row["job_id"])
    assert status == "cancelled"


async def test_a_failed_run_keeps_its_pages_and_the_next_one_reads_all(world: World) -> None:
    """A page that always fails ends the run with its error; once it is repaired, a run reads past it."""
    world.sell("anna", 350)
    world.set_faults(broken_pages=(3,), error_status=405)
    row = await world.scrape("anna")
    assert summarize_end(row) == ("failed", False, "error")
    assert (row["error_code"], row["page"]) == ("upstream_failed", 2)
    assert "405" in row["error"]
    assert len(await world.offers("anna")) == row["new"] == 200
    world.sell("anna", 2)
    world.set_faults()
    world.forget_requests()
    second = await world.scrape("anna")
    assert summarize_end(second) == ("done", True, "end")
    assert world.pages_read() == [1, 2, 3, 4]
    assert second["new"] == 152
    world.forget_requests()
    assert summarize_end(await world.scrape("anna")) == ("done", True, "known")
    assert world.pages_read() == [1]


@pytest.mark.parametrize("fault", ["error", "reset", "truncate", "empty", "cut"])
async def test_a_temporary_fault_is_retried(world: World, fault: str) -> None:
    """A server error, a broken connection and whatever is not an inventory are retried, and the run is complete."""
    world.sell("anna", 150)
    world.set_faults(next={fault: 1}, skip=1)
    row = await world.scrape("anna")
    assert summarize_end(row) == ("done", True, "end")
    assert len(await world.offers("anna")) == 150


async def test_an_unknown_seller_fails_and_can_be_requested_again(world: World) -> None:
    """The run fails with its code and stores nothing, and the seller can be requested again."""
    row = await world.scrape("nobody at all")
    assert summarize_end(row) == ("failed", False, "error")
    assert row["error_code"] == "seller_unknown"
    assert await world.pool.fetchval("SELECT count(*) FROM discogs_seller") == 0
    world.seller("nobody at all")
    world.sell("nobody at all", 2)
    assert count_columns(await world.scrape("nobody at all")) == {"seen": 2, "kept": 2, "new": 2}


@pytest.mark.parametrize(
    ("environ", "code"),
    [
        ({"DISCOGS_USER_TOKEN": ""}, "credentials_missing"),
        ({"DISCOGS_USER_TOKEN": "revoked"}, "credentials_invalid"),
        ({"DISCOGS_API_BASE": "http://127.0.0.1:9"}, "upstream_failed"),
    ],
)
async def test_missing_credentials_or_discogs_fail_the_run(
    slow_world: World, environ: dict[str, str], code: str
) -> None:
    """Without credentials, with wrong ones, or without Discogs, a run fails with the code."""
    row = await slow_world.scrape("anna", environ=environ)
    assert (*summarize_end(row), row["error_code"]) == ("failed", False, "error", code)
    assert await slow_world.scrape("anna")


async def test_a_page_wall_keeps_the_pages_before_it(world: World) -> None:
    """If Discogs rejects a page as beyond its page limit, the pages before it stay and the run has the reason."""
    ids = world.sell("anna", 250)
    base = world.base

    async def respond(request: Request) -> Response:
        if request.query_params["page"] == "3":
            return JSONResponse({"message": "Pagination above 100 disabled for inventories besides your own."}, 403)
        page = request.query_params["page"]
        items = json.loads(await _fetch_page(base, page=page))
        return JSONResponse(items)

    async with serve_async(Starlette(routes=[Route("/users/anna/inventory", respond)])) as other:
        row = await world.scrape("anna", environ={"DISCOGS_API_BASE": other})
    assert summarize_end(row) == ("done", False, "wall")
    assert len(await world.offers("anna")) == 200
    assert len(ids) == 250


async def _fetch_page(base: str, *, page: str) -> bytes:
    async with http_client(headers={"User-Agent": "wall/1.0"}) as client:
        path = f"{base}/users/anna/inventory?sort=listed&sort_order=desc&per_page=100&page={page}&curr_abbr=USD"
        return (await client.get(path)).content


@pytest.mark.slow
async def test_a_run_of_many_offers_ends_at_the_page_wall(world: World) -> None:
    """Of 10,400 offers the newest 10,000 are read, the run is incomplete, and the next one stops early."""
    world.seller("warehouse", offers=10_400)
    async with world.worker():
        row = await world.wait_for_end(await world.request_scrape("warehouse", mode="full"))
    assert summarize_end(row) == ("done", False, "wall")
    assert (row["seen"], row["page"], row["pages"], row["items"]) == (10_000, 100, 104, 10_400)
    assert row["new"] == len(await world.offers("warehouse"))
    assert row["delisted"] == 0
    world.forget_requests()
    assert summarize_end(await world.scrape("warehouse")) == ("done", True, "known")
    assert world.pages_read() == [1]
    await world.assert_totals()
