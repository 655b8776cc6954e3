"""Full runs: what is gone, what comes back, and when nobody can tell."""

from integration.records.scraping.world import World, count_columns, summarize_end


async def statuses(world: World) -> dict[int, str]:
    """Return the status of every stored offer of anna's."""
    return {offer["discogs_listing_id"]: offer["status"] for offer in await world.offers("anna")}


async def test_full_run_reads_every_page_and_delists_what_is_gone(world: World) -> None:
    """A full run over known offers reads all pages, and what it does not meet is delisted with its verdict kept."""
    ids = world.sell("anna", 230)
    await world.scrape("anna")
    await world.pool.execute("UPDATE discogs_listing SET evaluated = true, kept = true")
    world.withdraw(ids[0], ids[100], ids[229])
    world.forget_requests()
    row = await world.scrape("anna", mode="full")
    assert summarize_end(row) == ("done", True, "end")
    assert world.pages_read() == [1, 2, 3]
    assert count_columns(row) == {"seen": 227, "kept": 227, "delisted": 3}
    result = await statuses(world)
    assert {listing for listing, status in result.items() if status == "Delisted"} == {ids[0], ids[100], ids[229]}
    assert (await world.offer(ids[0]))["kept"]
    await world.assert_totals()


async def test_new_run_never_delists(world: World) -> None:
    """A run for new offers leaves alone what it did not meet."""
    ids = world.sell("anna", 3)
    await world.scrape("anna")
    world.withdraw(ids[0])
    row = await world.scrape("anna")
    assert row["delisted"] == 0
    assert set((await statuses(world)).values()) == {"For Sale"}


async def test_relisted_offer_comes_back_with_its_verdict(world: World) -> None:
    """A delisted offer that is met again is for sale again, and what was thought of it stays."""
    (listing_id,) = world.sell("anna")
    await world.scrape("anna")
    await world.pool.execute("UPDATE discogs_listing SET evaluated = true, kept = true")
    world.change(listing_id, status="Draft")
    assert count_columns(await world.scrape("anna", mode="full")) == {"delisted": 1}
    world.change(listing_id, status="For Sale")
    row = await world.scrape("anna")
    after = await world.offer(listing_id)
    assert count_columns(row) == {"seen": 1, "kept": 1, "updated": 1}
    assert (after["status"], after["kept"], after["evaluated"]) == ("For Sale", True, True)
    await world.assert_totals()


async def test_nothing_is_delisted_when_a_page_failed(world: World) -> None:
    """A full run that cannot read a page ends as failed and delists nothing, although offers are gone."""
    ids = world.sell("anna", 230)
    await world.scrape("anna")
    world.withdraw(ids[5], ids[200])
    world.set_faults(broken_pages=(2,), error_status=422)
    row = await world.scrape("anna", mode="full")
    assert summarize_end(row) == ("failed", False, "error")
    assert (row["error_code"], row["delisted"]) == ("upstream_failed", 0)
    assert set((await statuses(world)).values()) == {"For Sale"}
    world.set_faults()
    assert (await world.scrape("anna", mode="full"))["delisted"] == 2


async def test_nothing_is_delisted_behind_a_page_limit(world: World) -> None:
    """A full run cut short by SCRAPE_MAX_PAGES says so and delists nothing."""
    world.sell("anna", 130)
    await world.scrape("anna")
    await world.stop_worker()
    row = await world.scrape("anna", mode="full", environ={"SCRAPE_MAX_PAGES": "1"})
    assert summarize_end(row) == ("done", False, "page_limit")
    assert set((await statuses(world)).values()) == {"For Sale"}


async def test_offers_of_other_sellers_are_left_alone(world: World) -> None:
    """Delisting touches the scraped seller's offers only."""
    world.seller("berta")
    world.sell("berta", 3)
    ids = world.sell("anna", 3)
    await world.scrape("berta")
    await world.scrape("anna")
    world.withdraw(*ids)
    row = await world.scrape("anna", mode="full")
    assert row["delisted"] == 3
    assert {offer["status"] for offer in await world.offers("berta")} == {"For Sale"}
    await world.assert_totals()


async def test_own_offers_that_are_sold_are_not_for_sale(world: World) -> None:
    """The account's own inventory shows what was sold as well: such an offer is not stored, a stored one delisted."""
    world.seller("collector")
    first, second = world.sell("collector", 2)
    await world.scrape("collector")
    world.change(first, status="Sold")
    world.sell("collector", status="Draft")
    row = await world.scrape("collector")
    assert [(o["discogs_listing_id"], o["status"]) for o in await world.offers("collector")] == [
        (first, "Delisted"), (second, "For Sale"),
    ]  # fmt: skip
    assert count_columns(row) == {"seen": 3, "kept": 1, "updated": 1, "skipped": 1}
    await world.assert_totals()
