"""E4: search filters."""

from typing import Any

import httpx2
import pytest

from alcove.apps.records.catalogue.schemas import SearchPage
from alcove.foundation.database import Pool
from fixtures.records.rows import add_listing, add_record, add_seller
from wire.records.conftest import Seed
from wire.records.strict_decoding import assert_error, check_listing, decode_strictly

VERY_GOOD = "Very Good (VG)"
MINT = "Mint (M)"


async def store_offers(pool: Pool) -> None:
    """Store a few offers that differ in every filter; their titles are their names."""
    defaults, other = await add_seller(pool, "Plain Records"), await add_seller(pool, "100%_Vinyl\\Ö")

    async def put(
        title: str, *, seller: int = defaults, price: str | None = "20", grade: str = MINT, **rest: Any
    ) -> None:
        record = await add_record(pool, title, title=title, **rest)
        await add_listing(pool, seller=seller, record=record, price=price, condition=grade)

    await put("Blue Train", artist="John Coltrane", label="Blue Note", year=1957, price="99.99")
    await put("Debut", artist="Björk", label="One Little Indian", year=1993, genres=("Electronic",), styles=("House",))
    await put("Post", artist="BJÖRK", label="Elektra", year=1995, genres=("Pop",), styles=("Art Pop", "Trip Hop"))
    await put("Ramones", artist="Ramones", label="Sire", year=1976, genres=("Rock",), styles=("Punk",), price="15.00")
    await put("50% Off_er\\s", artist="O'Neill", label='La"bel', year=None, genres=(), styles=(), grade=VERY_GOOD)
    await put("Harvest", artist="Neil Young", label="Reprise", year=1972, genres=("Folk, World, & Country",),
              seller=other, price=None)  # fmt: skip
    await put("Kind of Blue", artist="Miles Davis", label="Columbia", year=1959, seller=other, grade=VERY_GOOD,
              price="250.50")  # fmt: skip


@pytest.fixture(scope="module")
def seed() -> Seed:
    """Return what stores the shelf."""
    return store_offers


EVERYTHING = {"Blue Train", "Debut", "Post", "Ramones", "50% Off_er\\s", "Harvest", "Kind of Blue"}
OTHER = {"Harvest", "Kind of Blue"}


async def search(client: httpx2.AsyncClient, **params: str) -> SearchPage:
    """Return one page with checked offers."""
    page = decode_strictly(await client.get("/search/results/", params=params), SearchPage)
    for result in page.results:
        check_listing(result)
    assert page.next is None
    assert page.count == len(page.results)
    return page


async def titles(client: httpx2.AsyncClient, **params: str) -> set[str]:
    """Return the titles of the results."""
    return {result.record.title for result in (await search(client, **params)).results}


Q: dict[str, set[str]] = {
    "coltrane": {"Blue Train"},
    "KIND OF": {"Kind of Blue"},
    "elektra": {"Post"},
    "blue": {"Blue Train", "Kind of Blue"},
    "björk": {"Debut", "Post"},
    "BJÖRK": {"Debut", "Post"},
    "Bjork": {"Debut", "Post"},
    "Bjo\u0308rk": {"Debut", "Post"},
    "ＢＪÖＲＫ": {"Debut", "Post"},
    "oneill": {"50% Off_er\\s"},
    "O\u2019Neill": {"50% Off_er\\s"},
    "John Coltrane - Blue Train": {"Blue Train"},
    "Coltrane \u2013 Train": {"Blue Train"},
    "cat\u20111": EVERYTHING,
    "john coltrane": {"Blue Train"},
    "coltrane john": {"Blue Train"},
    "coltrane train note": {"Blue Train"},
    "coltrane miles": set(),
    "  ramones  ": {"Ramones"},
    "john\tcoltrane": {"Blue Train"},
    "%": EVERYTHING,
    "0%": {"50% Off_er\\s"},
    "f_e": {"50% Off_er\\s"},
    "r\\s": {"50% Off_er\\s"},
    "50% off_er\\s": {"50% Off_er\\s"},
    "0_ Off": set(),
    "blue%train": set(),
    "bl_e": set(),
    "'": EVERYTHING,
    'a"b': {"50% Off_er\\s"},
    "jazz": set(),
    "plain": set(),
    "": EVERYTHING,
    "   ": EVERYTHING,
}


async def test_q(shared_client: httpx2.AsyncClient) -> None:
    """`q` finds words anywhere in artist, title, label or catalogue number, literally, however they are written.

    Case, accents, Unicode forms, apostrophes and dashes make no difference; signs alone do not filter.
    """
    assert {text: await titles(shared_client, q=text) for text in Q} == Q


