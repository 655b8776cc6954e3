"""An older database is migrated in place: faults are repaired, no rows are lost, nothing is done twice."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import asyncpg
import pytest

from alcove.apps.records import APP
from alcove.foundation.database import MigrationError, migrate
from integration.records.legacy.older_database import DJANGO, GENRES, GO, LONG, NAN, NM, VG, OldDatabase

DAY = date(2025, 6, 1)


async def migrate_older_tables(old: asyncpg.Connection, dsn: str) -> None:
    """Migrate the older database, then use Alcove's search path."""
    assert migrate(dsn, [APP.migrations])
    await old.execute("SET search_path = records, pg_temp")


async def read_listing(old: asyncpg.Connection, listing: int) -> dict[str, Any]:
    """Return an offer as responses show it."""
    offer: dict[str, Any] = json.loads(await old.fetchval("SELECT wire FROM discogs_listing WHERE id = $1", listing))
    return offer


async def test_migrating_twice_changes_nothing(old: asyncpg.Connection, empty_dsn: str) -> None:
    """The second migration applies nothing and leaves every row unchanged."""
    await old.execute(DJANGO)
    rows = OldDatabase(old)
    await rows.listing(await rows.seller("a"), await rows.record("1"))
    await migrate_older_tables(old, empty_dsn)
    before = await old.fetch("SELECT l.*, l.xmin FROM discogs_listing AS l")
    assert migrate(empty_dsn, [APP.migrations]) == []
    assert await old.fetch("SELECT l.*, l.xmin FROM discogs_listing AS l") == before


@pytest.mark.parametrize(("stored", "words"), GENRES)
async def test_genres_of_every_format_become_lists(
    old: asyncpg.Connection, empty_dsn: str, stored: str, words: list[str]
) -> None:
    """Arrays, JSON in a text, Python lists, plain words and NULL become lists of words."""
    await old.execute(DJANGO)
    await OldDatabase(old).record("1", genres=stored, styles=stored)
    await migrate_older_tables(old, empty_dsn)
    genres, styles, wire = await old.fetchrow("SELECT genres, styles, wire FROM discogs_record")
    assert json.loads(genres) == json.loads(styles) == json.loads(wire)["genres"] == words
    terms = await old.fetch("SELECT value FROM discogs_term WHERE kind = 'genre'")
    assert {row["value"] for row in terms} == set(words)


async def test_sellers_with_equal_names_are_merged(old: asyncpg.Connection, empty_dsn: str) -> None:
    """Names that differ in case or spaces share the oldest row, which gets the known currency."""
    await old.execute(DJANGO)
    rows = OldDatabase(old)
    first = await rows.seller("Vinyl Tap ", "")
    second = await rows.seller("VINYL TAP", "EUR")
    other = await rows.seller("vinyl tape", "SEK")
    record, another = await rows.record("1"), await rows.record("2")
    offers = [await rows.listing(first, record), await rows.listing(second, another), await rows.listing(other, record)]
    await migrate_older_tables(old, empty_dsn)
    sellers = await old.fetch("SELECT id, name, currency FROM discogs_seller ORDER BY id")
    assert [tuple(row) for row in sellers] == [(first, "Vinyl Tap", "EUR"), (other, "vinyl tape", "SEK")]
    assert [(await read_listing(old, offer))["seller"]["id"] for offer in offers] == [first, first, other]


async def test_duplicate_offers_are_merged_with_their_verdict(old: asyncpg.Connection, empty_dsn: str) -> None:
    """Of equal offers the judged one stays, kept before not kept; a pick of another copy refers to it."""
    await old.execute(DJANGO)
    rows = OldDatabase(old)
    seller, duplicate, record = await rows.seller("a", ""), await rows.seller("A"), await rows.record("1")
    picked = await rows.listing(seller, record, predicted_keeper=True)
    dropped = await rows.listing(duplicate, record, evaluated=True)
    kept_listing = await rows.listing(duplicate, record, evaluated=True, kept=True)
    worse = await rows.listing(seller, record, media_condition=VG)
    dearer = await rows.listing(seller, record, price="26.00")
    pick = await rows.pick(DAY, picked)
    vote = await rows.feedback(pick)
    await migrate_older_tables(old, empty_dsn)
    remaining_ids = [row["id"] for row in await old.fetch("SELECT id FROM discogs_listing ORDER BY id")]
    assert remaining_ids == [kept_listing, worse, dearer]
    assert dropped not in remaining_ids
    offer = await read_listing(old, kept_listing)
    assert (offer["evaluated"], offer["kept"]) == (True, True)
    assert await old.fetchval("SELECT listing_id FROM discogs_recordoftheday WHERE id = $1", pick) == kept_listing
    assert (
        await old.fetchval("SELECT record_of_the_day_id FROM discogs_recordofthedayfeedback WHERE id = $1", vote)
        == pick
    )
    assert await old.fetchval("SELECT unevaluated FROM discogs_counter") == 2


