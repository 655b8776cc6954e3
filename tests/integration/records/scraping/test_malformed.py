"""Malformed inventory items."""

from decimal import Decimal

import pytest

from fixtures.simulators.malformed import MALFORMED_KINDS
from integration.records.scraping.world import World, count_columns, summarize_end

UNREADABLE = {"null_release", "no_release", "text_price", "text_wants", "negative_price", "absurd_price",
              "no_id", "text_id", "null_item"}  # fmt: skip
NAMELESS = {"no_id", "text_id", "null_item"}
SKIPPED = {"no_condition", "unknown_grade", "no_stats"}


@pytest.mark.parametrize("kind", sorted(MALFORMED_KINDS))
async def test_a_malformed_item_does_not_affect_others(world: World, kind: str) -> None:
    """A malformed item is counted, its neighbours are stored, and a valid version is stored later."""
    ids = world.sell("anna", 3)
    world.set_faults(malformed={ids[1]: kind})
    row = await world.scrape("anna")
    stored = [offer["discogs_listing_id"] for offer in await world.offers("anna")]
    assert summarize_end(row) == ("done", True, "end")
    assert row["seen"] == 3
    assert row["failed"] == (kind in UNREADABLE)
    assert row["skipped"] == (kind in SKIPPED)
    assert stored == [listing_id for listing_id in ids if listing_id != ids[1] or kind not in UNREADABLE | SKIPPED]
    assert row["unpriced"] == 0
    world.set_faults()
    await world.scrape("anna")
    assert [offer["discogs_listing_id"] for offer in await world.offers("anna")] == ids
    assert (await world.offer(ids[1]))["record_price"] == Decimal("20.00")
    await world.assert_totals()


@pytest.mark.parametrize("kind", sorted(set(MALFORMED_KINDS) - NAMELESS))
async def test_a_malformed_item_with_an_id_is_not_delisted(world: World, kind: str) -> None:
    """A stored offer whose item is invalid but has its id is not delisted and keeps its values."""
    ids = world.sell("anna", 2, release={"id": 7, "title": "Night"})
    await world.scrape("anna")
    world.set_faults(malformed={ids[0]: kind})
    row = await world.scrape("anna", mode="full")
    after = await world.offer(ids[0])
    assert summarize_end(row) == ("done", True, "end")
    assert row["delisted"] == 0
    assert after["status"] == "For Sale"
    assert after["media_condition"] == ("Rather nice" if kind == "unknown_grade" else "Very Good Plus (VG+)")


async def test_a_page_of_malformed_items_does_not_end_a_run(world: World) -> None:
    """If no item of a page has an id, the following pages are read."""
    ids = world.sell("anna", 150)
    world.set_faults(malformed=dict.fromkeys(ids[-100:], "null_item"))
    row = await world.scrape("anna", mode="full")
    assert summarize_end(row) == ("done", True, "end")
    assert count_columns(row) == {"seen": 150, "failed": 100, "kept": 50, "new": 50}
    assert world.pages_read() == [1, 2]


async def test_all_faults_in_one_inventory(world: World) -> None:
    """An inventory with every kind of fault is read to its end, and the counts add up."""
    world.seller("martha", offers=400)
    world.set_faults(malformed_every=10)
    row = await world.scrape("martha")
    assert summarize_end(row) == ("done", True, "end")
    assert row["seen"] == 400
    assert row["failed"] == 2 * len(UNREADABLE)
    assert row["seen"] == row["kept"] + row["skipped"] + row["failed"]
    assert row["new"] == len(await world.offers("martha"))
