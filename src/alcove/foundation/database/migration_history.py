"""The history of applied migrations: the table `alcove.migrations`, and yoyo's tables of older versions."""

from collections.abc import Collection, Mapping, Sequence

import asyncpg

from alcove.foundation.database import exposed_schemas
from alcove.foundation.database.errors import MigrationError, NewerDatabase, SchemaInUse
from alcove.foundation.database.migration_files import Migration, MigrationSource

SCHEMA = "alcove"

_CREATE_TABLE = """
CREATE SCHEMA IF NOT EXISTS alcove;
CREATE TABLE IF NOT EXISTS alcove.migrations (
    id text PRIMARY KEY,
    schema text NOT NULL,
    checksum bytea,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE alcove.migrations IS 'Which migrations of Alcove this database has had.';
COMMENT ON COLUMN alcove.migrations.checksum IS 'SHA-256 of the file; NULL where an older version applied it.';
CREATE TABLE IF NOT EXISTS alcove.kept_grants (
    schema text NOT NULL,
    target text NOT NULL,
    privilege text NOT NULL,
    grantee text NOT NULL,
    PRIMARY KEY (target, privilege, grantee)
);
COMMENT ON TABLE alcove.kept_grants IS 'Privileges of other roles on our schemas; all others are revoked.';
COMMENT ON COLUMN alcove.kept_grants.target IS 'As GRANT names it, such as FUNCTION auth.uid().';
"""

_IMPORT_YOYO = """
INSERT INTO alcove.migrations (id, schema, applied_at)
SELECT migration_id, coalesce(known.schema, split_part(migration_id, '/', 1)), applied_at_utc AT TIME ZONE 'UTC'
FROM public._yoyo_migration
LEFT JOIN unnest($1::text[], $2::text[]) AS known (name, schema) ON known.name = split_part(migration_id, '/', 1)
WHERE migration_id LIKE '%/%'
"""

# Only our rows: another program may use yoyo in the same database.
_DELETE_YOYO_ROWS = "DELETE FROM public._yoyo_migration WHERE migration_id LIKE '%/%'"
_DROP_YOYO_TABLES = (
    "DROP TABLE IF EXISTS public._yoyo_migration, public._yoyo_log, public._yoyo_version, public.yoyo_lock"
)

_OWN_TABLES = ("migrations", "kept_grants", "exposed_objects")
_OWN_RELATIONS = [*_OWN_TABLES, *(f"{table}_pkey" for table in _OWN_TABLES)]

_FIND_FOREIGN_OBJECTS = """
SELECT * FROM (
    SELECT nspname AS name, pg_get_userbyid(nspowner) AS owner, pg_has_role(current_user, nspowner, 'USAGE') AS ours,
           EXISTS (SELECT FROM pg_class AS c WHERE c.relnamespace = n.oid
                   AND NOT (nspname = 'alcove' AND relname = ANY ($2))) AS tables,
           EXISTS (SELECT FROM pg_proc WHERE pronamespace = n.oid)
           OR EXISTS (SELECT FROM pg_type WHERE typnamespace = n.oid AND typtype IN ('e', 'd', 'r')) AS others
    FROM pg_namespace AS n WHERE nspname = ANY ($1)
) AS found
WHERE NOT ours OR tables OR others
"""


async def read_applied(connection: asyncpg.Connection) -> dict[str, bytes | None]:
    """Return the checksums of the applied migrations by id, from our table or else from yoyo's."""
    if await connection.fetchval("SELECT to_regclass('alcove.migrations')") is not None:
        return dict(await connection.fetch("SELECT id, checksum FROM alcove.migrations"))
    if await _has_yoyo(connection):
        rows = await connection.fetch("SELECT migration_id FROM public._yoyo_migration WHERE migration_id LIKE '%/%'")
        return {row[0]: None for row in rows}
    return {}