async def test_release_ids_and_barcodes_are_found_as_a_whole(client: httpx2.AsyncClient, pool: Pool) -> None:
    """Digits find a release id or a barcode, also one written in groups, but no part of one."""
    seller = await add_seller(pool, "Plain Records")
    for release_id, title in (("4711001", "One"), ("4711002", "Two")):
        record = await add_record(pool, release_id, title=title)
        await add_listing(pool, seller=seller, record=record)
    await pool.execute("UPDATE discogs_record SET barcodes = '{5099902987620}' WHERE title = 'One'")
    found = {text: await titles(client, q=text) for text in ("4711001", "5099902987620", "5 099902 987620", "4711", "")}
    assert found == {
        "4711001": {"One"}, "5099902987620": {"One"}, "5 099902 987620": {"One"}, "4711": set(), "": {"One", "Two"},
    }  # fmt: skip


async def test_every_token_of_q_counts(shared_client: httpx2.AsyncClient) -> None:
    """All words must occur."""
    assert await titles(shared_client, q="blue " * 80) == {"Blue Train", "Kind of Blue"}
    assert await titles(shared_client, q=" ".join("johncltrae") + " blue train note absent " + "o " * 20) == set()
    assert await titles(shared_client, q=" ".join("abcdefghijklmnopqrstuvwxyz")) == set()
    assert await titles(shared_client, q=" ".join("blue train john note colr") + " zzz") == set()


GENRE_STYLE: dict[str, set[str]] = {
    "jazz": {"Blue Train", "Kind of Blue"},
    "HARD": {"Blue Train", "Kind of Blue", "Harvest"},
    "hop": {"Post"},
    "pop": {"Post"},
    "world, & country": {"Harvest"},
    "pop trip": set(),
    "pop, trip": set(),
    '"': set(),
    "[": set(),
    "pop\nart": set(),
    "%": set(),
    "_": set(),
    " punk ": {"Ramones"},
    " ": EVERYTHING,
}


async def test_genre_style(shared_client: httpx2.AsyncClient) -> None:
    """`genre_style` searches single genres and styles, never across them or in their notation."""
    assert {text: await titles(shared_client, genre_style=text) for text in GENRE_STYLE} == GENRE_STYLE


YEARS: list[tuple[dict[str, str], set[str]]] = [
    ({"min_year": "1993"}, {"Debut", "Post"}),
    ({"max_year": "1957"}, {"Blue Train"}),
    ({"min_year": "1957", "max_year": "1959"}, {"Blue Train", "Kind of Blue"}),
    ({"min_year": "1972", "max_year": "1972"}, {"Harvest"}),
    ({"min_year": "1995", "max_year": "1957"}, set()),
    ({"min_year": "0"}, EVERYTHING - {"50% Off_er\\s"}),
    ({"max_year": "99999"}, EVERYTHING - {"50% Off_er\\s"}),
    ({"max_year": "999999999999"}, EVERYTHING - {"50% Off_er\\s"}),
    ({"min_year": "-999999999999"}, EVERYTHING - {"50% Off_er\\s"}),
    ({"min_year": "abc"}, EVERYTHING),
    ({"min_year": ""}, EVERYTHING),
    ({"min_year": "1990.5"}, EVERYTHING),
    ({"min_year": "abc", "max_year": "1957"}, {"Blue Train"}),
]


async def test_years(shared_client: httpx2.AsyncClient) -> None:
    """Each bound of the year is inclusive, works alone, and excludes records without a year."""
    assert [(params, await titles(shared_client, **params)) for params, _ in YEARS] == YEARS


PRICES: list[tuple[dict[str, str], set[str]]] = [
    ({"min_price": "99.99"}, {"Blue Train", "Kind of Blue"}),
    ({"min_price": "99.991"}, {"Kind of Blue"}),
    ({"max_price": "15"}, {"Ramones"}),
    ({"max_price": "14.999"}, set()),
    ({"min_price": "15.00", "max_price": "15"}, {"Ramones"}),
    ({"min_price": "250.5", "max_price": "15"}, set()),
    ({"min_price": "0"}, EVERYTHING - {"Harvest"}),
    ({"max_price": "1e20"}, EVERYTHING - {"Harvest"}),
    ({"max_price": "1e99"}, EVERYTHING - {"Harvest"}),
    ({"min_price": "-1"}, EVERYTHING - {"Harvest"}),
    ({"min_price": "NaN"}, EVERYTHING),
    ({"min_price": "Infinity"}, EVERYTHING),
    ({"max_price": "15,00"}, EVERYTHING),
    ({"max_price": "$15"}, EVERYTHING),
    ({"max_price": "15", "min_price": "x"}, {"Ramones"}),
]


async def test_prices(shared_client: httpx2.AsyncClient) -> None:
    """Each bound of the price is inclusive to the cent, works alone, and excludes offers without a price."""
    assert [(params, await titles(shared_client, **params)) for params, _ in PRICES] == PRICES


CONDITION: dict[str, set[str]] = {
    VERY_GOOD: {"50% Off_er\\s", "Kind of Blue"},
    "  very good (vg) ": {"50% Off_er\\s", "Kind of Blue"},
    "very good": {"50% Off_er\\s", "Kind of Blue"},
    "vg": {"50% Off_er\\s", "Kind of Blue"},
    "VG+": set(),
    "M": EVERYTHING - {"50% Off_er\\s", "Kind of Blue"},
    "Near Mint": set(),
    "very good%": set(),
    "Mint _M_": set(),
}


