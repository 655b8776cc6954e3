"""All SQL of backups: what a dump leaves out (roles and settings), and how a database is emptied."""

from collections.abc import Sequence
from typing import Final

import msgspec

from alcove.foundation.backup.model import Role, RoleSetting
from alcove.foundation.database import Connection

_IN_USE: Final = """
SELECT EXISTS (
    SELECT FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
    WHERE relkind IN ('r', 'p', 'm') AND nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%')
"""
_MIGRATIONS: Final = "SELECT id FROM alcove.migrations ORDER BY id"
_HAS_MIGRATIONS: Final = "SELECT to_regclass('alcove.migrations') IS NOT NULL"
_IS_SUPERUSER: Final = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
_SIZE: Final = "SELECT pg_database_size(current_database())"

# The roles that own something in this database, may do something there or are named by a policy; the roles of which
# they are members; and the members of those, unless they are logins, which have a password.
_NEEDED: Final = """
WITH RECURSIVE referenced AS (
    SELECT DISTINCT refobjid AS id FROM pg_shdepend
    WHERE refclassid = 'pg_authid'::regclass
      AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
), needed AS (
    SELECT id FROM referenced
    UNION
    SELECT r.oid FROM needed
    JOIN pg_auth_members AS m ON needed.id IN (m.member, m.roleid)
    JOIN pg_roles AS r ON r.oid IN (m.member, m.roleid) AND r.oid <> needed.id AND NOT r.rolcanlogin
)
"""
_ROLES: Final = f"""{_NEEDED}
SELECT rolname AS name, rolinherit AS inherit, rolcreaterole AS create_role, rolcreatedb AS create_db,
    rolbypassrls AS bypass_rls, rolcanlogin AS login,
    array(
        SELECT g.rolname FROM pg_auth_members AS m JOIN pg_roles AS g ON g.oid = m.roleid
        WHERE m.member = r.oid ORDER BY 1
    ) AS member_of
FROM needed JOIN pg_roles AS r ON r.oid = needed.id
WHERE rolname <> current_user AND rolname !~ '^pg_' AND NOT rolsuper
ORDER BY rolname
"""  # noqa: S608 - constants
_OWNERS: Final = """
SELECT DISTINCT rolname FROM pg_shdepend JOIN pg_roles AS r ON r.oid = refobjid
WHERE refclassid = 'pg_authid'::regclass AND deptype = 'o'
  AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
ORDER BY rolname
"""
_SETTINGS: Final = f"""{_NEEDED}
SELECT coalesce(rolname, '') AS role, setdatabase <> 0 AS in_database, split_part(item, '=', 1) AS name,
    substr(item, strpos(item, '=') + 1) AS value
FROM pg_db_role_setting LEFT JOIN pg_roles AS r ON r.oid = setrole, unnest(setconfig) AS item
WHERE setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
  AND (setrole IN (SELECT id FROM needed) AND rolname <> current_user OR setrole = 0 AND setdatabase <> 0)
ORDER BY role, in_database, name
"""  # noqa: S608 - constants

_CREATE_ROLES: Final = """
SELECT coalesce(string_agg(format(
    'DO $role$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = %L) THEN'
    ' CREATE ROLE %I NOLOGIN %s %s %s %s; END IF; END $role$;',
    name, name, CASE WHEN inherit THEN 'INHERIT' ELSE 'NOINHERIT' END,
    CASE WHEN create_role THEN 'CREATEROLE' ELSE '' END, CASE WHEN create_db THEN 'CREATEDB' ELSE '' END,
    CASE WHEN bypass_rls THEN 'BYPASSRLS' ELSE '' END), E'\\n' ORDER BY name), '')
FROM json_to_recordset($1) AS r (name text, inherit boolean, create_role boolean, create_db boolean, bypass_rls boolean)
"""
_GRANT_ROLES: Final = """
SELECT coalesce(string_agg(format(
    'DO $role$ BEGIN IF NOT pg_has_role(%L, %L, ''MEMBER'') THEN GRANT %I TO %I; END IF; END $role$;',
    name, parent, parent, name), E'\\n' ORDER BY name, parent), '')
FROM json_to_recordset($1) AS r (name text, member_of json), json_array_elements_text(member_of) AS parent
"""
# The value of a list is stored as it is written, with quotes where they are needed.
_SET: Final = """
SELECT coalesce(string_agg(
    CASE WHEN role = '' THEN format('ALTER DATABASE %I SET %I = ', current_database(), name)
         WHEN in_database THEN format('ALTER ROLE %I IN DATABASE %I SET %I = ', role, current_database(), name)
         ELSE format('ALTER ROLE %I SET %I = ', role, name) END
    || CASE WHEN name IN ('search_path', 'temp_tablespaces', 'session_preload_libraries', 'local_preload_libraries')
            THEN value ELSE quote_literal(value) END || ';', E'\\n'), '')
FROM json_to_recordset($1) AS s (role text, in_database boolean, name text, value text)
WHERE in_database OR NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role)
"""

