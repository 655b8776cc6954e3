"""Read the `pgrst.*` settings of a database: those of a role, and those that a function makes."""

from collections.abc import Mapping
from typing import Final

from alcove.foundation.database import Connection
from alcove.wires.supabase.rest.config.model import RestConfig
from alcove.wires.supabase.rest.config.settings import DATABASE_NAMES, DATABASE_PREFIX
from alcove.wires.supabase.rest.query.sql import quote_identifier

# A setting of the role in this database wins over one of the role in all databases.
_ROLE_SETTINGS: Final = """
SELECT DISTINCT ON (name) name, value
FROM (
    SELECT
        substr(setting, 1, strpos(setting, '=') - 1) AS name,
        substr(setting, strpos(setting, '=') + 1) AS value,
        setdatabase
    FROM pg_catalog.pg_db_role_setting, unnest(setconfig) AS setting
    WHERE
        setrole = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = current_user)
        AND setdatabase IN (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_catalog))
) AS role_settings
WHERE name = ANY ($1::text[])
ORDER BY name, setdatabase DESC
"""
_CURRENT_SETTINGS: Final = """
SELECT name, current_setting(name, true) AS value FROM unnest($1::text[]) AS names (name)
"""


async def load_database_settings(connection: Connection, config: RestConfig) -> Mapping[str, str]:
    """Return the settings of the connection's role and of `db-pre-config`, without the prefix.

    As in PostgREST, those of the role win. A failing function raises its PostgresError. Nothing is read when
    `db-config` is off.
    """
    if not config.db_config:
        return {}
    role_settings = await _read_role_settings(connection)
    function = role_settings.get("db_pre_config") or config.db_pre_config
    function_settings = await _read_function_settings(connection, function) if function else {}
    return {**function_settings, **role_settings}


async def _read_role_settings(connection: Connection) -> Mapping[str, str]:
    rows = await connection.fetch(_ROLE_SETTINGS, list(DATABASE_NAMES))
    return {row["name"].removeprefix(DATABASE_PREFIX): row["value"] for row in rows}


async def _read_function_settings(connection: Connection, function: str) -> Mapping[str, str]:
    """Call a function and return the settings that hold in its transaction."""
    async with connection.transaction():
        await connection.execute(f"SELECT {_quote_function(function)}()")
        rows = await connection.fetch(_CURRENT_SETTINGS, list(DATABASE_NAMES))
    return {row["name"].removeprefix(DATABASE_PREFIX): row["value"] for row in rows if row["value"]}


def _quote_function(name: str) -> str:
    """Return the name of a function from the configuration, with or without its schema, as SQL."""
    schema, dot, rest = name.partition(".")
    return f"{quote_identifier(schema)}.{quote_identifier(rest)}" if dot else quote_identifier(schema)
