"""The response formats that the front end relies on without checks."""

import asyncio
import re
from typing import Any

import httpx2
import pytest

from alcove.foundation.database import Pool
from fixtures.records.rows import add_listing, add_offers, add_record, add_seller

PICK_NUMBERS = {
    "entropy_measure", "system_temperature", "model_score", "utility_term", "entropy_term", "free_energy",
    "selection_probability", "total_candidates", "cluster_count",
}  # fmt: skip
_LEGACY_PICK = """
INSERT INTO discogs_recordoftheday (date, listing_id, model_score, entropy_measure, system_temperature, utility_term,
    entropy_term, free_energy, selection_probability, total_candidates, cluster_count)
VALUES ('2026-01-01', $1, 'Infinity', 'NaN', 0.5, '-Infinity', NULL, 1e-7, 1e22, 50, 5)
"""


def is_number(value: object) -> bool:
    """Return whether a JSON value is a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


async def collect_offers(client: httpx2.AsyncClient, seller: str) -> list[dict[str, Any]]:
    """Return the offers of every response that has some."""
    dashboard = (await client.get("/dashboard/")).json()
    offers: list[dict[str, Any]] = [dashboard["record_of_the_day"], dashboard["record_of_the_day_obj"]["listing"]]
    offers += (await client.get("/search/results/")).json()["results"]
    offers += (await client.get("/api/dashboard/listings/")).json()
    offers += (await client.get("/api/recommender/listings/")).json()["listings"]
    for path in ("/by-seller/search/", "/tune-scoring"):
        offers += (await client.post(path, json={"seller": seller})).json()
    return offers


async def test_lists_are_never_null(client: httpx2.AsyncClient) -> None:
    """Without data every list is an empty array."""
    assert (await client.get("/search/results/")).json()["results"] == []
    for kind in ("genre", "styles", "condition", "seller"):
        for term in ("", "x"):
            assert (await client.get(f"/autocomplete/{kind}/", params={"term": term})).json() == []
    for path in ("/by-seller/search/", "/tune-scoring"):
        assert (await client.post(path, json={"seller": "x"})).json() == []
    assert (await client.get("/model-performance-stats/")).json()["sessions"] == []
    assert (await client.get("/recommendation-predictions/")).json() == []
    assert (await client.get("/api/dashboard/listings/")).json() == []
    assert (await client.get("/records/seller/x/")).json() == []
    assert (await client.get("/api/recommender/listings/")).json()["listings"] == []


async def test_breakdown_numbers_are_numbers(client: httpx2.AsyncClient, pool: Pool) -> None:
    """Terms of a pick are numbers or null, also where an older program stored NaN or infinity."""
    seller = await add_seller(pool, "shop")
    listing = await add_listing(pool, seller=seller, record=await add_record(pool, "1"))
    await pool.execute(_LEGACY_PICK, listing)
    dashboard_json = (await client.get("/dashboard/")).json()
    for terms in (dashboard_json["breakdown"], dashboard_json["record_of_the_day_obj"]):
        assert set(terms) >= PICK_NUMBERS
        assert all(terms[name] is None or is_number(terms[name]) for name in PICK_NUMBERS)
        assert [terms[name] for name in ("model_score", "entropy_measure", "utility_term")] == [None] * 3
        assert [terms[name] for name in ("free_energy", "selection_probability")] == [1e-7, 1e22]
        assert terms["selection_method"] == "thermodynamic_boltzmann"
    assert (await client.post("/vote-record-of-the-day/1/", data={"desirability": "5", "novelty": "1"})).is_success


@pytest.mark.parametrize(
    ("stored", "dashboard_json"),
    [
        ('["Jazz", "Funk / Soul"]', ["Jazz", "Funk / Soul"]),
        ("[]", []),
        ("null", []),
        ("{}", []),
        ("7", []),
        ('""', []),
        ('"Jazz"', ["Jazz"]),
        ('"[\\"Jazz\\", \\"Rock\\"]"', ["Jazz", "Rock"]),
        ("\"['Jazz', 'Hip Hop']\"", ["Jazz", "Hip Hop"]),
        ('["Jazz", 7, null, {"name": "Rock"}, ["Pop"]]', ["Jazz"]),
    ],
)
async def test_genres_are_arrays_of_strings(
    client: httpx2.AsyncClient, pool: Pool, stored: str, dashboard_json: list[str]
) -> None:
    """Whatever a program stores as genres or styles, responses have an array of strings."""
    record = await add_record(pool, "1")
    await add_listing(pool, seller=await add_seller(pool, "shop"), record=record)
    await pool.execute("UPDATE discogs_record SET genres = $1::text::jsonb, styles = $1::text::jsonb", stored)
    for item in await collect_offers(client, "shop"):
        assert (item["record"]["genres"], item["record"]["styles"]) == (dashboard_json, dashboard_json)
    for item in (await client.get("/records/seller/shop/")).json():
        assert (item["genres"], item["styles"]) == (dashboard_json, dashboard_json)


async def test_every_offer_has_record_and_seller(client: httpx2.AsyncClient, pool: Pool) -> None:
    """Every offer in every response has its record and its seller as objects."""
    await add_offers(pool, 3, seller=await add_seller(pool, "shop", currency=""))
    offers = await collect_offers(client, "shop")
    assert len(offers) == 2 + 5 * 3
    for item in offers:
        assert isinstance(item["record"]["title"], str)
        assert item["seller"] == {"id": item["seller"]["id"], "name": "shop", "currency": ""}


@pytest.mark.parametrize(
    ("stored", "dashboard_json"),
    [("25.5", "25.50"), ("20", "20.00"), ("0", "0.00"), ("0.999", "1.00"), ("1234567.8", "1234567.80"),
     ("9999999999.99", "9999999999.99")],
)  # fmt: skip
async def test_prices_are_strings_with_two_decimals(
    client: httpx2.AsyncClient, pool: Pool, stored: str, dashboard_json: str
) -> None:
    """A price is a string with exactly two decimals and no thousands separator; so is a score."""
    record = await add_record(pool, "1")
    await add_listing(pool, seller=await add_seller(pool, "shop"), record=record, price=stored)
    for item in await collect_offers(client, "shop"):
        assert item["record_price"] == dashboard_json
        assert re.fullmatch(r"-?\d+\.\d\d", item["score"])


@pytest.mark.parametrize("accuracy", [0.8750000000000001, 1 / 3, 0.29, 0.999999, 1e-9])
async def test_accuracy_has_two_decimals(client: httpx2.AsyncClient, pool: Pool, accuracy: float) -> None:
    """The dashboard's accuracy has at most two decimals; the statistics keep the fraction."""
    await pool.execute("INSERT INTO discogs_recommendationmodel (last_accuracy) VALUES ($1)", accuracy)
    text = (await client.get("/dashboard/")).text
    assert re.search(r'"accuracy":\d+(\.\d{1,2})?,', text), text
    assert (await client.get("/model-performance-stats/")).json()["accuracy"] == accuracy


