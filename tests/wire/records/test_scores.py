"""The score of every offer, which the database computes."""

import asyncpg
import httpx2
import pytest

from alcove.foundation.database import Pool
from fixtures.records.rows import add_listing, add_record, add_seller
from wire.records.strict_decoding import listings

TABLE = [
    (100, 50, "25.99", "22.86"),
    (1000, 500, "20", "27.99"),
    (800, 300, "35.50", "28.37"),
    (50, 5, "10", "36.54"),
    (200, 2, "35", "58.16"),
    (5000, 10, "15", "82.33"),
    (10, 0, "5", "82.03"),
    (101, 100, "1000", "17.64"),
    (1, 0, "0", "96.17"),
    (0, 0, "10", "-4.66"),
]


async def scores(client: httpx2.AsyncClient) -> list[str]:
    """Return the scores of the seller's offers in the response."""
    offers = listings(await client.post("/by-seller/search/", json={"seller": "shop"}))
    return [item.score for item in offers]


@pytest.mark.parametrize(("wants", "haves", "price", "score"), TABLE)
async def test_score_table(
    pool: Pool, client: httpx2.AsyncClient, *, wants: int, haves: int, price: str, score: str
) -> None:
    """An inserted offer has the score of the reference table, in the row and in the response."""
    seller = await add_seller(pool, "shop")
    record = await add_record(pool, "1", wants=wants, haves=haves)
    listing = await add_listing(pool, seller=seller, record=record, price=price)

    assert str(await pool.fetchval("SELECT score FROM discogs_listing WHERE id = $1", listing)) == score
    assert await scores(client) == [score]


async def test_a_score_changes_with_price_wants_and_haves(pool: Pool, client: httpx2.AsyncClient) -> None:
    """A new price or new counts change score and response in the same transaction."""
    seller = await add_seller(pool, "shop")
    record = await add_record(pool, "1", wants=100, haves=50)
    await add_listing(pool, seller=seller, record=record, price="25.99")

    await pool.execute("UPDATE discogs_listing SET record_price = 20")
    await pool.execute("UPDATE discogs_record SET wants = 1000, haves = 500")
    assert await scores(client) == ["27.99"]
    offers = listings(await client.get("/dashboard/listings/"))[0]
    assert (offers.record_price, offers.record.wants, offers.record.haves) == ("20.00", 1000, 500)

    await pool.execute("UPDATE discogs_record SET haves = 5, wants = 50")
    await pool.execute("UPDATE discogs_listing SET record_price = 10")
    assert await scores(client) == ["36.54"]


async def test_a_score_cannot_be_written(pool: Pool, client: httpx2.AsyncClient) -> None:
    """Whatever value is written, the formula decides."""
    seller = await add_seller(pool, "shop")
    await add_listing(pool, seller=seller, record=await add_record(pool, "1"))
    await pool.execute("UPDATE discogs_listing SET score = 9999")
    assert await scores(client) == ["22.86"]


async def test_an_offer_without_a_price_has_no_score(pool: Pool, client: httpx2.AsyncClient) -> None:
    """Without a price in dollars the score is 0.00; once there is one, it is computed."""
    seller = await add_seller(pool, "shop")
    await add_listing(pool, seller=seller, record=await add_record(pool, "1"), price=None)
    assert await scores(client) == ["0.00"]
    await pool.execute("UPDATE discogs_listing SET record_price = 25.99")
    assert await scores(client) == ["22.86"]


async def test_new_names_are_in_the_responses(pool: Pool, client: httpx2.AsyncClient) -> None:
    """A change of a record's or a seller's row is in every response that shows it."""
    seller = await add_seller(pool, "shop")
    record = await add_record(pool, "1")
    await add_listing(pool, seller=seller, record=record)

    await pool.execute("UPDATE discogs_record SET title = 'New', genres = '[\"Rock\"]', year = NULL")
    await pool.execute("UPDATE discogs_seller SET name = 'Shop', currency = 'SEK'")

    offers = listings(await client.post("/by-seller/search/", json={"seller": "shop"}))[0]
    assert (offers.record.title, offers.record.genres, offers.record.year) == ("New", ["Rock"], None)
    assert (offers.seller.name, offers.seller.currency) == ("Shop", "SEK")
    assert ",New," in (await client.get("/export-listings")).text


async def test_a_price_is_never_negative(pool: Pool) -> None:
    """The database rejects a negative price."""
    seller = await add_seller(pool, "shop")
    record = await add_record(pool, "1")
    with pytest.raises(asyncpg.CheckViolationError):
        await add_listing(pool, seller=seller, record=record, price="-0.01")
