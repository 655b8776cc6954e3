"""Objects in schemas that belong to other programs too: they are not mistaken for ours, and ours are recorded."""

import re
from collections.abc import Sequence
from typing import Final

import asyncpg

from alcove.foundation.database.errors import SchemaInUse
from alcove.foundation.database.migration_files import Migration

CREATE_TABLE: Final = """
CREATE TABLE IF NOT EXISTS alcove.exposed_objects (
    kind text NOT NULL CHECK (kind IN ('SCHEMA', 'TABLE', 'VIEW', 'TYPE', 'FUNCTION')),
    schema text NOT NULL,
    name text NOT NULL,
    PRIMARY KEY (schema, name, kind)
);
COMMENT ON TABLE alcove.exposed_objects IS 'What migrations created in schemas of other programs; a restore drops it.';
"""

_CREATED: Final = re.compile(
    r"^CREATE (?P<kind>TABLE|VIEW|TYPE|FUNCTION) (?P<schema>\w+)\.(?P<name>\w+)"
    r"|^CREATE SCHEMA IF NOT EXISTS (?P<new_schema>\w+);",
    re.MULTILINE,
)
_MAX_NAMES: Final = 5

_FIND_EXISTING: Final = """
SELECT DISTINCT wanted.schema || '.' || wanted.name AS name
FROM unnest($1::text[], $2::text[]) AS wanted (schema, name)
JOIN pg_namespace AS n ON nspname = wanted.schema
WHERE EXISTS (SELECT FROM pg_class WHERE relnamespace = n.oid AND relname = wanted.name)
   OR EXISTS (SELECT FROM pg_type WHERE typnamespace = n.oid AND typname = wanted.name)
   OR EXISTS (SELECT FROM pg_proc WHERE pronamespace = n.oid AND proname = wanted.name)
ORDER BY name
"""
_RECORD: Final = """
INSERT INTO alcove.exposed_objects (kind, schema, name) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
ON CONFLICT DO NOTHING
"""

DROP_RECORDED: Final = """
DO $drop$
DECLARE
    item record;
    publications constant oid[] := ARRAY(SELECT DISTINCT prpubid FROM pg_publication_rel);
BEGIN
    IF to_regclass('alcove.exposed_objects') IS NULL THEN
        RETURN;
    END IF;
    FOR item IN SELECT * FROM alcove.exposed_objects WHERE kind IN ('TABLE', 'VIEW') LOOP
        EXECUTE format('DROP %s IF EXISTS %I.%I CASCADE', item.kind, item.schema, item.name);
    END LOOP;
    FOR item IN
        SELECT p.oid AS id FROM alcove.exposed_objects AS o
        JOIN pg_proc AS p ON p.proname = o.name AND p.pronamespace = to_regnamespace(o.schema) WHERE o.kind = 'FUNCTION'
    LOOP
        -- Another one that it depended on may have been dropped before.
        IF EXISTS (SELECT FROM pg_proc WHERE oid = item.id) THEN
            EXECUTE format('DROP ROUTINE %s CASCADE', item.id::regprocedure);
        END IF;
    END LOOP;
    FOR item IN SELECT * FROM alcove.exposed_objects WHERE kind = 'TYPE' LOOP
        EXECUTE format('DROP TYPE IF EXISTS %I.%I CASCADE', item.schema, item.name);
    END LOOP;
    FOR item IN SELECT * FROM alcove.exposed_objects WHERE kind = 'SCHEMA' LOOP
        BEGIN
            EXECUTE format('DROP SCHEMA IF EXISTS %I', item.schema);
        EXCEPTION WHEN dependent_objects_still_exist THEN
            -- Another program uses it.
            NULL;
        END;
    END LOOP;
    -- Those that published nothing else.
    FOR item IN
        SELECT pubname FROM pg_publication AS p
        WHERE oid = ANY (publications) AND NOT EXISTS (SELECT FROM pg_publication_rel WHERE prpubid = p.oid)
    LOOP
        EXECUTE format('DROP PUBLICATION %I', item.pubname);
    END LOOP;
END
$drop$;
"""
"""Drops what is recorded; a schema only if nothing is left in it."""


async def check_exposed_schemas(connection: asyncpg.Connection, pending: Sequence[Migration]) -> None:
    """Raise SchemaInUse when an exposed schema already has an object that a pending migration creates."""
    created = [item for migration in pending for item in list_created_objects(migration) if item[0] != "SCHEMA"]
    schemas, names = [schema for _, schema, _ in created], [name for _, _, name in created]
    existing = [row[0] for row in await connection.fetch(_FIND_EXISTING, schemas, names)]
    if existing:
        others = f" and {len(existing) - _MAX_NAMES} more" if len(existing) > _MAX_NAMES else ""
        raise SchemaInUse(
            f"this database already has {', '.join(existing[:_MAX_NAMES])}{others}, which are not Alcove's, and Alcove"
            " needs these names. Nothing was changed: give Alcove another database, move these objects to another"
            " schema (ALTER ... SET SCHEMA), or leave out the app that needs them with ALCOVE_APPS"
        )


async def record_exposed_objects(connection: asyncpg.Connection, migration: Migration) -> None:
    """Record what a migration created in schemas of other programs, in the caller's transaction."""
    created = list_created_objects(migration)
    if created:
        columns = [[item[column] for item in created] for column in range(3)]
        await connection.execute(_RECORD, *columns)


def list_created_objects(migration: Migration) -> list[tuple[str, str, str]]:
    """Return kind, schema and name of what a migration creates in the schemas that it exposes; a schema has no name."""
    if not migration.exposes:
        return []
    created = []
    for match in _CREATED.finditer(migration.read()):
        if match["new_schema"]:
            created.append(("SCHEMA", match["new_schema"], ""))
        elif match["schema"] in migration.exposes:
            created.append((match["kind"], match["schema"], match["name"]))
    return created
