"""E5, E6, E13 and E21: autocompletion."""

import httpx2
import pytest

from alcove.foundation.database import Pool
from fixtures.records.rows import add_listing, add_record, add_seller
from wire.records.conftest import Seed
from wire.records.strict_decoding import assert_error, decode_strictly

GENRE, STYLES = "/autocomplete/genre/", "/autocomplete/styles/"
CONDITION, SELLER = "/autocomplete/condition/", "/autocomplete/seller/"
ALL = [GENRE, STYLES, CONDITION, SELLER]


async def complete(client: httpx2.AsyncClient, path: str, term: str) -> list[str]:
    """Return the completions of a term."""
    return decode_strictly(await client.get(path, params={"term": term}), list[str])


async def store_words(pool: Pool) -> None:
    """Store a few genres, styles, grades and sellers."""
    records = [
        (("Jazz", "Funk / Soul"), ("Hard Bop", "jazz-funk", "Électro")),
        (("Jazz",), ("Acid Jazz", "Soul-Jazz", "JAZZDANCE", "Cool Jazz")),
        (("Electronic",), ("100% Pure", "a_b", "back\\slash", "Deep House", "Jazz")),
    ]
    grades = ["Very Good (VG)", "Near Mint (NM or M-)", "Good (G)", "Very Good Plus (VG+)", "Good Plus (G+)", "Generic"]
    sellers = [await add_seller(pool, name) for name in ("Vinyl Shop", "The Shop", "shopping", "Björn's", "50%_off\\")]
    for index, (genres, styles) in enumerate(records):
        record = await add_record(pool, str(index), genres=genres, styles=styles)
        for grade in grades[index * 2 : index * 2 + 2]:
            await add_listing(pool, seller=sellers[0], record=record, condition=grade)


@pytest.fixture(scope="module")
def seed() -> Seed:
    """Return what stores the words."""
    return store_words


COMPLETIONS: list[tuple[str, str, list[str]]] = [
    (GENRE, "jazz", ["Jazz", "jazz-funk", "JAZZDANCE", "Acid Jazz", "Cool Jazz", "Soul-Jazz"]),
    (GENRE, "JAZZ", ["Jazz", "jazz-funk", "JAZZDANCE", "Acid Jazz", "Cool Jazz", "Soul-Jazz"]),
    (GENRE, "soul", ["Soul-Jazz", "Funk / Soul"]),
    (GENRE, "éLECT", ["Électro"]),
    (GENRE, " bop ", ["Hard Bop"]),
    (GENRE, "%", ["100% Pure"]),
    (GENRE, "_", ["a_b"]),
    (GENRE, "\\", ["back\\slash"]),
    (GENRE, "j_zz", []),
    (GENRE, "polka", []),
    (STYLES, "jazz", ["Jazz", "jazz-funk", "JAZZDANCE", "Acid Jazz", "Cool Jazz", "Soul-Jazz"]),
    (STYLES, "soul", ["Soul-Jazz"]),
    (STYLES, "electronic", []),
    (CONDITION, "g", ["Very Good Plus (VG+)", "Very Good (VG)", "Good Plus (G+)", "Good (G)", "Generic"]),
    (CONDITION, "MINT", ["Near Mint (NM or M-)"]),
    (CONDITION, "good%", []),
    (CONDITION, "+)", ["Very Good Plus (VG+)", "Good Plus (G+)"]),
    (SELLER, "shop", ["shopping", "The Shop", "Vinyl Shop"]),
    (SELLER, "BJÖRN", ["Björn's"]),
    (SELLER, "%", ["50%_off\\"]),
    (SELLER, "_", ["50%_off\\"]),
    (SELLER, "\\", ["50%_off\\"]),
    (SELLER, "nobody", []),
]


async def test_completions(shared_client: httpx2.AsyncClient) -> None:
    """A term is found anywhere, case-insensitively and literally; prefixes come first, grades by rank."""
    assert [(path, term, await complete(shared_client, path, term)) for path, term, _ in COMPLETIONS] == COMPLETIONS


@pytest.mark.parametrize("path", ALL)
async def test_nothing_to_complete(shared_client: httpx2.AsyncClient, path: str) -> None:
    """Without a term, with a blank one, and without a match the array is empty."""
    assert decode_strictly(await shared_client.get(path), list[str]) == []
    for term in ("", "   ", "\0", "no such thing", "'; DROP TABLE discogs_term; --", "x" * 500):
        assert await complete(shared_client, path, term) == []


@pytest.mark.parametrize("path", ALL)
async def test_a_long_term_is_rejected(shared_client: httpx2.AsyncClient, path: str) -> None:
    """A term of more than 500 characters is rejected."""
    assert_error(await shared_client.get(path, params={"term": "x" * 501}), 400, "invalid_request")


@pytest.mark.parametrize("path", ALL)
async def test_ten_at_most(client: httpx2.AsyncClient, pool: Pool, path: str) -> None:
    """There are at most ten completions, the first ten of their order."""
    names = [f"Same {letter}" for letter in "ponmlkjihgfedcba"]
    for name in names:
        seller = await add_seller(pool, name)
        record = await add_record(pool, name, genres=(name,), styles=(name,))
        await add_listing(pool, seller=seller, record=record, condition=name)
    assert await complete(client, path, "same") == sorted(names)[:10]


async def test_a_word_that_is_genre_and_style(client: httpx2.AsyncClient, pool: Pool) -> None:
    """A word used as a genre and as a style is returned once."""
    await add_record(pool, "1", genres=("Jazz",), styles=("Jazz",))
    assert await complete(client, GENRE, "ja") == ["Jazz"]


async def test_words_disappear_with_their_last_record(client: httpx2.AsyncClient, pool: Pool) -> None:
    """A genre or style is returned as long as one record has it."""
    one = await add_record(pool, "1", genres=("Jazz",), styles=("Bop",))
    other = await add_record(pool, "2", genres=("Jazz",), styles=("Bop", "Swing"))
    await pool.execute("DELETE FROM discogs_record WHERE id = $1", one)
    assert [await complete(client, path, "o") for path in (GENRE, STYLES)] == [["Bop"], ["Bop"]]
    assert await complete(client, GENRE, "jazz") == ["Jazz"]
    await pool.execute("UPDATE discogs_record SET genres = '[]', styles = '[\"Swing\"]' WHERE id = $1", other)
    assert await complete(client, GENRE, "jazz") == []
    assert await complete(client, STYLES, "o") == []
    assert await complete(client, STYLES, "sw") == ["Swing"]


async def test_grades_disappear_with_their_last_offer(client: httpx2.AsyncClient, pool: Pool) -> None:
    """A grade is returned as long as an offer for sale has it."""
    seller, record = await add_seller(pool, "shop"), await add_record(pool, "1")
    for price in ("1", "2"):
        await add_listing(pool, seller=seller, record=record, price=price, condition="Mint (M)")
    await pool.execute("UPDATE discogs_listing SET status = 'Delisted' WHERE record_price = 1")
    assert await complete(client, CONDITION, "mint") == ["Mint (M)"]
    await pool.execute("UPDATE discogs_listing SET media_condition = 'Fair (F)' WHERE record_price = 2")
    assert await complete(client, CONDITION, "mint") == []
    assert await complete(client, CONDITION, "fair") == ["Fair (F)"]
    await pool.execute("DELETE FROM discogs_listing")
    assert await complete(client, CONDITION, "fair") == []
