"""First runs, second runs, and changes in between."""

from decimal import Decimal

from integration.records.scraping.world import World, compared_values, count_columns, summarize_end


async def test_first_run_stores_every_keeper(world: World) -> None:
    """A first run reads all pages newest first, stores the offers that pass the keeper rule, and counts the others."""
    world.seller("martha", offers=230)
    stock = world.simulator.catalogue.inventory("martha")
    assert stock is not None
    row = await world.scrape("martha")
    offers = await world.offers("martha")
    assert summarize_end(row) == ("done", True, "end")
    assert world.pages_read() == [1, 2, 3]
    assert (row["page"], row["pages"], row["items"]) == (3, 3, 230)
    assert row["seen"] == 230
    assert row["new"] == row["kept"] == len(offers) > 20
    assert row["skipped"] == 230 - len(offers)
    assert count_columns(row).keys() == {"seen", "kept", "new", "skipped"}
    for offer in offers:
        made = world.simulator.catalogue.find(offer["discogs_listing_id"])
        assert made is not None
        assert (offer["record_price"], offer["media_condition"]) == (made.price, made.condition)
        assert (offer["discogs_id"], offer["artist"]) == (str(made.release.id), made.release.artist)
        assert (offer["wants"], offer["haves"]) == (made.release.want, made.release.have)
        assert offer["wants"] > offer["haves"]
        assert not offer["kept"]
        assert not offer["evaluated"]
        assert offer["score"] > 0
    await world.assert_totals()


async def test_a_run_without_new_offers_reads_one_page(world: World) -> None:
    """Without new offers, a run reads one page and changes only when the offers were last seen."""
    world.seller("martha", offers=230)
    await world.scrape("martha")
    before = await world.offers("martha")
    world.forget_requests()
    row = await world.scrape("martha")
    after = await world.offers("martha")
    assert summarize_end(row) == ("done", True, "known")
    assert world.pages_read() == [1]
    assert count_columns(row).keys() == {"seen", "kept", "skipped"}
    seen = {"last_seen", "wire"}
    assert [{k: v for k, v in o.items() if k not in seen} for o in after] == [
        {k: v for k, v in o.items() if k not in seen} for o in before
    ]


async def test_one_new_offer_on_the_first_page(world: World) -> None:
    """A run after one new offer stores exactly that one and reads no further page."""
    world.sell("anna", 150)
    await world.scrape("anna")
    world.forget_requests()
    (fresh,) = world.sell("anna")
    row = await world.scrape("anna")
    assert summarize_end(row) == ("done", True, "known")
    assert world.pages_read() == [1]
    assert count_columns(row) == {"seen": 100, "kept": 100, "new": 1}
    assert len(await world.offers("anna")) == 151
    assert (await world.offer(fresh))["status"] == "For Sale"


async def test_a_whole_new_page(world: World) -> None:
    """After more than a page of new offers, a run stores all of them and stops at the first known page."""
    world.sell("anna", 350)
    await world.scrape("anna")
    world.forget_requests()
    world.sell("anna", 120)
    row = await world.scrape("anna")
    assert summarize_end(row) == ("done", True, "known")
    assert world.pages_read() == [1, 2]
    assert count_columns(row) == {"seen": 200, "kept": 200, "new": 120}
    assert len(await world.offers("anna")) == 470


async def test_fifty_known_offers_end_a_run_after_the_page(world: World) -> None:
    """Fifty known offers in a row end a run, but unknown ones behind them on that page are stored."""
    first_ids = world.sell("anna", 150)
    await world.scrape("anna")
    oldest = world.simulator.catalogue.find(first_ids[-55])
    assert oldest is not None
    (later_ids,) = world.sell("anna", posted=oldest.posted)
    world.forget_requests()
    row = await world.scrape("anna")
    assert summarize_end(row) == ("done", True, "known")
    assert world.pages_read() == [1]
    assert row["new"] == 1
    assert await world.offer(later_ids)


