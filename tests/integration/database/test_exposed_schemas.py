"""Migrations that create objects in a schema of other programs, and grants that outlive later migrations."""

from pathlib import Path

import psycopg
import pytest

from alcove.foundation.database import MigrationSource, SchemaInUse, connect, migrate

from . import lease_processes, privileges

FILE = """
CREATE SCHEMA IF NOT EXISTS shelf;
CREATE TYPE public.fruit AS ENUM ('apple', 'pear');
CREATE TABLE public.basket (fruit public.fruit);
CREATE FUNCTION public.count_fruit() RETURNS bigint LANGUAGE sql RETURN (SELECT count(*) FROM public.basket);
CREATE TABLE orchard.tree ();
"""
GRANT = """
CREATE FUNCTION orchard.height() RETURNS int LANGUAGE sql RETURN 3;
INSERT INTO alcove.kept_grants VALUES
    ('orchard', 'SCHEMA orchard', 'USAGE', 'anon'), ('orchard', 'FUNCTION orchard.height()', 'EXECUTE', 'anon'),
    ('orchard', 'FUNCTION orchard.height()', 'EXECUTE', 'role that does not exist');
"""


def write_source(folder: Path, **files: str) -> MigrationSource:
    """Write migrations that expose `public`."""
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name.removeprefix('m')}.sql").write_text(text)
    return MigrationSource("orchard", folder, exposes=("public",))


async def test_exposed_objects_are_not_searched_and_are_recorded(empty_dsn: str, tmp_path: Path) -> None:
    """The objects are created in `public`, which our connections still do not search."""
    migrate(empty_dsn, [write_source(tmp_path / "files", m0001_first=FILE)])
    recorded = lease_processes.query(empty_dsn, "SELECT concat(kind, ' ', name) FROM alcove.exposed_objects ORDER BY 1")
    assert recorded == ["FUNCTION count_fruit", "SCHEMA ", "TABLE basket", "TYPE fruit"]
    connection = await connect(empty_dsn)
    assert "public" not in await connection.fetchval("SHOW search_path")
    await connection.close()


@pytest.mark.parametrize(
    "existing",
    [
        "CREATE TABLE public.basket ()", "CREATE VIEW public.basket AS SELECT 1 AS x",
        "CREATE DOMAIN public.fruit AS text", "CREATE SEQUENCE public.basket",
        "CREATE FUNCTION public.count_fruit(x int) RETURNS int LANGUAGE sql RETURN 1",
    ],
)  # fmt: skip
def test_a_name_that_exists_is_refused_before_anything_is_created(
    empty_dsn: str, tmp_path: Path, existing: str
) -> None:
    """An object of another program with one of the names stops all migrations, and the text says what to do."""
    with psycopg.connect(empty_dsn, autocommit=True) as connection:
        connection.execute(existing.encode())
    earlier = tmp_path / "earlier"
    earlier.mkdir()
    (earlier / "0001_pond.sql").write_text("CREATE TABLE pond.fish ()")
    sources = [MigrationSource("pond", earlier), write_source(tmp_path / "files", m0001_first=FILE)]
    with pytest.raises(SchemaInUse, match=r"already has public\.\w+.*ALCOVE_APPS"):
        migrate(empty_dsn, sources)
    schemas = "SELECT nspname::text FROM pg_namespace WHERE nspname IN ('alcove', 'pond', 'orchard')"
    assert lease_processes.query(empty_dsn, schemas) == []


def test_other_objects_in_the_schema_stay(empty_dsn: str, tmp_path: Path) -> None:
    """Another program's table with its privileges, and a schema that exists, are left alone."""
    with psycopg.connect(empty_dsn, autocommit=True) as connection:
        connection.execute(
            "CREATE TABLE public.other (); GRANT SELECT ON public.other TO PUBLIC; CREATE SCHEMA shelf;"
            " CREATE TABLE shelf.book ()"
        )
    migrate(empty_dsn, [write_source(tmp_path / "files", m0001_first=FILE)])
    kept = (
        "SELECT has_table_privilege('pg_monitor', 'public.other', 'SELECT') AND to_regclass('shelf.book') IS NOT NULL"
    )
    assert lease_processes.query(empty_dsn, kept) == [True]


def test_kept_grants_outlive_later_migrations(empty_dsn: str, tmp_path: Path) -> None:
    """A later migration revokes everything except what is recorded; a role that is gone is skipped."""
    privileges.grant_default_privileges(empty_dsn)
    folder = tmp_path / "files"
    migrate(empty_dsn, [write_source(folder, m0001_first=FILE, m0002_grant=GRANT)])
    more = "GRANT CREATE ON SCHEMA orchard TO anon; GRANT SELECT ON orchard.tree TO anon"
    migrate(empty_dsn, [write_source(folder, m0003_more=more)])
    granted = """
        SELECT ARRAY[
            has_schema_privilege('anon', 'orchard', 'USAGE'), has_schema_privilege('anon', 'orchard', 'CREATE'),
            has_function_privilege('anon', 'orchard.height()', 'EXECUTE'),
            has_table_privilege('anon', 'orchard.tree', 'SELECT'),
            has_function_privilege('authenticated', 'orchard.height()', 'EXECUTE')]"""
    assert lease_processes.query(empty_dsn, granted) == [[True, False, True, False, False]]
