"""Read which tables and functions of a schema the current role may use."""

from typing import Final

from alcove.foundation.database import Connection
from alcove.wires.supabase.rest.openapi.document import AccessibleObjects

_ACCESSIBLE: Final = """
SELECT
    ARRAY(
        SELECT relation.relname::text
        FROM pg_catalog.pg_class AS relation
        WHERE
            relation.relnamespace = namespace.oid
            AND relation.relkind IN ('r', 'v', 'm', 'f', 'p')
            AND NOT relation.relispartition
            AND (
                pg_catalog.pg_has_role(relation.relowner, 'USAGE')
                OR pg_catalog.has_table_privilege(
                    relation.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER'
                )
                OR pg_catalog.has_any_column_privilege(relation.oid, 'SELECT, INSERT, UPDATE, REFERENCES')
            )
    ) AS tables,
    ARRAY(
        SELECT DISTINCT routine.proname::text
        FROM pg_catalog.pg_proc AS routine
        WHERE
            routine.pronamespace = namespace.oid
            AND pg_catalog.has_function_privilege(routine.oid, 'EXECUTE')
    ) AS functions
FROM pg_catalog.pg_namespace AS namespace
WHERE namespace.nspname = $1::text
"""


async def read_accessible_objects(connection: Connection, schema: str) -> AccessibleObjects:
    """Return the objects of a schema on which the current role has any privilege; partitions are left out."""
    row = await connection.fetchrow(_ACCESSIBLE, schema)
    if row is None:
        return AccessibleObjects(tables=frozenset(), functions=frozenset())
    return AccessibleObjects(tables=frozenset(row["tables"]), functions=frozenset(row["functions"]))
