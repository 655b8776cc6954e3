"""All SQL of an export."""

from collections.abc import AsyncIterator, Sequence
from typing import Final
from uuid import UUID

from alcove.apps.study.account_data.model import OwnedTable
from alcove.apps.study.account_data.store.learning import LEARNING_LISTS
from alcove.foundation.database import Connection

MAX_TABLES: Final = 1000
BATCH: Final = 50
"""Rows that are read at a time."""

# A row belongs to the account that a foreign key names, or whose profile one names. Secrets are not exported.
_TABLES: Final = """
WITH identity AS (
    SELECT 'auth.users'::regclass AS class, a.attnum AS key FROM pg_attribute AS a
    WHERE a.attrelid = 'auth.users'::regclass AND a.attname = 'id'
    UNION
    SELECT c.conrelid, c.conkey[1] FROM pg_constraint AS c
    JOIN pg_index AS i ON i.indrelid = c.conrelid AND i.indisprimary AND i.indnkeyatts = 1 AND i.indkey[0] = c.conkey[1]
    WHERE c.contype = 'f' AND c.confrelid = 'auth.users'::regclass AND cardinality(c.conkey) = 1
), owner AS (
    SELECT DISTINCT f.conrelid AS class, a.attname AS column FROM pg_constraint AS f
    JOIN identity ON identity.class = f.confrelid AND ARRAY[identity.key] = f.confkey
    JOIN pg_attribute AS a ON a.attrelid = f.conrelid AND a.attnum = f.conkey[1]
    WHERE f.contype = 'f' AND cardinality(f.conkey) = 1
)
SELECT n.nspname AS schema, t.relname AS name, format(
    'SELECT (to_jsonb(t) - ''{ciphertext,nonce}''::text[])::text FROM %I.%I AS t WHERE %s', n.nspname, t.relname,
    (SELECT string_agg(format('t.%I = $1', owner.column), ' OR ' ORDER BY owner.column)
     FROM owner WHERE owner.class = t.oid)
) || coalesce(
    ' ORDER BY ' || (
        SELECT string_agg(format('t.%I', a.attname), ', ' ORDER BY position)
        FROM pg_index AS i, unnest(i.indkey::smallint[]) WITH ORDINALITY AS key (number, position)
        JOIN pg_attribute AS a ON a.attnum = key.number
        WHERE i.indrelid = t.oid AND i.indisprimary AND a.attrelid = t.oid), ''
) AS rows
FROM pg_class AS t JOIN pg_namespace AS n ON n.oid = t.relnamespace
WHERE n.nspname = 'public' AND t.relkind IN ('r', 'p') AND NOT t.relispartition
  AND EXISTS (SELECT FROM owner WHERE owner.class = t.oid)
ORDER BY t.relname LIMIT $1
"""
_SESSIONS: Final = """
SELECT json_build_object('id', s.id, 'created_at', s.created_at, 'updated_at', s.updated_at, 'refreshed_at',
    s.refreshed_at, 'not_after', s.not_after, 'aal', s.aal, 'user_agent', s.user_agent, 'ip', s.ip, 'tag', s.tag)::text
FROM auth.sessions AS s WHERE s.user_id = $1 ORDER BY s.created_at, s.id
"""
_ROLES: Final = """
SELECT json_build_object('app', r.app, 'role', r.role)::text FROM alcove.account_role AS r
WHERE r.user_id = $1 ORDER BY r.app
"""
_API_TOKENS: Final = """
SELECT json_build_object('id', t.id, 'name', t.name, 'scopes', t.scopes, 'created_at', t.created_at, 'used_at',
    t.used_at, 'expires_at', t.expires_at)::text
FROM alcove.api_token AS t WHERE t.user_id = $1 ORDER BY t.created_at, t.id
"""
_AUDIT_LOG: Final = """
SELECT json_build_object('id', e.id, 'created_at', e.created_at, 'ip_address', e.ip_address, 'action',
    e.payload ->> 'action', 'log_type', e.payload ->> 'log_type')::text
FROM auth.audit_log_entries AS e WHERE e.payload ->> 'actor_id' = $1::uuid::text ORDER BY e.created_at, e.id
"""
_NOTIFICATIONS: Final = """
SELECT json_build_object('id', n.id, 'kind', n.kind, 'title', n.title, 'body', n.body, 'link', n.link, 'created_at',
    n.created_at, 'acknowledged_at', n.acknowledged_at)::text
FROM alcove.notification AS n WHERE n.account_id = $1 AND NOT n.is_test ORDER BY n.created_at, n.id
"""
_DESTINATIONS: Final = """
SELECT json_build_object('id', d.id, 'channel', d.channel, 'label', d.label, 'address', d.hint, 'enabled', d.enabled,
    'created_at', d.created_at)::text
FROM alcove.notification_destination AS d WHERE d.account_id = $1 ORDER BY d.created_at, d.id
"""
_PREFERENCES: Final = """
SELECT json_build_object('kind', p.kind, 'channels', p.channels)::text
FROM alcove.notification_preference AS p WHERE p.account_id = $1 ORDER BY p.kind
"""
_QUIET_HOURS: Final = """
SELECT json_build_object('start', q.starts_at, 'end', q.ends_at, 'zone', q.zone)::text
FROM alcove.notification_quiet_hours AS q WHERE q.account_id = $1
"""
_ROOMS: Final = """
SELECT json_build_object('room_id', m.room_id, 'name', r.name, 'role', m.role, 'joined_at', m.joined_at)::text
FROM study.room_members AS m JOIN study.rooms AS r ON r.id = m.room_id WHERE m.user_id = $1
ORDER BY m.joined_at, m.room_id
"""
_ROOM_MESSAGES: Final = """
SELECT json_build_object('room_id', e.room_id, 'number', e.number, 'to', e.recipient_id, 'data', e.data,
    'created_at', e.created_at)::text
FROM study.room_events AS e WHERE e.user_id = $1 AND e.kind = 'message' ORDER BY e.created_at, e.room_id, e.number
"""

ACCOUNT_LISTS: Final = {
    "sessions": _SESSIONS,
    "roles": _ROLES,
    "api_tokens": _API_TOKENS,
    "audit_log": _AUDIT_LOG,
    **LEARNING_LISTS,
    "server_notifications": _NOTIFICATIONS,
    "notification_destinations": _DESTINATIONS,
    "notification_preferences": _PREFERENCES,
    "quiet_hours": _QUIET_HOURS,
    "rooms": _ROOMS,
    "room_messages": _ROOM_MESSAGES,
}
"""Statements that return what the server itself stores about an account, by the member of the export."""


async def has_objects(connection: Connection) -> bool:
    """Return whether the database has a table of stored files."""
    found: bool = await connection.fetchval("SELECT to_regclass('storage.objects') IS NOT NULL")
    return found


async def list_owned_tables(connection: Connection) -> Sequence[OwnedTable]:
    """Return the tables of `public` that have rows of accounts, by name."""
    return [OwnedTable(**row) for row in await connection.fetch(_TABLES, MAX_TABLES)]


async def read_owned_rows(connection: Connection, sql: str, *, account_id: UUID) -> AsyncIterator[list[bytes]]:
    """Yield the rows of a statement as JSON, some at a time."""
    cursor = await connection.cursor(sql, account_id)
    while rows := await cursor.fetch(BATCH):
        yield [row[0].encode() for row in rows]