async def test_a_shown_pick_can_be_voted_on(client: httpx2.AsyncClient, pool: Pool) -> None:
    """Whenever a pick is shown, the object for the vote is there with a valid id."""
    assert (await client.get("/dashboard/")).json()["record_of_the_day_obj"] is None
    await add_offers(pool, 2, seller=await add_seller(pool, "shop"))
    for params in ({}, {}, {"force_refresh": "1"}, {}):
        dashboard_json = (await client.get("/dashboard/", params=params)).json()
        assert dashboard_json["record_of_the_day"] == dashboard_json["record_of_the_day_obj"]["listing"]
        pick_id = dashboard_json["record_of_the_day_obj"]["id"]
        assert is_number(pick_id)
        vote = await client.post(f"/vote-record-of-the-day/{pick_id}/", files={
            "desirability": (None, "5"), "novelty": (None, "1"),
        })  # fmt: skip
        assert vote.is_success


async def test_neighbours_are_addresses_or_null(client: httpx2.AsyncClient, pool: Pool) -> None:
    """`next` and `previous` are strings if there is such a page, otherwise null."""
    await add_offers(pool, 41, seller=await add_seller(pool, "shop"))
    pages = [(await client.get("/search/results/", params={"page": page})).json() for page in (1, 2, 3)]
    assert [isinstance(page["next"], str) for page in pages] == [True, True, False]
    assert [isinstance(page["previous"], str) for page in pages] == [False, True, True]
    assert (pages[2]["next"], pages[0]["previous"]) == (None, None)


async def test_concurrent_identical_requests(client: httpx2.AsyncClient, pool: Pool) -> None:
    """Two identical requests of a page in strict mode get the same response."""
    await add_offers(pool, 3, seller=await add_seller(pool, "shop"))
    for path in ("/dashboard/", "/model-performance-stats/"):
        headers = {"content-type": "application/json"}
        one, other = await asyncio.gather(*(client.get(path, headers=headers) for _ in range(2)))
        assert one.content == other.content
