"""Genres and styles, fetched while no scrape is running."""

from datetime import timedelta

import pytest

from alcove.apps.records.scraping import check_details
from alcove.apps.records.scraping.jobs.details import MAX_FAILURES_IN_A_ROW, fetch_details, request_missing_details
from alcove.foundation.jobs import Interrupted, JobRun, StopReason
from integration.records.scraping.world import World
from support.until import until_async

BOTH = ("scraping", "details")
ALONE = JobRun(1, 1, lambda: None)


def requested_releases(world: World) -> list[int]:
    """Return the requested releases, in order."""
    paths = [entry.path for entry in world.simulator.log.entries()]
    return [int(path.removeprefix("/releases/")) for path in paths if path.startswith("/releases/")]


async def count_without_details(world: World) -> int:
    """Count the records without details."""
    return int(await world.pool.fetchval("SELECT count(*) FROM discogs_record WHERE details_at IS NULL"))


async def end_pauses(world: World, *, work: str = "") -> None:
    """Let all waits be over, or that of one work."""
    sql = "UPDATE discogs_wait SET next_try_at = now() - interval '1 second' WHERE $1 IN ('', work)"
    await world.pool.execute(sql, work)


async def test_details_are_fetched_after_a_scrape(world: World) -> None:
    """After a scrape every stored record gets its genres and styles, one request each, and terms count them."""
    world.sell("anna", 2, release={"id": 71, "genres": ("Jazz", "Funk / Soul"), "styles": ("Soul-Jazz",)})
    world.sell("anna", release={"id": 72, "genres": ("Rock",), "styles": ()})
    async with world.worker(queues=BOTH):
        await world.wait_for_end(await world.request_scrape("anna"))

        async def is_done() -> object:
            return not await count_without_details(world)

        await until_async(is_done)
    rows = await world.pool.fetch("SELECT discogs_id, genres, styles FROM discogs_record ORDER BY discogs_id")
    assert [tuple(row) for row in rows] == [
        ("71", '["Jazz", "Funk / Soul"]', '["Soul-Jazz"]'),
        ("72", '["Rock"]', "[]"),
    ]
    assert sorted(requested_releases(world)) == [71, 72]
    barcodes = await world.pool.fetchval("SELECT barcodes FROM discogs_record WHERE discogs_id = '71'")
    assert barcodes == ["5000000000071"]
    await world.assert_totals()


@pytest.mark.slow
async def test_details_wait_for_scrapes(world: World) -> None:
    """While a scrape waits or runs, no release is requested; details continue once it has ended."""
    world.seller("berta")
    world.sell("anna", 30)
    world.sell("berta", 250)
    world.set_faults(latency_s=0.05)
    async with world.worker(queues=BOTH):
        await world.wait_for_end(await world.request_scrape("anna"))
        await until_async(lambda: len(requested_releases(world)) >= 3)
        await world.wait_for_end(await world.request_scrape("berta"))
        before = await count_without_details(world)

        async def is_done() -> object:
            return await count_without_details(world) < before

        await until_async(is_done)
    paths = [entry.path for entry in world.simulator.log.entries()]
    first = paths.index("/users/berta/inventory")
    last = len(paths) - 1 - paths[::-1].index("/users/berta/inventory")
    assert paths[first : last + 1] == ["/users/berta/inventory"] * 3


async def test_details_continue_after_an_interruption(world: World) -> None:
    """A details job that is interrupted and restarted requests no release twice."""
    world.sell("anna", 12)
    await world.scrape("anna")

    def reason() -> StopReason | None:
        return StopReason.SHUTDOWN if len(requested_releases(world)) >= 5 else None

    with pytest.raises(Interrupted):
        await fetch_details(world.deps(), JobRun(1, 1, reason))
    assert await count_without_details(world) == 7
    await fetch_details(world.deps(), ALONE)
    assert await count_without_details(world) == 0
    assert len(requested_releases(world)) == len(set(requested_releases(world))) == 12


async def test_an_unknown_release_is_requested_once(world: World) -> None:
    """A release that Discogs does not know is requested once, and the reason is stored."""
    world.sell("anna")
    await world.scrape("anna")
    await world.pool.execute("UPDATE discogs_record SET discogs_id = '999999999999'")
    await fetch_details(world.deps(), ALONE)
    await fetch_details(world.deps(), ALONE)
    assert requested_releases(world) == [999_999_999_999]
    assert "999999999999" in await world.pool.fetchval("SELECT details_error FROM discogs_record")


async def test_empty_details_overwrite_nothing(world: World) -> None:
    """A release without genres, styles, label, number or year does not change stored values."""
    stored_details = {"label": "Blue Dot", "catno": "BD 1", "year": 1966}
    world.sell("anna", release={"id": 77, "genres": ("Jazz",), "styles": ("Modal",), **stored_details})
    await world.scrape("anna")
    await fetch_details(world.deps(), ALONE)
    columns = "genres, styles, label, catno, year, suggested_price"
    before = await world.pool.fetchrow(f"SELECT {columns} FROM discogs_record")  # noqa: S608 - a literal
    await world.pool.execute("UPDATE discogs_record SET details_at = NULL")
    world.release(id=77, genres=(), styles=(), label="", catno="", year=0)
    await fetch_details(world.deps(), ALONE)
    after = await world.pool.fetchrow(f"SELECT {columns} FROM discogs_record")  # noqa: S608 - a literal
    assert tuple(after) == tuple(before)
    assert before["genres"] == '["Jazz"]'
    await world.assert_totals()