async def test_prices_are_kept_and_scored(old: asyncpg.Connection, empty_dsn: str) -> None:
    """Prices stay exact to the cent, larger ones fit afterwards, and what is not a number becomes NULL."""
    await old.execute(DJANGO)
    rows = OldDatabase(old)
    seller, record = await rows.seller("a"), await rows.record("1", wants=100, haves=50)
    in_range, top, free = [await rows.listing(seller, record, price=price) for price in ("25.99", "9999.99", "0.00")]
    wrong, below = await rows.listing(seller, record, price="NaN"), await rows.listing(seller, record, price="-1.00")
    await migrate_older_tables(old, empty_dsn)
    offer = await read_listing(old, in_range)
    assert (offer["record_price"], offer["score"]) == ("25.99", "22.86")
    assert (await read_listing(old, top))["record_price"] == "9999.99"
    assert (await read_listing(old, free))["record_price"] == "0.00"
    assert (await read_listing(old, min(wrong, below)))["record_price"] == ""
    await old.execute("UPDATE discogs_listing SET record_price = 450000 WHERE id = $1", top)
    assert (await read_listing(old, top))["record_price"] == "450000.00"
    assert await old.fetchval("SELECT score FROM discogs_listing WHERE record_price IS NULL LIMIT 1") == Decimal(0)


async def test_a_keeper_without_a_verdict_is_not_a_keeper(old: asyncpg.Connection, empty_dsn: str) -> None:
    """One older version stored every offer as kept; without a verdict it is not."""
    await old.execute(DJANGO)
    rows = OldDatabase(old)
    offer = await rows.listing(await rows.seller("a"), await rows.record("1"), kept=True)
    await migrate_older_tables(old, empty_dsn)
    assert (await read_listing(old, offer))["kept"] is False


async def test_numbers_without_a_json_form_are_repaired(old: asyncpg.Connection, empty_dsn: str) -> None:
    """With NaN and infinity in a pick, invalid votes, year 0 and negative counts, every response is valid JSON."""
    await old.execute(DJANGO)
    rows = OldDatabase(old)
    record = await rows.record("1", year=0, wants=-3, haves=-1, catno=None)
    offer = await rows.listing(await rows.seller("a"), record)
    pick = await rows.pick(
        DAY, offer, model_score=NAN, entropy_measure=float("inf"), utility_term=NAN, average_novelty=NAN,
        free_energy=None, desirability_votes='"[4, 2.5]"', novelty_votes='[5, "x", null]',
    )  # fmt: skip
    await rows.feedback(pick, desirability_rating=9, novelty_rating=0)
    await rows.metrics(accuracy=NAN)
    await rows.model()
    await migrate_older_tables(old, empty_dsn)
    wire = json.loads(await old.fetchval("SELECT wire FROM discogs_pick"), parse_constant=pytest.fail)
    assert (wire["model_score"], wire["entropy_measure"], wire["average_novelty"]) == (None, None, 0)
    assert (wire["desirability_votes"], wire["novelty_votes"]) == ([4, 2.5], [5])
    assert (wire["listing"]["record"]["year"], wire["listing"]["record"]["wants"]) == (None, 0)
    assert await old.fetchval("SELECT accuracy FROM discogs_accuracy") == 0
    ratings = await old.fetchrow("SELECT desirability_rating, novelty_rating FROM discogs_recordofthedayfeedback")
    assert tuple(ratings) == (5, 1)
    assert await old.fetchval("SELECT model_data FROM discogs_recommendationmodel") == b"\x80not a pickle"