def find_pending(migrations: Sequence[Migration], applied: Mapping[str, bytes | None]) -> list[Migration]:
    """Return the migrations that are not applied.

    NewerDatabase when unknown migrations are applied; MigrationError when an applied file has changed.
    """
    check_not_newer(migrations, applied)
    for migration in migrations:
        applied_checksum, checksum = applied.get(migration.id), migration.checksum()
        if None not in (applied_checksum, checksum) and applied_checksum != checksum:
            raise MigrationError(
                f"{migration.path}: this file has changed since it was applied to this database. Applied migrations"
                " never change: restore the file, and put the change into a new one"
            )
    return [migration for migration in migrations if migration.id not in applied]


def check_not_newer(migrations: Sequence[Migration], applied: Collection[str]) -> None:
    """Raise NewerDatabase when unknown migrations are applied."""
    known = {migration.id for migration in migrations}
    sources = {_source(migration.id) for migration in migrations}
    unknown = sorted(name for name in applied if name not in known and _source(name) in sources)
    if unknown:
        others = f" and {len(unknown) - 1} more" if len(unknown) > 1 else ""
        raise NewerDatabase(
            f"this database belongs to a newer version of Alcove: it has had the migration {unknown[0]}{others}, which"
            " this version does not know. Start the newer version, or go back with the backup that it made before"
            " (the folder `backups` of the data directory; see docs/guides/backup-and-restore.md)"
        )


async def create_table(
    connection: asyncpg.Connection, sources: Sequence[MigrationSource], *, pending: Sequence[Migration]
) -> None:
    """Create the history table in the caller's transaction and import yoyo's history; SchemaInUse."""
    is_new = await connection.fetchval("SELECT to_regclass('alcove.migrations')") is None
    await _check_schemas_unused(connection, {migration.schema for migration in pending} | {SCHEMA}, is_new=is_new)
    await connection.execute(_CREATE_TABLE + exposed_schemas.CREATE_TABLE)
    # Only once: rows that an older version adds later must not be imported.
    if is_new and await _has_yoyo(connection):
        names = [source.name for source in sources], [source.schema for source in sources]
        await connection.execute(_IMPORT_YOYO, *names)
        await connection.execute(_DELETE_YOYO_ROWS)
        if not await connection.fetchval("SELECT EXISTS (SELECT FROM public._yoyo_migration)"):
            await connection.execute(_DROP_YOYO_TABLES)


async def record(connection: asyncpg.Connection, migration: Migration) -> None:
    """Record a migration, and those that it contains, as applied."""
    await connection.execute(
        "INSERT INTO alcove.migrations (id, schema, checksum) SELECT unnest($1::text[]), $2, $3",
        [migration.id, *migration.contains],
        migration.schema,
        migration.checksum(),
    )


async def _check_schemas_unused(connection: asyncpg.Connection, schemas: set[str], *, is_new: bool) -> None:
    """Raise SchemaInUse when a schema contains foreign objects, whose privileges we would otherwise revoke."""
    ours: set[str] = set()
    if not is_new:
        # Rows imported from yoyo have no checksum, and their tables are still in another schema.
        rows = await connection.fetch("SELECT DISTINCT schema FROM alcove.migrations WHERE checksum IS NOT NULL")
        ours = {row[0] for row in rows}
    for row in await connection.fetch(_FIND_FOREIGN_OBJECTS, sorted(schemas - ours), _OWN_RELATIONS):
        objects = "tables" if row["tables"] else "functions or types"
        reason = f"contains {objects} that are not Alcove's" if row["ours"] else f"belongs to the role {row['owner']}"
        raise SchemaInUse(
            f"the schema {row['name']} of this database {reason}, and Alcove needs it for its own tables: give Alcove"
            " another database, or rename that schema"
        )


async def _has_yoyo(connection: asyncpg.Connection) -> bool:
    schema = await connection.fetchval("""
        SELECT nspname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
        WHERE c.oid = coalesce(to_regclass('public._yoyo_migration'), to_regclass('_yoyo_migration'))""")
    if schema not in {None, "public"}:
        raise MigrationError(
            f"an older version kept Alcove's tables in the schema {schema}: move them to public first"
            " (ALTER TABLE ... SET SCHEMA public), where they are found and migrated"
        )
    return schema is not None


def _source(migration_id: str) -> str:
    return migration_id.partition("/")[0]
