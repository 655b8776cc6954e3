"""What members of the household hear of scrapes."""

from integration.records.scraping.world import World
from support.notified import add_members, list_notified


async def test_members_are_notified_of_the_end_of_a_scrape(world: World) -> None:
    """A finished scrape is reported with its counts, each run once, and to each member of the app."""
    await add_members(world.pool, "records", "ann", "bob")
    await add_members(world.pool, "another", "eve")
    world.seller("martha", offers=30)
    row = await world.scrape("martha")
    await world.scrape("martha")
    notified = await list_notified(world.pool)
    title = "The scrape of martha has finished"
    assert [line[:3] for line in notified] == [
        (name, "records.scrape_finished", title) for _ in range(2) for name in ("ann", "bob")
    ]
    assert notified[0][3].startswith(f"Scraped martha: 30 offers seen, {row['kept']} kept")


async def test_a_scrape_that_cannot_succeed_is_reported_with_its_reason(world: World) -> None:
    """A failure that another try would not help is reported; one that is tried again by itself is not."""
    await add_members(world.pool, "records", "ann")
    await world.scrape("nobody-of-this-name")
    ((_, kind, title, body),) = await list_notified(world.pool)
    assert (kind, title) == ("records.scrape_finished", "The scrape of nobody-of-this-name failed")
    assert "nobody-of-this-name" in body
