"""Scrapes that failed because of Discogs go on by themselves."""

from datetime import timedelta
from typing import Any

import pytest

from alcove.apps.records.errors import NotFound
from alcove.apps.records.scraping import cancel_scrape, check_scrapes
from alcove.apps.records.scraping.jobs.scrape import resume_failed_runs
from integration.records.scraping.world import Row, World, count_columns, summarize_end

AWAY: dict[str, Any] = {"every": {"error": 1}, "error_status": 405}


async def end_pause(world: World, run_id: int) -> None:
    """Let the pause of a run be over, and let it go on."""
    await world.pool.execute("UPDATE discogs_scrape SET retry_at = now() - interval '1 second' WHERE id = $1", run_id)
    await resume_failed_runs(world.deps())


async def read_pause(world: World, run: Row) -> timedelta:
    """Return how long a run waits."""
    return timedelta(minutes=round((run["retry_at"] - world.clock.now()) / timedelta(minutes=1)))


async def test_a_scrape_goes_on_after_an_outage(world: World) -> None:
    """A scrape that failed after its first page goes on by itself at the second one, and nothing is counted twice."""
    world.sell("anna", 250)
    world.set_faults(skip=1, **AWAY)
    run = await world.scrape("anna")
    assert (run["state"], run["page"], run["attempts"]) == ("failed", 1, 1)
    assert await read_pause(world, run) == timedelta(minutes=15)
    health = await check_scrapes(world.pool)
    assert health.detail == (
        "1 scrape waits after a failure: Discogs refused the request with status 405."
        f" Next try: {run['retry_at']:%Y-%m-%d %H:%M} UTC. `alcove records status --all` shows the sellers."
    )
    await resume_failed_runs(world.deps())
    assert (await world.run(run["id"]))["state"] == "failed", "its pause is not over"
    world.set_faults()
    world.forget_requests()
    await end_pause(world, run["id"])
    run = await world.wait_for_end(run["id"])
    assert summarize_end(run) == ("done", True, "end")
    assert count_columns(run) == {"seen": 250, "kept": 250, "new": 250}
    assert world.pages_read() == [1, 2, 3]
    assert (run["error"], run["retry_at"], run["attempts"]) == (None, None, 2)
    assert (await check_scrapes(world.pool)).state == "ok"


async def test_the_pauses_of_a_scrape_grow(world: World) -> None:
    """While Discogs is away, a scrape is tried after 15 minutes, 30, an hour and so on, at least once a day."""
    world.set_faults(**AWAY)
    run = await world.scrape("anna")
    pauses = []
    for _ in range(9):
        pauses.append(await read_pause(world, run) / timedelta(minutes=15))
        await end_pause(world, run["id"])
        run = await world.wait_for_end(run["id"])
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 96, 96]


async def test_a_scrape_waits_for_credentials(world: World) -> None:
    """A scrape without credentials fails, and goes on when there are some."""
    world.sell("anna")
    run = await world.scrape("anna", environ={"DISCOGS_USER_TOKEN": ""})
    assert (run["state"], run["error_code"]) == ("failed", "credentials_missing")
    await end_pause(world, run["id"])
    async with world.worker():
        assert (await world.wait_for_end(run["id"]))["state"] == "done"


async def test_an_unknown_seller_is_not_tried_again(world: World) -> None:
    """A failure that another try would not avoid is final."""
    run = await world.scrape("nobody")
    assert (run["error_code"], run["retry_at"]) == ("seller_unknown", None)


async def test_a_waiting_scrape_can_be_replaced_or_cancelled(world: World) -> None:
    """A new scrape of the seller replaces one that waits, and cancelling ends it."""
    world.set_faults(**AWAY)
    first = await world.scrape("anna")
    second = await world.scrape("anna")
    assert (await world.run(first["id"]))["retry_at"] is None
    await cancel_scrape(world.pool, seller="anna")
    run = await world.run(second["id"])
    assert (run["state"], run["retry_at"]) == ("cancelled", None)
    with pytest.raises(NotFound):
        await cancel_scrape(world.pool, seller="anna")
