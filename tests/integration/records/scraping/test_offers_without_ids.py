"""Rows from before listing ids were stored."""

from decimal import Decimal

from fixtures.records.rows import add_listing, add_record, add_seller
from integration.records.scraping.world import World, count_columns

GRADE = "Very Good Plus (VG+)"


async def test_a_row_without_a_listing_id_gets_it_and_keeps_its_verdict(world: World) -> None:
    """An old row gets the id of the matching offer: no second row, verdict kept, price updated."""
    seller = await add_seller(world.pool, "ANNA")
    record = await add_record(world.pool, "501", genres=("Jazz",))
    row_id = await add_listing(
        world.pool, seller=seller, record=record, price="15.00", condition=GRADE, evaluated=True, kept=True
    )
    (listing_id,) = world.sell("anna", release={"id": 501}, price=Decimal("18.00"))
    row = await world.scrape("anna", mode="full")
    (offer,) = await world.offers("anna")
    assert (offer["id"], offer["discogs_listing_id"]) == (row_id, listing_id)
    assert (offer["kept"], offer["evaluated"], offer["record_price"]) == (True, True, Decimal("18.00"))
    assert (count_columns(row)["updated"], row["new"], row["delisted"]) == (1, 0, 0)
    await world.assert_totals()


async def test_old_rows_are_matched_by_price_order(world: World) -> None:
    """If several copies differ only in price, the cheaper old row matches the cheaper offer."""
    seller = await add_seller(world.pool, "anna")
    record = await add_record(world.pool, "502")
    cheap = await add_listing(world.pool, seller=seller, record=record, price="10.00", condition=GRADE, evaluated=True)
    dear = await add_listing(world.pool, seller=seller, record=record, price="30.00", condition=GRADE)
    (dearer,) = world.sell("anna", release={"id": 502}, price=Decimal("31.00"))
    (cheaper,) = world.sell("anna", release={"id": 502}, price=Decimal("11.00"))
    await world.scrape("anna")
    assert {offer["id"]: offer["discogs_listing_id"] for offer in await world.offers("anna")} == {
        cheap: cheaper, dear: dearer,
    }  # fmt: skip


async def test_further_copies_are_new_and_old_rows_without_an_offer_are_delisted(world: World) -> None:
    """One old row matches one of two offers; an old row in a grade without an offer is delisted by a full run."""
    seller = await add_seller(world.pool, "anna")
    record = await add_record(world.pool, "503")
    await add_listing(world.pool, seller=seller, record=record, price="10.00", condition=GRADE)
    delisted_id = await add_listing(
        world.pool, seller=seller, record=record, price="5.00", condition="Good (G)", kept=True
    )
    world.sell("anna", 2, release={"id": 503})
    row = await world.scrape("anna", mode="full")
    offers = await world.offers("anna")
    assert len(offers) == 3
    assert (row["new"], row["updated"], row["delisted"]) == (1, 1, 1)
    assert [(o["id"], o["kept"]) for o in offers if o["status"] == "Delisted"] == [(delisted_id, True)]
    await world.assert_totals()


async def test_old_rows_of_other_sellers_are_not_matched(world: World) -> None:
    """An old row of one seller never matches another seller's offer of the same record."""
    other = await add_seller(world.pool, "berta")
    record = await add_record(world.pool, "504")
    await add_listing(world.pool, seller=other, record=record, price="20.00", condition=GRADE)
    world.sell("anna", release={"id": 504})
    assert (await world.scrape("anna"))["new"] == 1
    assert [offer["discogs_listing_id"] for offer in await world.offers("berta")] == [None]
