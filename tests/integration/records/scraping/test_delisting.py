"""Full runs: which offers are delisted, which come back, and when nothing is delisted."""

from integration.records.scraping.world import World, count_columns, summarize_end


async def statuses(world: World) -> dict[int, str]:
    """Return the status of every stored offer of anna."""
    return {offer["discogs_listing_id"]: offer["status"] for offer in await world.offers("anna")}


async def test_a_full_run_reads_every_page_and_delists_missing_offers(world: World) -> None:
    """A full run over known offers reads all pages; offers that it does not see are delisted and keep their verdict."""
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


async def test_a_run_for_new_offers_never_delists(world: World) -> None:
    """A run for new offers does not change offers that it did not see."""
    ids = world.sell("anna", 3)
    await world.scrape("anna")
    world.withdraw(ids[0])
    row = await world.scrape("anna")
    assert row["delisted"] == 0
    assert set((await statuses(world)).values()) == {"For Sale"}


async def test_a_relisted_offer_keeps_its_verdict(world: World) -> None:
    """A delisted offer that is seen again is for sale again, with its verdict."""
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


async def test_nothing_is_delisted_if_a_page_fails(world: World) -> None:
    """A full run that cannot read a page fails and delists nothing, although offers are missing."""
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


async def test_nothing_is_delisted_with_a_page_limit(world: World) -> None:
    """A full run that SCRAPE_MAX_PAGES ends reports this and delists nothing."""
    world.sell("anna", 130)
    await world.scrape("anna")
    await world.stop_worker()
    row = await world.scrape("anna", mode="full", environ={"SCRAPE_MAX_PAGES": "1"})
    assert summarize_end(row) == ("done", False, "page_limit")
    assert set((await statuses(world)).values()) == {"For Sale"}


async def test_offers_of_other_sellers_are_not_delisted(world: World) -> None:
    """Only offers of the scraped seller are delisted."""
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
    """The account's own inventory includes sold offers: these are not stored, and stored ones are delisted."""
    world.seller("collector")
    first, second = world.sell("collector", 2)
    await world.scrape("collector")
    world.change(first, status="Sold")
    world.sell("collector", status="Draft")
    row = await world.scrape("collector")
    assert [(o["discogs_listing_id"], o["status"]) for o in await world.offers("collector")] == [
        (first, "Delisted"), (second, "For Sale"),
    ]  # fmt: skip
    assert count_columns(row) == {"seen": 3, "kept": 2, "updated": 1, "skipped": 1}
    await world.assert_totals()
