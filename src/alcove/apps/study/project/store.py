"""All SQL of project databases."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final
from uuid import UUID

import asyncpg

from alcove.apps.study.project.script import SUPPLIED_EXTENSIONS, ObjectName, Script
from alcove.apps.study.project.statements import Statement
from alcove.foundation.database import Connection, is_away
from alcove.foundation.telemetry import get_logger

EXTENSIONS: Final = Path(__file__).parent / "extensions"
STATEMENT_TIMEOUT: Final = 3600.0
"""Seconds for one statement of a program."""

_LOCK: Final = "SELECT pg_advisory_lock(hashtext('study project'))"

_IS_FOREIGN: Final = """
SELECT to_regclass('alcove.migrations') IS NULL AND EXISTS (
    SELECT FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
    WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'
)
"""

_EXISTING: Final = """
SELECT wanted.schema, wanted.name FROM unnest($1::text[], $2::text[]) AS wanted (schema, name)
LEFT JOIN pg_namespace AS n ON nspname = wanted.schema
WHERE wanted.schema = '' AND to_regnamespace(quote_ident(wanted.name)) IS NOT NULL
    OR EXISTS (SELECT FROM pg_class WHERE relnamespace = n.oid AND relname = wanted.name)
    OR EXISTS (SELECT FROM pg_type WHERE typnamespace = n.oid AND typname = wanted.name AND typelem = 0)
"""

_FIRST_ID: Final = UUID(int=0)
_READ_ACCOUNTS: Final = """
SELECT json_agg(account ORDER BY id), array_agg(id ORDER BY id)
FROM (SELECT * FROM auth.users WHERE id > $1 ORDER BY id LIMIT 1000) AS account
"""

_READ_ACCOUNT: Final = "SELECT json_agg(account) FROM (SELECT * FROM auth.users WHERE id = $1) AS account"
_FORGET_ACCOUNT: Final = "DELETE FROM study_project.copied_accounts WHERE id = $1 RETURNING id"
# Objects refer to accounts without a foreign key. Their files go some time later, as those of every object, and so do
# unfinished uploads with what has arrived of them.
_DELETE_ACCOUNT: Final[Mapping[str, str]] = {
    "storage.objects": "DELETE FROM storage.objects WHERE owner = $1 OR owner_id = $1::uuid::text",
    "storage.resumable_uploads": """
    UPDATE storage.resumable_uploads
    SET owner_id = NULL, name = '', header = '', user_metadata = NULL, expires_at = least(expires_at, now())
    WHERE owner_id = $1::uuid::text
    """,
    "auth.users": "DELETE FROM auth.users WHERE id = $1",
}
"""Statements by their table, which a database that an earlier version has made may not have."""

# Generated columns compute their values.
_ACCOUNT_COLUMNS: Final = """
SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum),
    string_agg('excluded.' || quote_ident(attname), ', ' ORDER BY attnum),
    string_agg('users.' || quote_ident(attname), ', ' ORDER BY attnum)
FROM pg_attribute
WHERE attrelid = 'auth.users'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
"""

_UPSERT_ACCOUNTS: Final = """
INSERT INTO auth.users AS users ({names})
SELECT {names} FROM json_populate_recordset(NULL::auth.users, $1)
ON CONFLICT (id) DO UPDATE SET ({names}) = ROW ({excluded}) WHERE ({current}) IS DISTINCT FROM ({excluded})
"""

_RECORD_ACCOUNTS: Final = """
INSERT INTO study_project.copied_accounts (id)
SELECT (account ->> 'id')::uuid FROM json_array_elements($1) AS account ON CONFLICT DO NOTHING
"""

# Accounts that the program's own SQL has made stay.
_LIST_GONE: Final = "SELECT id FROM study_project.copied_accounts WHERE id <> ALL ($1::uuid[])"

log = get_logger("alcove.study")


async def lock_project(connection: Connection) -> None:
    """Wait until no other run migrates this database; the connection holds the lock until it closes."""
    await connection.execute(_LOCK, timeout=STATEMENT_TIMEOUT)


async def drop_database(connection: Connection, name: str) -> None:
    """Drop a database."""
    quoted = await connection.fetchval("SELECT quote_ident($1)", name)
    await connection.execute(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")


async def is_foreign_database(connection: Connection) -> bool:
    """Return whether the database has tables, and none of ours."""
    found: bool = await connection.fetchval(_IS_FOREIGN)
    return found


async def list_available_extensions(connection: Connection) -> set[str]:
    """Return the extensions that the server has."""
    return {row[0] for row in await connection.fetch("SELECT name FROM pg_available_extensions")}


async def supply_extensions(connection: Connection) -> None:
    """Create what the supplied extensions have: the server's own extension, or else SQL in the schema `extensions`."""
    available = await list_available_extensions(connection)
    rows = await connection.fetch("SELECT name FROM study_project.supplied_extensions")
    supplied = {row[0] for row in rows}
    for name in sorted(SUPPLIED_EXTENSIONS):
        if name in supplied:
            continue
        async with connection.transaction():
            if name in available:
                await connection.execute(f'CREATE EXTENSION IF NOT EXISTS "{name}" WITH SCHEMA extensions')
                continue
            await connection.execute((EXTENSIONS / f"{name}.sql").read_text(encoding="utf-8"))
            await connection.execute("INSERT INTO study_project.supplied_extensions (name) VALUES ($1)", name)


