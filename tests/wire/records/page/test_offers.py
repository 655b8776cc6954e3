"""Offers as pages show them: filters, pages, choices, details and the CSV of a search."""

import csv
import io
from decimal import Decimal
from typing import Any

import httpx2
import pytest

from alcove.apps.records.offers.schemas import OfferChoices, OfferDetails, OfferPage
from alcove.foundation.database import Pool
from fixtures.records.rows import THEN, add_listing, add_offers, add_record, add_seller
from wire.records.conftest import Seed
from wire.records.sample_data import stock, taste
from wire.records.strict_decoding import decode_strictly

OFFERS = "/api/records/offers"
EXPORT = "/api/records/export.csv"
_RATES = """
INSERT INTO discogs_rate_table (source, published, fetched_at, expires_at) VALUES ('ecb', '2026-01-02', $1, $1)
"""


async def stock_with_rates(pool: Pool) -> None:
    """Store the sample offers with predictions, a euro that is worth two dollars, and more copies of a release."""
    await stock(pool)
    await pool.execute(_RATES, THEN)
    await pool.execute("INSERT INTO discogs_rate (source, currency, per_usd) VALUES ('ecb', 'EUR', 0.5)")
    await pool.execute("UPDATE discogs_listing SET original_price = 11, original_currency = 'EUR' WHERE id = 2")
    await pool.execute("UPDATE discogs_listing SET sleeve_condition = 'Good (G)' WHERE id = 1")
    await pool.execute("UPDATE discogs_record SET suggested_price = '50.00 USD' WHERE discogs_id = '101'")
    await add_offers(pool, 60, seller=await add_seller(pool, "Many"))
    await taste(pool)


@pytest.fixture(scope="module")
def seed() -> Seed:
    """Return the function that stores the rows of this module."""
    return stock_with_rates


async def search(client: httpx2.AsyncClient, **params: Any) -> OfferPage:
    """Return a page of a search."""
    return decode_strictly(await client.get(OFFERS, params=params), OfferPage)


async def ids(client: httpx2.AsyncClient, **params: Any) -> set[int]:
    """Return the ids of the offers that a search finds."""
    return {row.id for row in (await search(client, **params)).rows}


async def export(client: httpx2.AsyncClient, **params: Any) -> list[dict[str, str]]:
    """Return the rows of the CSV of a search."""
    response = await client.get(EXPORT, params=params)
    assert response.status_code == 200, response.text
    return list(csv.DictReader(io.StringIO(response.text, newline="")))


async def test_filters_combine(shared_client: httpx2.AsyncClient) -> None:
    """Each filter narrows the result, several values of one are alternatives, and grades mean that or better."""
    assert await ids(shared_client, genre=["jazz", "Electronic"], limit=200) == {1, 2, 3, 5}
    assert await ids(shared_client, genre="Electronic", style="House", format="lp", seller="plattenladen") == {2}
    assert await ids(shared_client, q="blue train") == {1, 3}
    assert await ids(shared_client, q="debut", condition="Mint") == set()
    assert await ids(shared_client, genre="Jazz", sleeve="G") == {1}
    assert await ids(shared_client, min_wants="1000") == {2, 5}
    assert await ids(shared_client, q="björk", max_year="1993", min_year="1993") == {2, 5}
    assert await ids(shared_client, release="103") == {4}
    assert await ids(shared_client, release="103", unjudged="true") == set()
    assert await ids(shared_client, verdict="keep") == {4}
    assert await ids(shared_client, format='7"') == set()


async def test_spellings_of_a_grade_are_the_same(shared_client: httpx2.AsyncClient) -> None:
    """A short grade, its name in any case and its full name find the same offers."""
    spellings = ("VG+", "vg+", "Very Good Plus", "very good  plus", "Very Good Plus (VG+)")
    found = [await search(shared_client, condition=spelling) for spelling in spellings]
    assert {page.total for page in found} == {3}
    assert all(row.media != "Good (G)" for page in found for row in page.rows)


async def test_invalid_filters_name_their_fields(shared_client: httpx2.AsyncClient) -> None:
    """A minimum above its maximum and unusable texts are reported per field, by the search, its CSV and its choices."""
    params = {"min_price": "20", "max_price": "10", "condition": "shiny", "min_wants": "many", "currency": "gold"}
    for path in (OFFERS, EXPORT, f"{OFFERS}/choices"):
        response = await shared_client.get(path, params=params)
        body = response.json()
        assert (response.status_code, body["code"]) == (400, "invalid_filters")
        assert set(body["fields"]) == {"min_price", "max_price", "condition", "min_wants", "currency"}
        assert body["fields"]["min_price"] == "The minimum is above the maximum."
    assert (await shared_client.get(OFFERS, params={"after": "x"})).status_code == 400


