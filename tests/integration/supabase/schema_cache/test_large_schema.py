"""A schema with thousands of tables and views is loaded quickly, and its cache is small."""

import time
import tracemalloc

import psycopg
import pytest

from alcove.foundation.database import connect
from alcove.wires.supabase.rest.config.model import RestConfig
from alcove.wires.supabase.rest.schema_cache.load import build_schema_cache
from alcove.wires.supabase.rest.schema_cache.store.snapshot import read_catalog

TABLES = 2_000
MOST_SECONDS = 10.0
MOST_BYTES = 8_000_000

# Each table refers to the one before it; every fourth has a view with a subquery.
_CREATE = """
DO $$
BEGIN
    FOR number IN 0..1999 LOOP
        EXECUTE format('CREATE TABLE t%1$s (id int PRIMARY KEY, parent int REFERENCES t%2$s, name text NOT NULL,'
            ' a%1$s numeric, b date, c text, d boolean DEFAULT false, e timestamptz DEFAULT now(), f jsonb, g uuid)',
            number, greatest(number - 1, 0));
        IF number % 4 = 0 THEN
            EXECUTE format('CREATE VIEW v%1$s AS SELECT t.*, (SELECT count(*) FROM t0) AS rows FROM t%1$s t', number);
        END IF;
        IF number % 100 = 99 THEN
            COMMIT;
        END IF;
    END LOOP;
END
$$
"""


@pytest.mark.slow
async def test_a_large_schema(empty_dsn: str) -> None:
    """Reading and building take seconds, not minutes, and the cache takes a few kilobytes for each table."""
    with psycopg.connect(empty_dsn, autocommit=True) as database:
        database.execute(_CREATE)
    connection = await connect(empty_dsn)
    started = time.perf_counter()
    catalog, view_columns = await read_catalog(connection, schemas=("public",), extra_schemas=("public",))
    read = time.perf_counter() - started
    tracemalloc.start()
    started = time.perf_counter()
    cache = build_schema_cache(catalog, view_columns=view_columns, config=RestConfig())
    built = time.perf_counter() - started
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    await connection.close()
    assert len(cache.tables) == TABLES * 5 // 4
    assert sum(len(rels) for rels in cache.relationships.values()) > TABLES * 2
    assert read + built < MOST_SECONDS
    assert size < MOST_BYTES
