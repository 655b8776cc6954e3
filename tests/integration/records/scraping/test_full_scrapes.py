"""Full scrapes that a worker requests at night."""

from dataclasses import replace
from datetime import timedelta

from alcove.apps.records.scraping.jobs.full_scrapes import request_full_scrapes
from integration.records.scraping.world import World
from support.clock import FakeClock


async def list_requested(world: World, *, hour: int = 2, **environ: str) -> list[str]:
    """Run the nightly task and return the sellers of the queued full scrapes, which are ended afterwards."""
    await world.stop_worker()
    await request_full_scrapes(replace(world.deps(environ), clock=FakeClock(world.clock.now().replace(hour=hour))))
    rows = await world.pool.fetch(
        "UPDATE discogs_scrape SET state = 'done', finished_at = now() WHERE state = 'queued' AND mode = 'full'"
        " RETURNING seller"
    )
    return sorted(row["seller"] for row in rows)


async def test_sellers_are_scraped_as_a_whole_when_it_is_due(world: World) -> None:
    """A seller with offers is due without a full scrape, or a week after the last one; one without offers never is."""
    for name in ("anna", "berta"):
        world.seller(name)
        world.sell(name, 2)
        await world.scrape(name)
    world.seller("empty")
    await world.scrape("empty")
    assert await list_requested(world) == ["anna", "berta"]
    assert await list_requested(world) == []
    await world.pool.execute(
        "UPDATE discogs_scrape SET requested_at = $1 WHERE seller = 'berta'", world.clock.now() - timedelta(days=8)
    )
    assert await list_requested(world) == ["berta"]


async def test_a_failed_full_scrape_is_repeated(world: World) -> None:
    """A full scrape that failed does not count."""
    world.sell("anna", 2)
    await world.scrape("anna")
    assert await list_requested(world) == ["anna"]
    await world.pool.execute("UPDATE discogs_scrape SET state = 'failed' WHERE mode = 'full'")
    assert await list_requested(world) == ["anna"]


async def test_nothing_is_requested_without_need(world: World) -> None:
    """Without credentials, with 0 days and for a seller who is being scraped, nothing is requested."""
    world.sell("anna", 2)
    await world.scrape("anna")
    assert await list_requested(world, RECORDS_FULL_SCRAPE_DAYS="0") == []
    assert await list_requested(world, DISCOGS_USER_TOKEN="") == []
    await world.request_scrape("anna")
    assert await list_requested(world) == []


async def test_a_day_late_they_run_in_daytime(world: World) -> None:
    """A machine that is off at night reads its sellers in daytime, a day after they were due."""
    world.sell("anna", 2)
    await world.scrape("anna", mode="full")
    sql = "UPDATE discogs_scrape SET requested_at = $1"
    morning = world.clock.now().replace(hour=8)
    await world.pool.execute(sql, morning - timedelta(days=7, hours=23))
    assert await list_requested(world, hour=8) == []
    await world.pool.execute(sql, morning - timedelta(days=9))
    assert await list_requested(world, hour=8) == ["anna"]
