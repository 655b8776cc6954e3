"""A database that an older program shares is sealed like any other, whatever lies in its `public`."""

import asyncpg
import psycopg
import pytest

from alcove.foundation.database import connect, migrate, open_pool
from fixtures.records.rows import add_listing, add_record, add_seller
from integration.database import privileges
from integration.records.legacy.older_database import DJANGO
from support.postgres import migration_sources

PLANTED = """
CREATE TABLE public.discogs_listing (id bigint, wire text); INSERT INTO public.discogs_listing VALUES (-1, 'theirs');
CREATE TABLE public.discogs_term (kind text, value text, uses integer);
CREATE FUNCTION public.lower(varchar) RETURNS text LANGUAGE sql AS $$ SELECT 'theirs' $$;
CREATE FUNCTION public.discogs_score(integer, integer, numeric) RETURNS numeric LANGUAGE sql AS $$ SELECT 666.0 $$;
CREATE FUNCTION public.discogs_text_array(jsonb) RETURNS jsonb LANGUAGE sql AS $$ SELECT '["theirs"]'::jsonb $$;
"""


async def test_no_other_role_reaches_an_adopted_table(empty_dsn: str) -> None:
    """Neither the tables nor the views by their old names are read by anon, authenticated and service_role."""
    privileges.grant_default_privileges(empty_dsn)
    _run(empty_dsn, DJANGO)
    migrate(empty_dsn, migration_sources())
    assert await privileges.check_no_privileges(empty_dsn) == {"public", *privileges.SCHEMAS}


@pytest.fixture
def occupied_schema_dsn(dsn: str) -> str:
    """Return a migrated database in whose `public` there are tables and functions with our names."""
    _run(dsn, PLANTED)
    return dsn


async def test_what_lies_in_public_is_not_looked_at(occupied_schema_dsn: str) -> None:
    """Tables and functions with our names, and better matching ones for PostgreSQL's, are not picked up."""
    pool = await open_pool(occupied_schema_dsn)
    record = await add_record(pool, "1", genres=("Jazz",))
    await add_listing(pool, seller=await add_seller(pool, "A Seller"), record=record)
    assert await pool.fetchval("SELECT count(*) FROM discogs_listing WHERE score BETWEEN 20 AND 25") == 1
    assert await pool.fetchval("SELECT lower(name) FROM discogs_seller") == "a seller"
    assert await pool.fetchval("SELECT genres::text FROM discogs_record") == '["Jazz"]'
    await pool.close()


async def test_a_trigger_looks_into_its_own_schema(occupied_schema_dsn: str) -> None:
    """In a session that looks into `public` alone, a write still runs our triggers with our tables and functions."""
    connection = await asyncpg.connect(occupied_schema_dsn, server_settings={"search_path": "public"})
    await connection.execute("""
        INSERT INTO records.discogs_record (discogs_id, artist, title, genres) VALUES ('1', 'a', 't', '["Jazz"]');
        INSERT INTO records.discogs_seller (name) VALUES ('s');
        INSERT INTO records.discogs_listing (seller_id, record_id, record_price, media_condition)
            SELECT s.id, r.id, 5, 'VG' FROM records.discogs_seller AS s, records.discogs_record AS r""")
    assert await connection.fetchval("SELECT uses FROM records.discogs_term WHERE value = 'Jazz'") == 1
    assert await connection.fetchval("SELECT score FROM records.discogs_listing") < 100
    assert await connection.fetchval("SELECT count(*) FROM discogs_term") == 0
    await connection.close()


async def test_a_reader_without_rights_on_the_ledger_uses_its_own_path(empty_dsn: str) -> None:
    """Somebody who may only read the old names of a shared database connects, and finds those."""
    _run(empty_dsn, DJANGO)
    migrate(empty_dsn, migration_sources())
    owner = await asyncpg.connect(empty_dsn)
    name = (await owner.fetchval("SELECT current_database()")).replace("test", "reader")
    await owner.execute(f'CREATE ROLE "{name}" LOGIN; GRANT SELECT ON public.discogs_seller TO "{name}"')
    reader = await connect(empty_dsn.replace("alcove@", f"{name}@", 1))
    assert await reader.fetch("SELECT * FROM discogs_seller") == []
    await reader.close()
    await owner.execute(f'DROP OWNED BY "{name}"; DROP ROLE "{name}"')
    await owner.close()


def _run(dsn: str, sql: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(sql.encode())
