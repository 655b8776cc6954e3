"""The ledger of applied migrations, `alcove.migrations`, and the one of yoyo that older versions kept instead."""

from collections.abc import Mapping, Sequence

import asyncpg

from alcove.foundation.database.errors import MigrationError, NewerDatabase, SchemaInUse
from alcove.foundation.database.migration_files import Migration, MigrationSource

SCHEMA = "alcove"

_CREATE = """
CREATE SCHEMA IF NOT EXISTS alcove;
CREATE TABLE IF NOT EXISTS alcove.migrations (
    id text PRIMARY KEY,
    schema text NOT NULL,
    checksum bytea,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE alcove.migrations IS 'Which migrations of Alcove this database has had.';
COMMENT ON COLUMN alcove.migrations.checksum IS 'SHA-256 of the file; NULL where an older version applied it.';
"""

_TAKE_OVER = """
INSERT INTO alcove.migrations (id, schema, applied_at)
SELECT migration_id, coalesce(known.schema, split_part(migration_id, '/', 1)), applied_at_utc AT TIME ZONE 'UTC'
FROM public._yoyo_migration
LEFT JOIN unnest($1::text[], $2::text[]) AS known (name, schema) ON known.name = split_part(migration_id, '/', 1)
WHERE migration_id LIKE '%/%'
"""

# Another program may use yoyo in the same database.
_FORGET = "DELETE FROM public._yoyo_migration WHERE migration_id LIKE '%/%'"
_DROP = "DROP TABLE IF EXISTS public._yoyo_migration, public._yoyo_log, public._yoyo_version, public.yoyo_lock"

_USED = """
SELECT * FROM (
    SELECT nspname AS name, pg_get_userbyid(nspowner) AS owner, pg_has_role(current_user, nspowner, 'USAGE') AS ours,
           EXISTS (SELECT FROM pg_class AS c WHERE c.relnamespace = n.oid
                   AND NOT (nspname = 'alcove' AND relname IN ('migrations', 'migrations_pkey'))) AS tables,
           EXISTS (SELECT FROM pg_proc WHERE pronamespace = n.oid)
           OR EXISTS (SELECT FROM pg_type WHERE typnamespace = n.oid AND typtype IN ('e', 'd', 'r')) AS others
    FROM pg_namespace AS n WHERE nspname = ANY ($1)
) AS found
WHERE NOT ours OR tables OR others
"""


async def applied(connection: asyncpg.Connection) -> dict[str, bytes | None]:
    """Return the applied ids with their checksums, from whichever ledger the database has."""
    if await connection.fetchval("SELECT to_regclass('alcove.migrations')") is not None:
        return dict(await connection.fetch("SELECT id, checksum FROM alcove.migrations"))
    if await _has_yoyo(connection):
        rows = await connection.fetch("SELECT migration_id FROM public._yoyo_migration WHERE migration_id LIKE '%/%'")
        return {row[0]: None for row in rows}
    return {}


def missing(wanted: Sequence[Migration], have: Mapping[str, bytes | None]) -> list[Migration]:
    """Return the migrations to apply; refuse a database that is newer than these, or was made by other texts."""
    _refuse_newer(wanted, have)
    for migration in wanted:
        before, checksum = have.get(migration.id), migration.checksum()
        if None not in (before, checksum) and before != checksum:
            raise MigrationError(
                f"{migration.path}: this file has changed since it was applied to this database. Applied migrations"
                " never change: restore the file, and put the change into a new one"
            )
    return [migration for migration in wanted if migration.id not in have]


def _refuse_newer(wanted: Sequence[Migration], have: Mapping[str, bytes | None]) -> None:
    known = {migration.id for migration in wanted}
    names = {_source(migration.id) for migration in wanted}
    unknown = sorted(name for name in have if name not in known and _source(name) in names)
    if unknown:
        more = f" and {len(unknown) - 1} more" if len(unknown) > 1 else ""
        raise NewerDatabase(
            f"this database belongs to a newer version of Alcove: it has had the migration {unknown[0]}{more}, which"
            " this version does not know. Start the newer version, or go back with the backup that it made before"
            " (the folder `backups` of the data directory; see docs/guides/backup-and-restore.md)"
        )


async def prepare(
    connection: asyncpg.Connection, sources: Sequence[MigrationSource], *, pending: Sequence[Migration]
) -> None:
    """Create the ledger, with what yoyo's says, in the caller's transaction; refuse schemas that others use."""
    fresh = await connection.fetchval("SELECT to_regclass('alcove.migrations')") is None
    await _refuse_used(connection, {migration.schema for migration in pending} | {SCHEMA}, fresh=fresh)
    await connection.execute(_CREATE)
    # Once taken over, what an older version that was started again leaves there is not ours.
    if fresh and await _has_yoyo(connection):
        names = [source.name for source in sources], [source.schema for source in sources]
        await connection.execute(_TAKE_OVER, *names)
        await connection.execute(_FORGET)
        if not await connection.fetchval("SELECT EXISTS (SELECT FROM public._yoyo_migration)"):
            await connection.execute(_DROP)


async def enter(connection: asyncpg.Connection, migration: Migration) -> None:
    """Record that a migration has been applied, and with it those that it contains."""
    await connection.execute(
        "INSERT INTO alcove.migrations (id, schema, checksum) SELECT unnest($1::text[]), $2, $3",
        [migration.id, *migration.contains],
        migration.schema,
        migration.checksum(),
    )


async def _refuse_used(connection: asyncpg.Connection, schemas: set[str], *, fresh: bool) -> None:
    """Refuse a schema of ours that holds what is not ours: it would be changed and closed to its owner."""
    ours: set[str] = set()
    if not fresh:
        # What was taken over from yoyo has no checksum, and no schema of its own yet.
        rows = await connection.fetch("SELECT DISTINCT schema FROM alcove.migrations WHERE checksum IS NOT NULL")
        ours = {row[0] for row in rows}
    for row in await connection.fetch(_USED, sorted(schemas - ours)):
        things = "tables" if row["tables"] else "functions or types"
        why = f"holds {things} that are not Alcove's" if row["ours"] else f"belongs to the role {row['owner']}"
        raise SchemaInUse(
            f"the schema {row['name']} of this database {why}, and Alcove needs it for its own tables: give Alcove"
            " another database, or rename that schema"
        )


async def _has_yoyo(connection: asyncpg.Connection) -> bool:
    place = await connection.fetchval("""
        SELECT nspname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
        WHERE c.oid = coalesce(to_regclass('public._yoyo_migration'), to_regclass('_yoyo_migration'))""")
    if place not in {None, "public"}:
        raise MigrationError(
            f"an older version kept Alcove's tables in the schema {place}: move them to public first"
            " (ALTER TABLE ... SET SCHEMA public), from where they are taken over"
        )
    return place is not None


def _source(migration_id: str) -> str:
    return migration_id.partition("/")[0]