async def read_applied(connection: Connection) -> dict[str, bytes]:
    """Return the checksums of the files that were run, by name."""
    return dict(await connection.fetch("SELECT name, checksum FROM study_project.scripts"))


async def find_existing(connection: Connection, names: Collection[ObjectName]) -> set[ObjectName]:
    """Return those of the names that the database has."""
    schemas, objects = [name.schema for name in names], [name.name for name in names]
    return {ObjectName(*row) for row in await connection.fetch(_EXISTING, schemas, objects)}


async def prepare_session(connection: Connection) -> None:
    """Reset the role and the settings to those that a file starts with, whatever the one before has set."""
    await connection.execute(
        "RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL; SET search_path = public, extensions;"
        " SET statement_timeout = 0"
    )


async def run_statement(connection: Connection, statement: Statement) -> None:
    """Run one statement of a program."""
    await connection.execute(statement.text, timeout=STATEMENT_TIMEOUT)


async def record_script(connection: Connection, script: Script) -> None:
    """Record a file as run."""
    await connection.execute(
        "INSERT INTO study_project.scripts (name, checksum) VALUES ($1, $2)", script.name, script.checksum
    )


async def is_project(connection: Connection) -> bool:
    """Return whether the database was made for a program's SQL."""
    result: bool = await connection.fetchval("SELECT to_regclass('study_project.copied_accounts') IS NOT NULL")
    return result


async def copy_account(source: Connection, target: Connection, *, account_id: UUID) -> None:
    """Copy one of the server's accounts to the project database; delete it there if it is gone."""
    account = await source.fetchval(_READ_ACCOUNT, account_id)
    async with target.transaction():
        if account is None:
            await delete_account(target, account_id)
            return
        await target.execute(await _upsert_statement(source), account)
        await target.execute(_RECORD_ACCOUNTS, account)


async def copy_accounts(source: Connection, target: Connection) -> int:
    """Copy the server's accounts to the project database; return how many were added or changed.

    Accounts that are gone from the server are deleted, unless the program's own SQL has made them.
    """
    upsert = await _upsert_statement(source)
    changed = 0
    ids = [_FIRST_ID]
    async with target.transaction():
        while True:
            accounts, batch = await source.fetchrow(_READ_ACCOUNTS, ids[-1])
            if accounts is None:
                break
            changed += int((await target.execute(upsert, accounts)).rsplit(" ", 1)[1])
            await target.execute(_RECORD_ACCOUNTS, accounts)
            ids += batch
        for row in await target.fetch(_LIST_GONE, ids):
            await delete_account(target, row["id"])
    return changed


async def delete_account(target: Connection, account_id: UUID) -> bool:
    """Delete a copied account with its rows and objects; False when the program's own tables refuse that."""
    try:
        async with target.transaction():
            if await target.fetchval(_FORGET_ACCOUNT, account_id) is not None:
                await _delete_rows(target, account_id)
    except asyncpg.PostgresError as error:
        if is_away(error):
            raise
        log.warning("project_account_not_deleted", reason=str(error))
        return False
    return True


async def _delete_rows(target: Connection, account_id: UUID) -> None:
    for table, statement in _DELETE_ACCOUNT.items():
        if await target.fetchval("SELECT to_regclass($1) IS NOT NULL", table):
            await target.execute(statement, account_id)


async def _upsert_statement(source: Connection) -> str:
    names, excluded, current = await source.fetchrow(_ACCOUNT_COLUMNS)
    return _UPSERT_ACCOUNTS.format(names=names, excluded=excluded, current=current)