async def test_suggested_prices_must_be_enabled(world: World) -> None:
    """DISCOGS_PRICE_SUGGESTIONS adds one request per record and stores the price for Very Good Plus."""
    world.sell("anna", 2)
    await world.scrape("anna")
    await fetch_details(world.deps({"DISCOGS_PRICE_SUGGESTIONS": "true"}), ALONE)
    prices = [row[0] for row in await world.pool.fetch("SELECT suggested_price FROM discogs_record")]
    assert len(prices) == 2
    assert all(price.endswith(" USD") for price in prices)


async def test_a_failing_release_does_not_block_others(world: World) -> None:
    """A release that cannot be fetched is skipped for now, and all others get their details."""
    world.sell("anna", 25)
    (poison,) = world.sell("anna", release={"id": 99, "want": 5000})
    await world.scrape("anna")
    world.set_faults(only="/releases/99", every={"error": 1}, error_status=405)
    await fetch_details(world.deps(), ALONE)
    await fetch_details(world.deps(), ALONE)
    assert requested_releases(world).count(99) == 1
    assert await count_without_details(world) == 1
    world.set_faults()
    await end_pauses(world)
    await fetch_details(world.deps(), ALONE)
    assert await count_without_details(world) == 0
    assert poison


async def test_repeated_failures_let_all_details_wait(world: World) -> None:
    """If several releases fail in a row, all wait with growing pauses, and the health says why and until when."""
    world.sell("anna", 10)
    await world.scrape("anna")
    world.set_faults(only="/releases/", every={"error": 1}, error_status=405)
    for tries in (1, 2):
        await fetch_details(world.deps(), ALONE)
        await fetch_details(world.deps(), ALONE)
        assert len(requested_releases(world)) == tries * MAX_FAILURES_IN_A_ROW
        wait = await world.pool.fetchrow(
            "SELECT *, next_try_at - now() AS pause FROM discogs_wait WHERE work = 'details'"
        )
        assert round(wait["pause"] / timedelta(minutes=10)) == wait["failures"] == tries
        health = await check_details(world.pool, has_credentials=True, now=world.clock.now())
        assert health.state == "degraded"
        assert health.detail == (
            "10 releases wait for details: Discogs refused the request with status 405."
            f" Next try: {wait['next_try_at']:%Y-%m-%d %H:%M} UTC."
        )
        await end_pauses(world, work="details")
    world.set_faults()
    await fetch_details(world.deps(), ALONE)
    assert await count_without_details(world) == 2 * MAX_FAILURES_IN_A_ROW
    health = await check_details(world.pool, has_credentials=True, now=world.clock.now())
    assert (health.state, health.detail[:11]) == ("degraded", "6 releases ")
    await end_pauses(world)
    await fetch_details(world.deps(), ALONE)
    assert await count_without_details(world) == 0
    assert await world.pool.fetchval("SELECT count(*) FROM discogs_wait") == 0
    assert (await check_details(world.pool, has_credentials=True, now=world.clock.now())).state == "ok"


async def test_the_pauses_of_a_release_grow(world: World) -> None:
    """A release that always fails is requested after an hour, two, four and so on, at most every week."""
    world.sell("anna")
    await world.scrape("anna")
    world.set_faults(only="/releases/", every={"error": 1}, error_status=405)
    pauses = []
    for _ in range(9):
        await fetch_details(world.deps(), ALONE)
        pause = await world.pool.fetchval("SELECT next_try_at - now() FROM discogs_wait WHERE work <> 'details'")
        pauses.append(round(pause / timedelta(hours=1)))
        await end_pauses(world)
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 168]


async def test_details_are_requested_until_they_are_there(world: World) -> None:
    """Without credentials no try is used up, and what is missing is requested again when its pause is over."""
    world.sell("anna", 2)
    await world.scrape("anna")
    await world.pool.execute("DELETE FROM procrastinate_jobs")
    waiting = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'records.details'"
    without = world.deps({"DISCOGS_USER_TOKEN": ""})
    await fetch_details(without, ALONE)
    await request_missing_details(without)
    assert (await count_without_details(world), await world.pool.fetchval(waiting)) == (2, 0)
    health = await check_details(world.pool, has_credentials=False, now=world.clock.now())
    assert health.detail == "2 releases wait for details: There are no credentials for Discogs."
    await request_missing_details(world.deps())
    await request_missing_details(world.deps())
    assert await world.pool.fetchval(waiting) == 1
    await fetch_details(world.deps(), ALONE)
    assert await count_without_details(world) == 0
    await world.pool.execute("DELETE FROM procrastinate_jobs")
    await request_missing_details(world.deps())
    assert await world.pool.fetchval(waiting) == 0
