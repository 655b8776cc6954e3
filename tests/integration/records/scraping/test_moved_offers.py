"""Inventories that change while they are read."""

from integration.records.scraping.world import World, summarize_end


async def test_offers_that_move_to_an_earlier_page_are_read(world: World) -> None:
    """When offers are withdrawn between two pages, a run rereads the page to which others moved, and loses none."""
    ids = world.sell("anna", 250)
    world.set_faults(latency_s=0.15)
    async with world.worker():
        run_id = await world.request_scrape("anna")
        await world.wait_for_page(run_id, page=1)
        world.withdraw(*ids[-10:])
        row = await world.wait_for_end(run_id)
    assert summarize_end(row) == ("done", True, "end")
    stored = {offer["discogs_listing_id"] for offer in await world.offers("anna")}
    assert set(ids[:-10]) <= stored
    assert row["seen"] == row["new"] == len(stored)
    assert world.pages_read() == [1, 2, 1, 2, 3]


async def test_a_full_run_does_not_delist_moved_offers(world: World) -> None:
    """Offers that move between pages of a full run stay for sale; withdrawn ones do not."""
    ids = world.sell("anna", 201)
    await world.scrape("anna")
    await world.stop_worker()
    world.set_faults(latency_s=0.15)
    async with world.worker():
        run_id = await world.request_scrape("anna", mode="full")
        await world.wait_for_page(run_id, page=2)
        world.withdraw(ids[200])
        row = await world.wait_for_end(run_id)
    assert summarize_end(row) == ("done", True, "end")
    assert [o["discogs_listing_id"] for o in await world.offers("anna") if o["status"] != "For Sale"] == []
    assert (await world.scrape("anna", mode="full"))["delisted"] == 1


async def test_a_constantly_changing_inventory_is_incomplete(world: World) -> None:
    """If every page read withdraws an offer, a run ends, delists nothing, and the next one reads the missed offers."""
    ids = world.sell("anna", 250)
    world.set_faults(withdraw_between_pages=True)
    row = await world.scrape("anna", mode="full")
    assert summarize_end(row) == ("done", False, "moved")
    assert len(world.pages_read()) < 60
    world.set_faults()
    remaining_ids = {listing_id for listing_id in ids if world.simulator.catalogue.find(listing_id)}
    assert summarize_end(await world.scrape("anna")) == ("done", True, "end")
    assert remaining_ids <= {offer["discogs_listing_id"] for offer in await world.offers("anna")}


async def test_offers_that_move_to_a_later_page_are_counted_once(world: World) -> None:
    """Offers listed during a run move known ones to later pages, where they are not counted again."""
    world.sell("anna", 250)
    world.set_faults(list_between_pages=True)
    row = await world.scrape("anna")
    assert summarize_end(row) == ("done", True, "end")
    assert row["seen"] == row["kept"] == row["new"] == 250
    world.set_faults()
    row = await world.scrape("anna")
    assert row["seen"] == 100
    # Those listed meanwhile are random records, most of them no keepers.
    assert row["skipped"] + row["kept"] == 100
    offers = await world.offers("anna")
    assert len({offer["discogs_listing_id"] for offer in offers}) == len(offers)


async def test_a_duplicate_id_on_a_page_is_one_offer(world: World) -> None:
    """An id that occurs twice on one page is stored and counted once."""
    stock = world.simulator.catalogue.inventory("anna")
    assert stock is not None
    world.sell("anna", 3)
    stock._keys = [*stock._keys, stock._keys[-1]]
    stock._orders = {}
    row = await world.scrape("anna")
    assert summarize_end(row) == ("done", True, "end")
    assert (row["seen"], row["new"]) == (3, 3)
    assert len(await world.offers("anna")) == 3