async def test_prices_are_in_the_requested_currency(shared_client: httpx2.AsyncClient) -> None:
    """Prices are converted, the seller's own currency stays exact, and bounds are in the same currency."""
    page = await search(shared_client, genre=["Jazz", "Electronic"], currency="eur", sort="price_asc")
    assert [(row.id, row.price) for row in page.rows] == [(2, "11.00"), (1, "12.75"), (5, "617.28"), (3, None)]
    assert page.rows[0].original_currency == "EUR"
    assert await ids(shared_client, genre="Electronic", currency="EUR", max_price="11") == {2}
    assert await ids(shared_client, genre="Electronic", currency="EUR", max_price="10,99") == set()


@pytest.mark.parametrize(
    "sort", ["", "score", "price_asc", "price_desc", "year_asc", "year_desc", "wants", "condition", "newest"]
)
async def test_pages_follow_each_other(shared_client: httpx2.AsyncClient, sort: str) -> None:
    """Every order walks through all offers, each once; grouped, each release once, and the CSV has the same order."""
    walked: list[int] = []
    after: str | None = ""
    while after is not None:
        page = await search(shared_client, sort=sort, limit=20, after=after)
        walked += [row.id for row in page.rows]
        after = page.next
    assert (page.total, page.releases) == (65, 63)
    assert len(walked) == len(set(walked)) == 65
    assert [int(row["Offer"]) for row in await export(shared_client, sort=sort)] == walked
    grouped = await search(shared_client, sort=sort, limit=200, group="true")
    assert (grouped.total, len(grouped.rows), grouped.next) == (65, 63, None)
    assert {row.release_id: row.copies for row in grouped.rows if row.copies > 1} == {"101": 2, "102": 2}
    order = [row.id for row in grouped.rows]
    assert order == [listing for listing in walked if listing in set(order)]


async def test_the_csv_has_the_rows_of_the_search(shared_client: httpx2.AsyncClient) -> None:
    """The CSV has as many rows as the search has results, with the prices that it shows."""
    params = {"genre": ["Jazz", "Electronic"], "condition": "vg+", "currency": "EUR"}
    page, rows = await search(shared_client, **params), await export(shared_client, **params)
    assert len(rows) == page.total == 3
    assert [(row["Price"], row["Currency"]) for row in rows] == [(row.price or "", "EUR") for row in page.rows]
    assert {row["Artist"] for row in rows} == {"Björk", "John Coltrane"}


async def test_rows_are_small(shared_client: httpx2.AsyncClient) -> None:
    """The first fifty rows are sent in less than 60 kB."""
    response = await shared_client.get(OFFERS)
    assert len(response.json()["rows"]) == 50
    assert len(response.content) < 40_000


async def test_choices_count_what_they_would_find(shared_client: httpx2.AsyncClient) -> None:
    """A choice has the number of offers that it finds together with the other filters."""
    params = {"seller": "Plattenladen", "genre": "Jazz"}
    choices = decode_strictly(await shared_client.get(f"{OFFERS}/choices", params=params), OfferChoices)
    assert {choice.value: choice.count for choice in choices.genres} == {"Jazz": 2, "Electronic": 1, "Pop": 1}
    assert {choice.value: choice.count for choice in choices.styles} == {"Hard Bop": 2}
    for choice in choices.genres:
        page = await search(shared_client, seller="Plattenladen", genre=choice.value)
        assert page.total == choice.count
    for choice in choices.conditions:
        assert (await search(shared_client, **params, condition=choice.value)).total == choice.count
    assert choices.currencies == ["USD", "EUR"]


async def test_details_have_reasons(shared_client: httpx2.AsyncClient) -> None:
    """An offer has its cover, copies, a price to compare with, and reasons from verdicts and the market."""
    response = await shared_client.get(f"{OFFERS}/1", params={"currency": "EUR"})
    offer = decode_strictly(response, OfferDetails)
    assert (offer.cover, offer.copies, [other.id for other in offer.others]) == ("/api/records/covers/101", 2, [3])
    assert offer.suggested is not None
    assert (Decimal(offer.suggested.amount), offer.suggested.currency) == (Decimal(25), "EUR")
    assert offer.reasons[0] == "You kept 3 of 4 offers on Blue Note"
    assert "It costs 49 % less than the price that Discogs suggests for Very Good Plus (VG+)" in offer.reasons
    assert len(offer.reasons) >= 3
    assert offer.doubts == ["The sleeve is only graded Good (G)"]
    assert offer.match == 0.9
    for unknown in ("999999", "x", "9" * 30):
        assert (await shared_client.get(f"{OFFERS}/{unknown}")).status_code == 404


async def test_an_offer_without_a_price(client: httpx2.AsyncClient, pool: Pool) -> None:
    """Without a rate an offer shows its original price only, and is found by none of the bounds of a price."""
    record = await add_record(pool, "1", wants=1, haves=9)
    offer = await add_listing(pool, seller=await add_seller(pool, "x"), record=record, price=None)
    await pool.execute("UPDATE discogs_listing SET original_price = 5, original_currency = 'SEK'")
    details = decode_strictly(await client.get(f"{OFFERS}/{offer}"), OfferDetails)
    assert (details.price, details.original_price, details.original_currency) == (None, "5.00", "SEK")
    assert await ids(client, min_price="0") == set()
    assert await ids(client, min_price="0", currency="SEK") == {offer}
