"""A database that an older program shares is as secure as any other, whatever is in `public`."""

import asyncpg
import psycopg
import pytest

from alcove.foundation.database import connect, migrate, open_pool
from fixtures.records.rows import add_listing, add_record, add_seller
from integration.database import privileges
from integration.records.legacy.older_database import DJANGO
from support.postgres import migration_sources

FOREIGN_OBJECTS = """
CREATE TABLE public.discogs_listing (id bigint, wire text); INSERT INTO public.discogs_listing VALUES (-1, 'theirs');
CREATE TABLE public.discogs_term (kind text, value text, uses integer);
CREATE FUNCTION public.lower(varchar) RETURNS text LANGUAGE sql AS $$ SELECT 'theirs' $$;
CREATE FUNCTION public.discogs_score(integer, integer, numeric) RETURNS numeric LANGUAGE sql AS $$ SELECT 666.0 $$;
CREATE FUNCTION public.discogs_text_array(jsonb) RETURNS jsonb LANGUAGE sql AS $$ SELECT '["theirs"]'::jsonb $$;
"""


async def test_other_roles_cannot_read_migrated_tables(empty_dsn: str) -> None:
    """anon, authenticated and service_role can read neither the tables nor the views of the old names."""
    privileges.grant_default_privileges(empty_dsn)
    _run(empty_dsn, DJANGO)
    migrate(empty_dsn, migration_sources())
    assert await privileges.check_no_privileges(empty_dsn) == {"public", *privileges.SCHEMAS}


@pytest.fixture
def occupied_schema_dsn(dsn: str) -> str:
    """Return a migrated database whose `public` has tables and functions with our names."""
    _run(dsn, FOREIGN_OBJECTS)
    return dsn


async def test_objects_in_public_are_ignored(occupied_schema_dsn: str) -> None:
    """Tables and functions with our names, and overloads of PostgreSQL's functions, are not used."""
    pool = await open_pool(occupied_schema_dsn)
    record = await add_record(pool, "1", genres=("Jazz",))
    await add_listing(pool, seller=await add_seller(pool, "A Seller"), record=record)
    assert await pool.fetchval("SELECT count(*) FROM discogs_listing WHERE score BETWEEN 20 AND 25") == 1
    assert await pool.fetchval("SELECT lower(name) FROM discogs_seller") == "a seller"
    assert await pool.fetchval("SELECT genres::text FROM discogs_record") == '["Jazz"]'
    await pool.close()


async def test_a_trigger_uses_its_own_schema(occupied_schema_dsn: str) -> None:
    """In a session with the search path `public`, a write runs our triggers with our tables and functions."""
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


async def test_a_reader_without_privileges_on_the_history_uses_its_own_path(empty_dsn: str) -> None:
    """A role that may only read the old names of a shared database can connect and read them."""
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
