"""A database that stores nothing for want of space: PostgreSQL itself raises the error of a full disk."""

from typing import Final

import psycopg

_REFUSE_WRITES: Final = """
CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
        WHERE schemaname NOT IN ('pg_catalog', 'information_schema') LOOP
        EXECUTE 'CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON ' || name || ' EXECUTE FUNCTION public.refuse()';
    END LOOP;
END $$
"""


def refuse_writes(dsn: str) -> None:
    """Let every INSERT and UPDATE fail as on a full disk; a deletion succeeds, as it mostly does there."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(_REFUSE_WRITES)