async def test_texts_of_maximum_length_are_kept(old: asyncpg.Connection, empty_dsn: str) -> None:
    """Texts of 255 characters and a genre longer than any index entry are kept unchanged."""
    await old.execute(DJANGO)
    rows = OldDatabase(old)
    genre = LONG * 20
    record = await rows.record(
        LONG, artist=LONG, title=LONG, format=LONG, label=LONG * 9, catno=LONG, genres=json.dumps(genre)
    )
    offer = await rows.listing(await rows.seller(LONG, LONG), record, media_condition=LONG)
    await migrate_older_tables(old, empty_dsn)
    wire = await read_listing(old, offer)
    assert wire["record"]["label"] == LONG * 9
    assert wire["record"]["genres"] == [genre]
    assert wire["record"]["artist"] == wire["seller"]["name"] == wire["media_condition"] == LONG


async def test_other_programs_columns_and_tables_stay(old: asyncpg.Connection, empty_dsn: str) -> None:
    """Columns of another program are neither shown nor required in new rows; foreign tables do not change."""
    await old.execute(DJANGO + GO)
    rows = OldDatabase(old, stamped=True)
    offer = await rows.listing(await rows.seller("a"), await rows.record("1"))
    await migrate_older_tables(old, empty_dsn)
    wire = await read_listing(old, offer)
    assert "created_at" not in wire
    assert set(wire["seller"]) == {"id", "name", "currency"}
    await old.execute("INSERT INTO discogs_seller (name) VALUES ('new')")
    assert await old.fetchval("SELECT username FROM public.auth_user") == "owner"
    assert await old.fetchval("SELECT name FROM public.django_migrations") == "0009_average_desirability"


async def test_a_partly_migrated_database_is_completed(old: asyncpg.Connection, empty_dsn: str) -> None:
    """Without the columns of the last steps, and with NOT NULL terms, the final tables are the same."""
    await old.execute(DJANGO)
    await old.execute("""
        DROP TABLE discogs_recordofthedayfeedback;
        ALTER TABLE discogs_recordoftheday DROP COLUMN desirability_votes, DROP COLUMN novelty_votes,
            DROP COLUMN average_desirability, DROP COLUMN average_novelty, ALTER COLUMN utility_term SET NOT NULL;
        ALTER TABLE discogs_recommendationmodel DROP COLUMN scaler_data, DROP COLUMN model_version;
        ALTER TABLE discogs_recommendationmetrics DROP COLUMN notes;
    """)
    await migrate_older_tables(old, empty_dsn)
    await old.execute("INSERT INTO discogs_recommendationmetrics (accuracy, precision, num_samples) VALUES (1, 1, 1)")
    rows = OldDatabase(old)
    pick = await rows.pick(DAY, await rows.listing(await rows.seller("a"), await rows.record("1")), utility_term=None)
    assert await old.fetchval("SELECT novelty_votes FROM discogs_recordoftheday WHERE id = $1", pick) == "[3]"


async def test_incompatible_tables_stop_the_migration(old: asyncpg.Connection, empty_dsn: str) -> None:
    """A table of the same name with other columns stops the migration, and its rows stay unchanged."""
    await old.execute(
        "CREATE TABLE discogs_seller (id bigint PRIMARY KEY, title text); INSERT INTO discogs_seller VALUES (1)"
    )
    with pytest.raises(MigrationError, match=r"they lack discogs_seller\.currency, discogs_seller\.name"):
        migrate(empty_dsn, [APP.migrations])
    assert await old.fetchval("SELECT count(*) FROM public.discogs_seller") == 1


async def test_counters_and_terms_are_correct_after_the_migration(old: asyncpg.Connection, empty_dsn: str) -> None:
    """The values that triggers maintain are correct: records, offers, unjudged, genres, grades."""
    await old.execute(DJANGO)
    rows = OldDatabase(old)
    seller = await rows.seller("a")
    for number in range(5):
        record = await rows.record(str(number), genres='["Jazz"]', styles='"Bop"')
        await rows.listing(seller, record, evaluated=number == 0, media_condition=NM if number else VG)
    await migrate_older_tables(old, empty_dsn)
    counts = await old.fetchrow("SELECT records, listings, unevaluated FROM discogs_counter")
    assert tuple(counts) == (5, 5, 4)
    terms = await old.fetch("SELECT kind, value, uses FROM discogs_term ORDER BY kind, value")
    assert [tuple(row) for row in terms] == [
        ("condition", NM, 4),
        ("condition", VG, 1),
        ("genre", "Jazz", 5),
        ("style", "Bop", 5),
    ]
