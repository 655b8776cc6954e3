"""Notifications of accounts: add, list, acknowledge, delete."""

from datetime import datetime
from typing import Final
from uuid import UUID

from alcove.foundation.database import Connection, Pool, read_json
from alcove.foundation.notify.model import MAX_KEY, Notification, clean_text

CHANNEL: Final = "alcove_notification"
TEST_KIND: Final = "alcove.test"
MAX_KEPT: Final = 1000
"""Notifications of one account that are kept; older ones are deleted."""

# An account that is being deleted is left out: otherwise its foreign key would undo the transaction of the caller.
_ADD_FOR_ACCOUNT: Final = """
INSERT INTO notification (account_id, kind, key, title, body, link) SELECT id, $2, $3, $4, $5, $6
FROM auth.users WHERE id = $1 FOR KEY SHARE
ON CONFLICT (account_id, kind, key) DO NOTHING
"""
_ADD_FOR_MEMBERS: Final = """
WITH member AS (
    SELECT r.user_id, a.name = $7 AS is_named
    FROM account_role AS r JOIN account AS a ON a.id = r.user_id WHERE r.app = $1)
INSERT INTO notification (account_id, kind, key, title, body, link)
SELECT u.id, $2, $3, $4, $5, $6 FROM auth.users AS u WHERE u.id IN (
    SELECT user_id FROM member WHERE is_named OR NOT EXISTS (SELECT FROM member WHERE is_named))
ORDER BY u.id FOR KEY SHARE OF u
ON CONFLICT (account_id, kind, key) DO NOTHING
"""

# Those of kinds that the account does not want on the page exist for their deliveries only.
_ON_PAGE: Final = """
n.account_id = $1 AND NOT n.is_test AND NOT EXISTS (
    SELECT FROM notification_preference AS p
    WHERE p.account_id = n.account_id AND p.kind = n.kind AND NOT 'page' = ANY (p.channels))
"""
_JSON: Final = """
n.id, n.kind, split_part(n.kind, '.', 1) AS app, n.title, n.body, n.link, n.created_at, n.acknowledged_at
"""
_LIST: Final = f"""
WITH page AS (
    SELECT {_JSON} FROM notification AS n
    WHERE {_ON_PAGE} AND ($2::text IS NULL OR n.kind = $2) AND (NOT $3 OR n.acknowledged_at IS NULL)
      AND ($4::uuid IS NULL
           OR (n.created_at, n.id) < (SELECT created_at, id FROM notification WHERE id = $4 AND account_id = $1))
    ORDER BY n.created_at DESC, n.id DESC LIMIT $5)
SELECT json_build_object(
    'notifications', coalesce((SELECT json_agg(page ORDER BY created_at DESC, id DESC) FROM page), '[]'),
    'unread', (SELECT count(*) FROM notification AS n WHERE {_ON_PAGE} AND n.acknowledged_at IS NULL))
"""  # noqa: S608 - constants
_COUNT_UNREAD: Final = f"""
SELECT json_build_object(
    'unread', (SELECT count(*) FROM notification AS n WHERE {_ON_PAGE} AND n.acknowledged_at IS NULL))
"""  # noqa: S608 - constants
_FIND: Final = (
    f"SELECT row_to_json(found) FROM (SELECT {_JSON} FROM notification AS n WHERE {_ON_PAGE} AND n.id = $2) AS found"  # noqa: S608
)
_LIST_SINCE: Final = f"""
SELECT row_to_json(found)::text FROM (
    SELECT {_JSON} FROM notification AS n WHERE {_ON_PAGE} AND n.created_at > $2
    ORDER BY n.created_at DESC, n.id DESC LIMIT $3) AS found ORDER BY created_at, id
"""  # noqa: S608 - constants
_ACKNOWLEDGE: Final = """
UPDATE notification SET acknowledged_at = coalesce(acknowledged_at, $3) WHERE account_id = $1 AND id = $2 RETURNING id
"""
_ACKNOWLEDGE_ALL: Final = """
UPDATE notification SET acknowledged_at = $2
WHERE account_id = $1 AND acknowledged_at IS NULL AND ($3::text IS NULL OR kind = $3)
"""
_DELETE: Final = "DELETE FROM notification WHERE account_id = $1 AND id = $2 RETURNING id"
_ADD_TEST: Final = """
INSERT INTO notification (account_id, kind, key, title, body, is_test, created_at, dispatched_at, acknowledged_at)
VALUES ($1, $2, gen_random_uuid()::text, $3, $4, true, $5, $5, $5) RETURNING id
"""
_ADD_FOR_SERVER: Final = """
INSERT INTO notification (id, kind, key, title, body, link, created_at, dispatched_at, acknowledged_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $7) ON CONFLICT (id) DO NOTHING RETURNING id
"""
_DELETE_OLD: Final = "DELETE FROM notification WHERE created_at < $1::timestamptz - $2 * interval '1 day'"
_DELETE_SURPLUS: Final = """
DELETE FROM notification WHERE id IN (
    SELECT id FROM (
        SELECT id, row_number() OVER (PARTITION BY account_id ORDER BY created_at DESC, id DESC) AS position
        FROM notification WHERE account_id IN (
            SELECT account_id FROM notification GROUP BY account_id HAVING count(*) > $1)
    ) AS numbered WHERE position > $1)
"""


