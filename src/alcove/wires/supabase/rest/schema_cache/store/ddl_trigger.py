"""Event triggers that notify servers of every change of the schema."""

from typing import Final

from asyncpg import InsufficientPrivilegeError

from alcove.foundation.database import Connection
from alcove.foundation.telemetry import get_logger

log = get_logger("alcove.supabase.rest")

# Two servers that start at once must not create the same objects.
_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtext('schema cache event triggers'))"

_EXISTING: Final = """
SELECT count(*) FROM pg_event_trigger WHERE evtname IN ($1::text || '_ddl_watch', $1::text || '_drop_watch')
"""

# Temporary objects are in no cache. PostgreSQL delivers equal notifications of one transaction once.
_CREATE: Final = """
SELECT format($format$
CREATE OR REPLACE FUNCTION %1$I.%2$I() RETURNS event_trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $body$
BEGIN
    IF EXISTS (
        SELECT FROM pg_event_trigger_ddl_commands() WHERE schema_name IS DISTINCT FROM 'pg_temp' AND command_tag IN (
            'CREATE SCHEMA', 'ALTER SCHEMA', 'CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO', 'ALTER TABLE',
            'CREATE FOREIGN TABLE', 'ALTER FOREIGN TABLE', 'CREATE VIEW', 'ALTER VIEW', 'CREATE MATERIALIZED VIEW',
            'ALTER MATERIALIZED VIEW', 'CREATE FUNCTION', 'ALTER FUNCTION', 'CREATE AGGREGATE', 'ALTER AGGREGATE',
            'CREATE TRIGGER', 'CREATE TYPE', 'ALTER TYPE', 'CREATE DOMAIN', 'ALTER DOMAIN', 'CREATE CAST',
            'CREATE RULE', 'CREATE EXTENSION', 'COMMENT')
    ) THEN
        PERFORM pg_notify(%4$L, 'reload schema');
    END IF;
END
$body$;
CREATE OR REPLACE FUNCTION %1$I.%3$I() RETURNS event_trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $body$
BEGIN
    IF EXISTS (
        SELECT FROM pg_event_trigger_dropped_objects() WHERE NOT is_temporary AND object_type IN (
            'schema', 'table', 'table column', 'table constraint', 'foreign table', 'view', 'materialized view',
            'function', 'aggregate', 'trigger', 'type', 'cast', 'rule', 'extension')
    ) THEN
        PERFORM pg_notify(%4$L, 'reload schema');
    END IF;
END
$body$;
DROP EVENT TRIGGER IF EXISTS %2$I;
DROP EVENT TRIGGER IF EXISTS %3$I;
CREATE EVENT TRIGGER %2$I ON ddl_command_end EXECUTE FUNCTION %1$I.%2$I();
CREATE EVENT TRIGGER %3$I ON sql_drop EXECUTE FUNCTION %1$I.%3$I();
$format$, $1::text, $2::text || '_ddl_watch', $2::text || '_drop_watch', $2::text)
"""
_TRIGGERS: Final = 2


async def install_ddl_trigger(connection: Connection, *, channel: str, schema: str) -> bool:
    """Create the event triggers, with their functions in `schema`, unless they exist; return whether they do now.

    Only a superuser may create them; without them servers reload on an explicit NOTIFY only.
    """
    try:
        async with connection.transaction():
            await connection.execute(_LOCK)
            if await connection.fetchval(_EXISTING, channel) < _TRIGGERS:
                await connection.execute(await connection.fetchval(_CREATE, schema, channel))
    except InsufficientPrivilegeError as error:
        log.info("ddl_trigger_not_installed", reason=str(error), channel=channel)
        return False
    return True