EMPTY_DATABASE: Final = """
SET lock_timeout = '60s';
DO $empty$
DECLARE
    item record;
BEGIN
    FOR item IN SELECT evtname FROM pg_event_trigger LOOP
        EXECUTE format('DROP EVENT TRIGGER %I', item.evtname);
    END LOOP;
    FOR item IN SELECT pubname FROM pg_publication LOOP
        EXECUTE format('DROP PUBLICATION %I', item.pubname);
    END LOOP;
    FOR item IN SELECT nspname FROM pg_namespace
        WHERE nspname NOT LIKE 'pg\\_%' AND nspname NOT IN ('information_schema', 'public')
    LOOP
        EXECUTE format('DROP SCHEMA %I CASCADE', item.nspname);
    END LOOP;
    FOR item IN SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' LOOP
        EXECUTE format('DROP EXTENSION IF EXISTS %I CASCADE', item.extname);
    END LOOP;
    IF EXISTS (SELECT FROM pg_depend WHERE refclassid = 'pg_namespace'::regclass
               AND refobjid = to_regnamespace('public')) THEN
        DROP SCHEMA public CASCADE;
    END IF;
    IF to_regnamespace('public') IS NULL THEN
        CREATE SCHEMA public;
        GRANT USAGE ON SCHEMA public TO PUBLIC;
        COMMENT ON SCHEMA public IS 'standard public schema';
        BEGIN
            ALTER SCHEMA public OWNER TO pg_database_owner;
        EXCEPTION WHEN OTHERS THEN NULL;
        END;
    END IF;
    PERFORM lo_unlink(oid) FROM pg_largeobject_metadata;
END
$empty$;
"""
"""Drops everything in a database, in the caller's transaction."""


async def is_in_use(connection: Connection) -> bool:
    """Return whether the database has tables."""
    result: bool = await connection.fetchval(_IN_USE)
    return result


async def read_migrations(connection: Connection) -> tuple[str, ...]:
    """Return the ids of the migrations that the database has had."""
    if not await connection.fetchval(_HAS_MIGRATIONS):
        return ()
    return tuple(row[0] for row in await connection.fetch(_MIGRATIONS))


async def read_user(connection: Connection) -> str:
    """Return the user of a connection."""
    user: str = await connection.fetchval("SELECT current_user")
    return user


async def is_superuser(connection: Connection) -> bool:
    """Return whether the user of a connection is a superuser."""
    result: bool = await connection.fetchval(_IS_SUPERUSER)
    return result


async def quote_name(connection: Connection, name: str) -> str:
    """Return a name as it is written in SQL."""
    quoted: str = await connection.fetchval("SELECT quote_ident($1)", name)
    return quoted


async def read_server_version(connection: Connection) -> int:
    """Return the version of the server, such as 180001."""
    return int(await connection.fetchval("SELECT current_setting('server_version_num')"))


async def read_size(connection: Connection) -> int:
    """Return the size of the database on disk in bytes."""
    return int(await connection.fetchval(_SIZE))


async def read_owners(connection: Connection) -> tuple[str, ...]:
    """Return the roles that own objects of the database."""
    return tuple(row[0] for row in await connection.fetch(_OWNERS))


async def read_roles(connection: Connection) -> tuple[Role, ...]:
    """Return the roles that the database needs, without the user of the connection."""
    return tuple(msgspec.convert(dict(row), Role) for row in await connection.fetch(_ROLES))


async def read_settings(connection: Connection) -> tuple[RoleSetting, ...]:
    """Return the settings of the database, and of the roles that it needs."""
    return tuple(RoleSetting(**row) for row in await connection.fetch(_SETTINGS))


async def create_roles_sql(connection: Connection, roles: Sequence[Role]) -> str:
    """Return the statements that create those roles that are missing, and make them members of each other."""
    document = msgspec.json.encode(roles).decode()
    statements = [await connection.fetchval(sql, document) for sql in (_CREATE_ROLES, _GRANT_ROLES)]
    return "\n".join(statements)


async def settings_sql(connection: Connection, settings: Sequence[RoleSetting]) -> str:
    """Return the statements that set what the database and its new roles had."""
    sql: str = await connection.fetchval(_SET, msgspec.json.encode(settings).decode())
    return sql
