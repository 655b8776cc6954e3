"""Schemas that belong to other programs too: objects that are already there must not be mistaken for ours."""

import re
from collections.abc import Sequence

import asyncpg

from alcove.foundation.database.errors import SchemaInUse
from alcove.foundation.database.migration_files import Migration

_CREATED = re.compile(r"^CREATE (?:TABLE|VIEW|TYPE|FUNCTION) (?P<schema>\w+)\.(?P<name>\w+)", re.MULTILINE)
_MAX_NAMES = 5

_FIND_EXISTING = """
SELECT DISTINCT wanted.schema || '.' || wanted.name AS name
FROM unnest($1::text[], $2::text[]) AS wanted (schema, name)
JOIN pg_namespace AS n ON nspname = wanted.schema
WHERE EXISTS (SELECT FROM pg_class WHERE relnamespace = n.oid AND relname = wanted.name)
   OR EXISTS (SELECT FROM pg_type WHERE typnamespace = n.oid AND typname = wanted.name)
   OR EXISTS (SELECT FROM pg_proc WHERE pronamespace = n.oid AND proname = wanted.name)
ORDER BY name
"""


async def check_exposed_schemas(connection: asyncpg.Connection, pending: Sequence[Migration]) -> None:
    """Raise SchemaInUse when an exposed schema already has an object that a pending migration creates."""
    names = sorted({name for migration in pending for name in list_created_names(migration)})
    schemas, objects = [schema for schema, _ in names], [name for _, name in names]
    existing = [row[0] for row in await connection.fetch(_FIND_EXISTING, schemas, objects)]
    if existing:
        others = f" and {len(existing) - _MAX_NAMES} more" if len(existing) > _MAX_NAMES else ""
        raise SchemaInUse(
            f"this database already has {', '.join(existing[:_MAX_NAMES])}{others}, which are not Alcove's, and Alcove"
            " needs these names. Nothing was changed: give Alcove another database, move these objects to another"
            " schema (ALTER ... SET SCHEMA), or leave out the app that needs them with ALCOVE_APPS"
        )


def list_created_names(migration: Migration) -> list[tuple[str, str]]:
    """Return schema and name of what a migration creates in the schemas that it exposes."""
    if not migration.exposes:
        return []
    return [
        (match["schema"], match["name"])
        for match in _CREATED.finditer(migration.read())
        if match["schema"] in migration.exposes
    ]