async def add(connection: Connection, notification: Notification) -> int:
    """Add a notification to each account that gets it, and return their number."""
    texts, kind, key = notification.texts(), notification.kind, clean_text(notification.key, limit=MAX_KEY)
    if notification.account_id is not None:
        status = await connection.execute(_ADD_FOR_ACCOUNT, notification.account_id, kind.name, key, *texts)
    else:
        status = await connection.execute(_ADD_FOR_MEMBERS, kind.app, kind.name, key, *texts, notification.member)
    return int(status.rpartition(" ")[2])


async def add_for_server(
    connection: Connection, notification: Notification, *, notification_id: UUID, now: datetime
) -> bool:
    """Add a notification of the server, which only its deliveries show; False when there is one with this id."""
    kind, key = notification.kind.name, clean_text(notification.key, limit=MAX_KEY)
    added = await connection.fetchval(_ADD_FOR_SERVER, notification_id, kind, key, *notification.texts(), now)
    return added is not None


async def add_test(connection: Connection, account_id: UUID, *, title: str, body: str, now: datetime) -> UUID:
    """Add a notification that only its deliveries show, and return its id."""
    notification_id: UUID = await connection.fetchval(_ADD_TEST, account_id, TEST_KIND, title, body, now)
    return notification_id


async def read_page(
    source: Pool | Connection, account_id: UUID, *, kind: str | None, unread: bool, before: UUID | None, limit: int
) -> bytes:
    """Return the newest notifications, older than `before`, and the number of unread ones, as JSON."""
    return await read_json(source, _LIST, account_id, kind, unread, before, limit)


async def count_unread(source: Pool | Connection, account_id: UUID) -> bytes:
    """Return the number of unread notifications as JSON."""
    return await read_json(source, _COUNT_UNREAD, account_id)


async def find(source: Pool | Connection, account_id: UUID, *, notification_id: UUID) -> bytes | None:
    """Return a notification as JSON, None when the account does not see it."""
    found = await read_json(source, _FIND, account_id, notification_id)
    return None if found == b"null" else found


async def list_since(source: Pool | Connection, account_id: UUID, *, instant: datetime, limit: int) -> list[bytes]:
    """Return the newest notifications since an instant as JSON, the oldest first."""
    return [row[0].encode() for row in await source.fetch(_LIST_SINCE, account_id, instant, limit)]


async def acknowledge(source: Pool | Connection, account_id: UUID, *, notification_id: UUID, now: datetime) -> bool:
    """Mark a notification as read, again without effect; False when the account has none."""
    return await source.fetchval(_ACKNOWLEDGE, account_id, notification_id, now) is not None


async def acknowledge_all(source: Pool | Connection, account_id: UUID, *, kind: str | None, now: datetime) -> int:
    """Mark all unread notifications as read, of one kind or of all; return their number."""
    status = await source.execute(_ACKNOWLEDGE_ALL, account_id, now, kind)
    return int(status.rpartition(" ")[2])


async def delete(source: Pool | Connection, account_id: UUID, *, notification_id: UUID) -> bool:
    """Delete a notification with its deliveries; False when the account has none."""
    return await source.fetchval(_DELETE, account_id, notification_id) is not None


async def delete_old(source: Pool | Connection, *, now: datetime, days: int) -> None:
    """Delete notifications older than `days`, and the oldest of accounts with more than MAX_KEPT."""
    await source.execute(_DELETE_OLD, now, days)
    await source.execute(_DELETE_SURPLUS, MAX_KEPT)