async def test_condition(shared_client: httpx2.AsyncClient) -> None:
    """`condition` is the whole grade, or its name or short form alone, case-insensitively."""
    assert {text: await titles(shared_client, condition=text) for text in CONDITION} == CONDITION


SELLER: dict[str, set[str]] = {
    "PLAIN": EVERYTHING - OTHER,
    " vinyl ": OTHER,
    "%": OTHER,
    "_": OTHER,
    "\\": OTHER,
    "ö": OTHER,
    "vinyl%": set(),
    "e": EVERYTHING - OTHER,
    "nobody": set(),
}


async def test_seller(shared_client: httpx2.AsyncClient) -> None:
    """`seller` is any part of the seller's name, case-insensitively and literally."""
    assert {text: await titles(shared_client, seller=text) for text in SELLER} == SELLER


async def test_all_filters_together(shared_client: httpx2.AsyncClient) -> None:
    """Every filter must match."""
    every = {
        "q": "miles blue", "genre_style": "jazz", "min_year": "1950", "max_year": "1960", "min_price": "250",
        "max_price": "251", "condition": VERY_GOOD, "seller": "vinyl", "sort": "price_desc", "page": "1",
    }  # fmt: skip
    assert await titles(shared_client, **every) == {"Kind of Blue"}
    wrong = {
        "q": "coltrane", "genre_style": "rock", "min_year": "1960", "max_year": "1950", "min_price": "251",
        "max_price": "250", "condition": MINT, "seller": "plain",
    }  # fmt: skip
    for name, value in wrong.items():
        assert await titles(shared_client, **every | {name: value}) == set(), name


async def test_delisted_offers_are_not_found(client: httpx2.AsyncClient, pool: Pool) -> None:
    """A delisted offer is neither shown nor counted, with and without a filter."""
    await store_offers(pool)
    await pool.execute("UPDATE discogs_listing SET status = 'Delisted' WHERE record_price = 15")
    assert await titles(client) == EVERYTHING - {"Ramones"}
    assert await titles(client, q="ramones") == set()


async def test_a_plus_is_a_space(shared_client: httpx2.AsyncClient) -> None:
    """Spaces are sent as `+`, a plus as `%2B`."""
    page = decode_strictly(await shared_client.get("/search/results/?q=kind+of+blue"), SearchPage)
    assert [result.record.title for result in page.results] == ["Kind of Blue"]
    assert decode_strictly(await shared_client.get("/search/results/?q=kind%2Bof"), SearchPage).results == []


INJECTIONS = [
    "'; DROP TABLE discogs_listing; --", "' OR '1'='1", "$1", "{}", "{0}", "%s", "{size}", "\\'", "1) OR (1=1",
    "<script>", "\u202e", "💿" * 50, "''", "\\", "\\\\",
]  # fmt: skip
FIELDS = ["q", "genre_style", "condition", "seller"]


@pytest.mark.parametrize("field", [*FIELDS, "sort", "min_year", "max_price", "page"])
async def test_injections_stay_data(shared_client: httpx2.AsyncClient, field: str) -> None:
    """Text that looks like SQL or a template matches only what contains it, and has no other effect."""
    for text in INJECTIONS:
        page = decode_strictly(await shared_client.get("/search/results/", params={field: text}), SearchPage)
        is_filter = field in FIELDS and (field != "q" or any(character.isalnum() for character in text))
        assert page.count in ({0, 1, 2} if is_filter else {7}), text
    assert await titles(shared_client) == EVERYTHING


@pytest.mark.parametrize("field", FIELDS)
async def test_nul_and_broken_utf8(shared_client: httpx2.AsyncClient, field: str) -> None:
    """A NUL character and bytes that are not UTF-8 are accepted."""
    decode_strictly(await shared_client.get(f"/search/results/?{field}=a%00b"), SearchPage)
    page = decode_strictly(await shared_client.get(f"/search/results/?{field}=%FF%C3"), SearchPage)
    assert page.count == (7 if field == "q" else 0)


@pytest.mark.parametrize("field", FIELDS)
async def test_very_long_input(shared_client: httpx2.AsyncClient, field: str) -> None:
    """Text is limited to 500 characters; the error names the field."""
    decode_strictly(await shared_client.get("/search/results/", params={field: "x" * 500}), SearchPage)
    response = await shared_client.get("/search/results/", params={field: "x" * 501})
    assert field in assert_error(response, 400, "invalid_request")


async def test_unknown_and_repeated_parameters(shared_client: httpx2.AsyncClient) -> None:
    """Unknown parameters are ignored; of repeated ones the last counts."""
    assert decode_strictly(await shared_client.get("/search/results/?foo=1&q=x&q=debut&limit=9"), SearchPage).count == 1