async def test_second_copy_of_a_known_release_is_another_offer(world: World) -> None:
    """Two offers of one release by one seller with equal price and grade are two offers of one record."""
    same = {"id": 4_242}
    first = world.sell("anna", release=same)
    await world.scrape("anna")
    second = world.sell("anna", release=same)
    row = await world.scrape("anna")
    offers = await world.offers("anna")
    assert [offer["discogs_listing_id"] for offer in offers] == first + second
    assert len({offer["record_id"] for offer in offers}) == 1
    assert row["new"] == 1
    await world.assert_totals()


async def test_changed_price_is_updated_in_place_and_the_verdict_stays(world: World) -> None:
    """A new price changes the stored offer and its score, adds no row, and keeps the verdict."""
    (listing_id,) = world.sell("anna")
    await world.scrape("anna")
    await world.pool.execute("UPDATE discogs_listing SET kept = true, evaluated = true, predicted_keeper = true")
    before = await world.offer(listing_id)
    world.change(listing_id, price=Decimal("7.50"))
    row = await world.scrape("anna")
    after = await world.offer(listing_id)
    assert count_columns(row) == {"seen": 1, "kept": 1, "updated": 1}
    assert (before["record_price"], after["record_price"]) == (Decimal("20.00"), Decimal("7.50"))
    assert after["original_price"] == Decimal("7.50")
    assert after["score"] > before["score"]
    assert (after["id"], after["kept"], after["evaluated"], after["predicted_keeper"]) == (
        before["id"], True, True, True,
    )  # fmt: skip
    assert after["first_seen"] == before["first_seen"]
    await world.assert_totals()


async def test_a_stored_offer_that_fails_the_keeper_rule_is_updated(world: World) -> None:
    """A stored offer regraded below the keeper rule stays: its grade is updated in every response."""
    (listing_id,) = world.sell("anna")
    await world.scrape("anna")
    world.change(listing_id, condition="Poor (P)", price=Decimal("1.00"))
    row = await world.scrape("anna")
    after = await world.offer(listing_id)
    assert (after["media_condition"], after["record_price"]) == ("Poor (P)", Decimal("1.00"))
    assert count_columns(row) == {"seen": 1, "kept": 1, "updated": 1}
    await world.assert_totals()


async def test_counts_are_updated_and_missing_values_overwrite_nothing(world: World) -> None:
    """New wants and haves change the record and the score; a missing label, number, year or count changes nothing."""
    listing_ids = world.sell(
        "anna", 2, release={"id": 77, "label": "Blue Dot", "catno": "BD 1", "year": 1966, "artist": "Nine"}
    )
    await world.scrape("anna")
    before = (await world.offers("anna"))[0]
    world.release(id=77, want=900, have=30, label="", catno="", year=0, artist="")
    await world.scrape("anna")
    after = (await world.offers("anna"))[0]
    assert (after["wants"], after["haves"]) == (900, 30)
    assert after["score"] > before["score"]
    columns = ("label", "catno", "year", "artist", "title", "format")
    assert {name: after[name] for name in columns} == {name: before[name] for name in columns}
    world.set_faults(malformed=dict.fromkeys(listing_ids, "no_stats"))
    await world.scrape("anna")
    assert [(o["wants"], o["haves"]) for o in await world.offers("anna")] == [(900, 30)] * 2


async def test_an_empty_inventory_is_complete(world: World) -> None:
    """A seller without offers is scraped completely: one page, nothing counted."""
    row = await world.scrape("anna")
    assert summarize_end(row) == ("done", True, "end")
    assert world.pages_read() == [1]
    assert count_columns(row) == {}
    assert await world.offers("anna") == []


async def test_seller_of_any_spelling_is_one_seller(world: World) -> None:
    """With any spelling of the name, offers belong to one seller, named as on Discogs."""
    world.seller("Köln Süd")
    world.sell("Köln Süd", 2)
    await world.scrape("Köln Süd")
    row = await world.scrape("KÖLN sÜd", mode="full")
    assert summarize_end(row) == ("done", True, "end")
    assert await world.pool.fetch("SELECT name FROM discogs_seller") == [("Köln Süd",)]
    assert {offer.status for offer in compared_values(await world.offers("köln süd"))} == {"For Sale"}
    assert row["delisted"] == 0
