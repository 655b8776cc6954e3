"""Rows of another database are imported once and completely, without changing newer rows here."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import asyncpg
import msgspec
import pytest

from alcove.apps.records.errors import Conflict, InvalidRequest, SourceUnreadable
from alcove.apps.records.legacy.service import ImportReport, import_legacy
from alcove.apps.records.legacy.store.source_tables import BATCH_SIZE
from alcove.foundation.database import Pool, connect
from fixtures.records.rows import add_listing, add_record, add_seller
from integration.records.legacy.older_database import DJANGO, GENRES, GO, NAN, NM, VG, OldDatabase
from support.postgres import replace_database

DAY = date(2025, 6, 1)


@pytest.fixture
async def theirs(empty_dsn: str) -> AsyncIterator[asyncpg.Connection]:
    """Yield a connection to the older database."""
    connection = await connect(empty_dsn)
    await connection.execute(DJANGO)
    yield connection
    await connection.close()


async def all_offers(pool: Pool) -> list[Any]:
    """Return all rows that an import may change, with their versions."""
    tables = (
        "seller",
        "record",
        "listing",
        "recordoftheday",
        "recordofthedayfeedback",
        "recommendationmetrics",
        "term",
    )
    return [await pool.fetch(f"SELECT t::text, t.xmin FROM discogs_{table} AS t ORDER BY 1") for table in tables]  # noqa: S608


async def offers(pool: Pool) -> list[dict[str, Any]]:
    """Return the offers as responses show them."""
    return [json.loads(row[0]) for row in await pool.fetch("SELECT wire FROM discogs_listing ORDER BY id")]


def list_added(report: ImportReport) -> list[int]:
    """Return the number of new rows of each kind."""
    return [tally.added for tally in kinds(report)]


def kinds(report: ImportReport) -> list[Any]:
    """Return the counts of a report."""
    return [report.sellers, report.records, report.offers, report.picks, report.votes, report.trainings]


async def fill(theirs: asyncpg.Connection) -> None:
    """Fill the older database with rows of every kind, including faulty ones."""
    rows = OldDatabase(theirs)
    first, duplicate = await rows.seller("Vinyl Tap", ""), await rows.seller("vinyl tap", "EUR")
    records = [await rows.record(str(number), genres=stored) for number, (stored, _) in enumerate(GENRES)]
    copies = [
        await rows.listing(first, records[0]),
        await rows.listing(duplicate, records[0], evaluated=True, kept=True),
        await rows.listing(duplicate, records[0], evaluated=True),
    ]
    await rows.listing(first, records[1], price="9999.99", kept=True)
    await rows.listing(first, records[2], price="NaN", media_condition=VG)
    pick = await rows.pick(DAY, copies[0], model_score=NAN)
    await rows.feedback(pick)
    await rows.metrics(accuracy=NAN)
    await rows.model()


async def test_all_rows_are_imported_and_repaired(
    pool: Pool, dsn: str, empty_dsn: str, theirs: asyncpg.Connection
) -> None:
    """Duplicate sellers and offers are merged with the best verdict, genres become lists, prices are exact."""
    await fill(theirs)
    report = await import_legacy(dsn, source=empty_dsn)
    assert [tally.read for tally in kinds(report)] == [2, len(GENRES), 5, 1, 1, 1]
    assert list_added(report) == [1, len(GENRES), 3, 1, 1, 1]
    assert (report.orphans, report.models_left) == (0, 1)
    assert [tuple(row) for row in await pool.fetch("SELECT name, currency FROM discogs_seller")] == [
        ("Vinyl Tap", "EUR")
    ]
    rows = await pool.fetch("SELECT genres FROM discogs_record ORDER BY discogs_id::integer")
    assert [json.loads(row["genres"]) for row in rows] == [words for _, words in GENRES]
    offers_by_id = {offer["record"]["discogs_id"]: offer for offer in await offers(pool)}
    assert (offers_by_id["0"]["record_price"], offers_by_id["0"]["evaluated"], offers_by_id["0"]["kept"]) == (
        "25.99",
        True,
        True,
    )
    assert (offers_by_id["0"]["score"], offers_by_id["1"]["record_price"], offers_by_id["1"]["kept"]) == (
        "22.86",
        "9999.99",
        False,
    )
    assert (offers_by_id["2"]["record_price"], offers_by_id["2"]["media_condition"]) == ("", VG)
    pick = await pool.fetchrow("SELECT date, listing_id, desirability_votes FROM discogs_recordoftheday")
    assert tuple(pick) == (DAY, offers_by_id["0"]["id"], "[4.5, 5]")
    vote = await pool.fetchrow("SELECT listing_id, desirability_rating FROM discogs_recordofthedayfeedback")
    assert tuple(vote) == (offers_by_id["0"]["id"], 4)
    assert await pool.fetchval("SELECT count(*) FROM discogs_recommendationmodel") == 0
    assert await pool.fetchval("SELECT listings FROM discogs_counter") == 3


async def test_importing_again_changes_nothing(
    pool: Pool, dsn: str, empty_dsn: str, theirs: asyncpg.Connection
) -> None:
    """A second import reads the same rows and writes none."""
    await fill(theirs)
    first = await import_legacy(dsn, source=empty_dsn)
    before = await all_offers(pool)
    second = await import_legacy(dsn, source=empty_dsn)
    assert [(tally.added, tally.changed) for tally in kinds(second)] == [(0, 0)] * 6
    assert [tally.read for tally in kinds(second)] == [tally.read for tally in kinds(first)]
    assert await all_offers(pool) == before


async def test_the_source_is_not_changed(dsn: str, empty_dsn: str, theirs: asyncpg.Connection) -> None:
    """The source is read in a read-only transaction: no row and no table changes."""
    await fill(theirs)
    sql = "SELECT l::text, l.xmin FROM discogs_listing AS l ORDER BY 1"
    before = await theirs.fetch(sql)
    await import_legacy(dsn, source=empty_dsn)
    assert await theirs.fetch(sql) == before
    assert await theirs.fetchval("SELECT count(*) FROM discogs_seller") == 2


async def test_existing_rows_are_only_completed(
    pool: Pool, dsn: str, empty_dsn: str, theirs: asyncpg.Connection
) -> None:
    """Missing values are filled in, existing texts and counts stay, the earlier first_seen is used."""
    seller = await add_seller(pool, "VINYL TAP", currency="")
    own_id = await add_record(
        pool, "1", artist="Mine", label="", genres=(), styles=("Bop",), year=None, wants=7, haves=0
    )
    await pool.execute("UPDATE discogs_record SET catno = NULL, details_at = NULL WHERE id = $1", own_id)
    rows = OldDatabase(theirs)
    old = await rows.record(
        "1", artist="Theirs", label="Found", catno="", genres='["Jazz"]', styles='["X"]', year=1959, wants=900
    )
    await rows.record("2", artist="", title="")
    await rows.listing(await rows.seller("vinyl tap", "SEK"), old)
    report = await import_legacy(dsn, source=empty_dsn)
    assert (report.sellers.changed, report.records.changed, report.records.added) == (1, 1, 1)
    offer = (await offers(pool))[0]
    assert offer["seller"] == {"id": seller, "name": "VINYL TAP", "currency": "SEK"}
    record = offer["record"]
    assert [record[name] for name in ("id", "artist", "label", "catno", "year", "wants", "haves")] == [
        own_id, "Mine", "Found", None, 1959, 7, 0,
    ]  # fmt: skip
    assert (record["genres"], record["styles"], record["added"]) == (["Jazz"], ["Bop"], "2025-02-03T04:05:06Z")
    assert await pool.fetchval("SELECT details_at IS NOT NULL FROM discogs_record WHERE id = $1", own_id)


async def test_a_scraped_offer_gets_the_imported_verdict(
    pool: Pool, dsn: str, empty_dsn: str, theirs: asyncpg.Connection
) -> None:
    """The same offer, known here by its listing id, gets the old verdict; one with a verdict here keeps its own."""
    seller, record = await add_seller(pool, "a"), await add_record(pool, "1")
    fresh = await add_listing(pool, seller=seller, record=record, discogs_listing_id=11)
    judged = await add_listing(pool, seller=seller, record=record, price="30", discogs_listing_id=12, evaluated=True)
    rows = OldDatabase(theirs)
    old_seller, old_record = await rows.seller("A"), await rows.record("1")
    await rows.listing(old_seller, old_record, evaluated=True, kept=True)
    await rows.listing(old_seller, old_record, price="30.00", evaluated=True, kept=True)
    report = await import_legacy(dsn, source=empty_dsn)
    assert (report.offers.added, report.offers.changed) == (0, 1)
    verdicts = {offer["id"]: (offer["evaluated"], offer["kept"]) for offer in await offers(pool)}
    assert verdicts == {fresh: (True, True), judged: (True, False)}


async def test_offers_are_matched_by_listing_id(
    pool: Pool, dsn: str, empty_dsn: str, theirs: asyncpg.Connection
) -> None:
    """Offers are matched by listing id; one without an id here gets it; delisted ones stay delisted."""
    await theirs.execute("""ALTER TABLE discogs_listing ADD COLUMN discogs_listing_id bigint, ADD COLUMN status text,
        ADD COLUMN original_price numeric, ADD COLUMN original_currency text, ADD COLUMN first_seen timestamptz""")
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    rows = OldDatabase(theirs)
    old_seller, old_record = await rows.seller("a"), await rows.record("1")
    extra: dict[str, Any] = {"status": "For Sale", "original_price": Decimal(20), "original_currency": "EUR"}
    await rows.listing(old_seller, old_record, price="99.00", discogs_listing_id=11, first_seen=long_ago, **extra)
    await rows.listing(old_seller, old_record, price="12.00", discogs_listing_id=12, evaluated=True, **extra)
    await rows.listing(old_seller, old_record, price="12.00", discogs_listing_id=13, **extra)
    await rows.listing(old_seller, old_record, price="14.00", discogs_listing_id=14, **(extra | {"status": "Delisted"}))
    seller, record = await add_seller(pool, "a"), await add_record(pool, "1")
    stored_listing = await add_listing(pool, seller=seller, record=record, price="25.99", discogs_listing_id=11)
    without_id = await add_listing(pool, seller=seller, record=record, price="12.00")
    report = await import_legacy(dsn, source=empty_dsn)
    assert report.offers.added == 2
    offers_by_id = {offer["discogs_listing_id"]: offer for offer in await offers(pool)}
    assert (offers_by_id[11]["id"], offers_by_id[11]["record_price"], offers_by_id[11]["first_seen"]) == (
        stored_listing,
        "25.99",
        "2020-01-01T00:00:00Z",
    )
    assert (offers_by_id[12]["id"], offers_by_id[12]["evaluated"]) == (without_id, True)
    assert (offers_by_id[13]["original_price"], offers_by_id[14]["status"]) == ("20.00", "Delisted")
    before = await all_offers(pool)
    await import_legacy(dsn, source=empty_dsn)
    assert await all_offers(pool) == before


async def test_tables_of_another_version_are_read(
    pool: Pool, dsn: str, empty_dsn: str, theirs: asyncpg.Connection
) -> None:
    """Timestamps are ignored, missing tables and columns are empty, and keepers without a verdict are not keepers."""
    await theirs.execute(GO)
    await theirs.execute("""ALTER TABLE discogs_record DROP COLUMN suggested_price, ALTER COLUMN genres DROP NOT NULL,
        ALTER COLUMN styles TYPE text USING styles::text, ALTER COLUMN wants TYPE bigint;
        ALTER TABLE discogs_listing ALTER COLUMN record_price TYPE double precision, DROP COLUMN predicted_keeper""")
    await theirs.execute("INSERT INTO discogs_seller VALUES (7, 'a', 'USD', now(), now())")
    await theirs.execute("""INSERT INTO discogs_record
        (id, discogs_id, artist, title, format, label, wants, haves, added, genres, styles, created_at, updated_at)
        VALUES (8, '1', 'x', 'y', 'LP', '', 5000000000, 0, now(), NULL, '["Bop"]', now(), now())""")
    await theirs.execute("""INSERT INTO discogs_listing
        (seller_id, record_id, record_price, media_condition, score, kept, evaluated, created_at, updated_at)
        VALUES (7, 8, 12345.678, 'Mint (M)', 0, true, false, now(), now())""")
    report = await import_legacy(dsn, source=empty_dsn)
    assert list_added(report) == [1, 1, 1, 0, 0, 0]
    offer = (await offers(pool))[0]
    assert (offer["record_price"], offer["kept"], offer["record"]["genres"]) == ("12345.68", False, [])
    assert (offer["record"]["styles"], offer["record"]["wants"]) == (["Bop"], 2147483647)


async def test_an_existing_pick_of_the_day_stays(
    pool: Pool, dsn: str, empty_dsn: str, theirs: asyncpg.Connection
) -> None:
    """If both have a record of the day, the one here stays; votes stay with their offer."""
    seller, record = await add_seller(pool, "a"), await add_record(pool, "1")
    own_id = await add_listing(pool, seller=seller, record=record, price="1.00")
    await pool.execute(
        """INSERT INTO discogs_recordoftheday (date, listing_id, model_score, entropy_measure, system_temperature)
           VALUES ($1, $2, 1, 0, 0)""", DAY, own_id,
    )  # fmt: skip
    rows = OldDatabase(theirs)
    offer = await rows.listing(await rows.seller("a"), await rows.record("2"))
    await rows.feedback(await rows.pick(DAY, offer))
    await rows.pick(date(2025, 6, 2), offer)
    report = await import_legacy(dsn, source=empty_dsn)
    assert (report.picks.read, report.picks.added, report.votes.added) == (2, 1, 1)
    picks = await pool.fetch("SELECT date, listing_id FROM discogs_recordoftheday ORDER BY date")
    theirs_here = await pool.fetchval("SELECT max(id) FROM discogs_listing")
    assert [tuple(row) for row in picks] == [(DAY, own_id), (date(2025, 6, 2), theirs_here)]
    vote = await pool.fetchrow("SELECT record_of_the_day_id, listing_id FROM discogs_recordofthedayfeedback")
    assert tuple(vote) == (None, theirs_here)


async def test_orphaned_offers_are_counted(dsn: str, empty_dsn: str, theirs: asyncpg.Connection) -> None:
    """Without foreign keys an offer may lack its seller or record: it is left out and reported."""
    await theirs.execute("""ALTER TABLE discogs_listing DROP CONSTRAINT discogs_listing_record_id_4a2f_fk,
        DROP CONSTRAINT discogs_listing_seller_id_9b1c_fk""")
    rows = OldDatabase(theirs)
    seller, record = await rows.seller("a"), await rows.record("1")
    await rows.listing(seller, record)
    await rows.listing(seller, 999)
    await rows.listing(999, record)
    report = await import_legacy(dsn, source=empty_dsn)
    assert (report.offers.read, report.offers.added, report.orphans) == (3, 1, 2)


async def test_progress_is_reported_per_batch(pool: Pool, dsn: str, empty_dsn: str, theirs: asyncpg.Connection) -> None:
    """Progress is reported batch by batch and adds up to all rows."""
    await theirs.execute("""INSERT INTO discogs_seller (name, currency) VALUES ('a', 'USD')""")
    await theirs.execute("""INSERT INTO discogs_record (discogs_id, artist, title, format, label, wants, haves, added,
            genres, styles, suggested_price)
        SELECT n::text, 'a', 't', 'LP', '', n, n, now(), '["Jazz"]', '[]', '' FROM generate_series(1, 2500) AS n""")
    await theirs.execute(
        """INSERT INTO discogs_listing (seller_id, record_id, record_price, media_condition, score, kept,
            evaluated, predicted_keeper)
        SELECT (SELECT id FROM discogs_seller), r.id, 10, $1, 0, false, false, false FROM discogs_record AS r""",
        NM,
    )
    progress: list[tuple[str, int]] = []
    await import_legacy(dsn, source=empty_dsn, on_progress=lambda table, rows: progress.append((table, rows)))
    assert [rows for table, rows in progress if table == "record"] == [BATCH_SIZE, BATCH_SIZE, 500]
    assert await pool.fetchval("SELECT listings FROM discogs_counter") == 2500


async def test_the_same_database_is_rejected(dsn: str) -> None:
    """An import from the database itself raises, with any notation of its address."""
    with pytest.raises(Conflict, match="is this one"):
        await import_legacy(dsn, source=dsn + "&application_name=other")


async def test_a_database_without_the_tables_is_rejected(dsn: str, empty_dsn: str) -> None:
    """The error has the names of the missing tables."""
    with pytest.raises(SourceUnreadable, match="discogs_seller, discogs_record, discogs_listing"):
        await import_legacy(dsn, source=empty_dsn)


async def test_a_table_without_a_required_column_is_rejected(
    dsn: str, empty_dsn: str, theirs: asyncpg.Connection
) -> None:
    """A price column of another name is reported instead of guessed."""
    await theirs.execute("ALTER TABLE discogs_listing RENAME record_price TO price")
    with pytest.raises(InvalidRequest, match="discogs_listing of that database has no record_price"):
        await import_legacy(dsn, source=empty_dsn)


@pytest.mark.parametrize("source", ["postgresql://127.0.0.1:1/x", "nonsense", ""])
async def test_an_invalid_or_unreachable_address_is_rejected(dsn: str, source: str) -> None:
    """The error has a message for people."""
    with pytest.raises(SourceUnreadable, match="cannot be reached"):
        await import_legacy(dsn, source=source)


async def test_a_missing_database_is_rejected(dsn: str) -> None:
    """A server without that database raises an error with a message."""
    with pytest.raises(SourceUnreadable, match="does not exist"):
        await import_legacy(dsn, source=replace_database(dsn, "no_such_database"))


async def test_the_report_is_json(dsn: str, empty_dsn: str, theirs: asyncpg.Connection) -> None:
    """The counts are available to scripts as numbers under stable names."""
    await fill(theirs)
    report = json.loads(msgspec.json.encode(await import_legacy(dsn, source=empty_dsn)))
    assert report["offers"] == {"read": 5, "added": 3, "changed": 0}
    assert set(report) == {"sellers", "records", "offers", "picks", "votes", "trainings", "orphans", "models_left"}
