"""An older program that shares the database uses the old names, which are views in `public`."""

import json
from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal

import asyncpg
import pytest

from alcove.apps.records import APP
from alcove.foundation.database import migrate
from integration.records.legacy.older_database import DJANGO, GO, NM, THEN, OldDatabase

TABLES = ("record", "seller", "listing", "recommendationmodel", "recommendationmetrics", "recordoftheday",
          "recordofthedayfeedback")  # fmt: skip


@pytest.fixture
async def django(old: asyncpg.Connection, empty_dsn: str) -> AsyncIterator[asyncpg.Connection]:
    """Yield a connection of an older program to its migrated database."""
    await old.execute(DJANGO)
    rows = OldDatabase(old)
    await rows.listing(await rows.seller("before"), await rows.record("1"))
    migrate(empty_dsn, [APP.migrations])
    program = await asyncpg.connect(empty_dsn)
    yield program
    await program.close()


async def test_an_older_program_can_read_and_write(django: asyncpg.Connection) -> None:
    """Its INSERT ... RETURNING id, SELECT, UPDATE and DELETE work on the old names and change our tables."""
    rows = OldDatabase(django)
    seller, record = await rows.seller("after"), await rows.record("2", genres='["Jazz"]')
    offer = await rows.listing(seller, record, price="12.50")
    pick = await rows.pick(date(2026, 1, 2), offer)
    vote = await rows.feedback(pick)
    await rows.metrics(accuracy=0.9)
    await rows.model(last_accuracy=0.9)
    assert (seller, record, offer, pick, vote) == (2, 2, 2, 1, 1)
    row = await django.fetchrow("""
        SELECT "discogs_listing"."id", "discogs_listing"."record_price", "discogs_record"."title"
        FROM "discogs_listing" INNER JOIN "discogs_record" ON ("discogs_listing"."record_id" = "discogs_record"."id")
        WHERE "discogs_listing"."seller_id" = 2 ORDER BY "discogs_listing"."score" DESC LIMIT 21 FOR UPDATE""")
    assert tuple(row) == (offer, Decimal("12.50"), "A Title")
    status = await django.execute(
        'UPDATE "discogs_listing" SET "kept" = true, "evaluated" = true WHERE "discogs_listing"."id" = 2'
    )
    assert status == "UPDATE 1"
    wire = json.loads(await django.fetchval("SELECT wire FROM records.discogs_listing WHERE id = 2"))
    assert (wire["kept"], wire["record"]["genres"], wire["record_price"]) == (True, ["Jazz"], "12.50")
    assert await django.fetchval("SELECT listings FROM records.discogs_counter") == 2
    assert await django.execute('DELETE FROM "discogs_recordofthedayfeedback" WHERE "id" = 1') == "DELETE 1"
    assert await django.execute('DELETE FROM "discogs_recordoftheday" WHERE "id" IN (1)') == "DELETE 1"
    assert await django.execute('DELETE FROM "discogs_listing" WHERE "id" = 2') == "DELETE 1"
    assert await django.fetchval("SELECT listings FROM records.discogs_counter") == 1


async def test_upsert_works_through_a_view(django: asyncpg.Connection) -> None:
    """INSERT ... ON CONFLICT works on the old name."""
    sql = """
        INSERT INTO discogs_record (discogs_id, artist, title, format, label, wants, haves, added, genres, styles,
            suggested_price)
        VALUES ('1', 'New', 'T', 'LP', '', 1, 1, now(), '[]', '[]', '')
        ON CONFLICT (discogs_id) DO UPDATE SET artist = excluded.artist RETURNING id"""
    assert await django.fetchval(sql) == 1
    assert await django.fetchval("SELECT artist FROM records.discogs_record") == "New"


async def test_columns_of_the_other_program_are_in_the_views(old: asyncpg.Connection, empty_dsn: str) -> None:
    """Columns that only another program uses are in the views, and it writes them as before."""
    await old.execute(DJANGO + GO)
    await OldDatabase(old, stamped=True).seller("a")
    migrate(empty_dsn, [APP.migrations])
    rows = OldDatabase(old, stamped=True)
    await rows.listing(await rows.seller("b"), await rows.record("1"))
    assert await old.fetchval("SELECT updated_at FROM discogs_seller WHERE name = 'b'") == THEN


async def test_another_role_needs_privileges_on_the_views_only(old: asyncpg.Connection, empty_dsn: str) -> None:
    """A program with another role can write after a GRANT on the views: triggers have the owner's privileges."""
    await old.execute(DJANGO)
    migrate(empty_dsn, [APP.migrations])
    role = f"program_{await old.fetchval('SELECT current_database()')}"
    await old.execute(f'CREATE ROLE "{role}"; SET ROLE "{role}"')
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await old.fetch("SELECT * FROM discogs_listing")
    await old.execute("RESET ROLE")
    for table in TABLES:
        await old.execute(f'GRANT SELECT, INSERT, UPDATE, DELETE ON public.discogs_{table} TO "{role}"')
    await old.execute(f'SET ROLE "{role}"')
    rows = OldDatabase(old)
    offer = await rows.listing(await rows.seller("a"), await rows.record("1", genres='["Jazz"]'))
    assert await old.fetchval("SELECT media_condition FROM discogs_listing WHERE id = $1", offer) == NM
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await old.fetch("SELECT * FROM records.discogs_term")
    await old.execute(f'RESET ROLE; DROP OWNED BY "{role}"; DROP ROLE "{role}"')


async def test_a_new_database_has_no_old_names_by_default(pool: asyncpg.Pool) -> None:
    """In a new database `public` has none of the old names, and one call creates the views."""
    views = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname LIKE 'discogs%'"
    assert await pool.fetchval(views) == 0
    await pool.execute("SELECT records.discogs_keep_old_names()")
    assert await pool.fetchval(views) == len(TABLES)
    await pool.execute("INSERT INTO public.discogs_seller (name) VALUES ('a')")
    assert await pool.fetchval("SELECT name FROM discogs_seller") == "a"


async def test_a_database_migrated_by_an_earlier_version_gets_the_views(
    old: asyncpg.Connection, empty_dsn: str
) -> None:
    """If another program's tables are beside ours, an upgrade creates the views, too."""
    await old.execute(DJANGO)
    rows = OldDatabase(old)
    offer = await rows.listing(await rows.seller("a"), await rows.record("1"))
    await old.execute("CREATE TABLE _yoyo_migration (migration_hash text, migration_id text, applied_at_utc timestamp)")
    for path in sorted(APP.migrations.path.glob("000[1-6]_*.sql")):
        await old.execute(path.read_text())
        await old.execute("INSERT INTO _yoyo_migration VALUES ('', $1, now())", f"records/{path.stem}")
    assert migrate(empty_dsn, [APP.migrations])[:2] == ["records/0000_schema", "records/0007_old_names"]
    assert await old.fetchval("SELECT id FROM public.discogs_listing") == offer
    assert await rows.seller("b") == 2
