"""All SQL of the deletion of accounts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from alcove.apps.study.account_data.model import Deletion, DueAccount
from alcove.apps.study.account_data.store.objects import DELETE_OBJECTS
from alcove.foundation.database import Connection, Pool
from alcove.foundation.identity import LOCAL_OWNER

_FIND: Final = "SELECT user_id, requested_at, due_at FROM study.account_deletion WHERE user_id = $1"
_LOCK_ROLES: Final = "LOCK TABLE alcove.account_role IN SHARE ROW EXCLUSIVE MODE"
# Owners who are to be deleted themselves do not count, nor do accounts to which nobody can sign in.
_SOLE_OWNER: Final = """
SELECT own.app FROM alcove.account_role AS own
WHERE own.user_id = $1 AND own.role = 'owner' AND NOT EXISTS (
    SELECT FROM alcove.account_role AS r JOIN alcove.account AS a ON a.id = r.user_id
    JOIN auth.identities AS i ON i.user_id = a.id AND NOT (i.provider = 'local' AND i.provider_id LIKE 'token:%')
    WHERE r.app = own.app AND r.role = 'owner' AND r.user_id NOT IN (own.user_id, $2)
      AND NOT EXISTS (SELECT FROM study.account_deletion AS d WHERE d.user_id = r.user_id))
ORDER BY own.app
"""
_SCHEDULE: Final = """
INSERT INTO study.account_deletion AS d (user_id, requested_at, due_at) VALUES ($1, $2, $3)
ON CONFLICT (user_id) DO UPDATE SET due_at = CASE WHEN $4 THEN excluded.due_at ELSE d.due_at END
RETURNING d.user_id, d.requested_at, d.due_at
"""
# Programs see the date in the user that a sign-in returns.
_MARK: Final = """
UPDATE auth.users SET updated_at = now(),
    raw_app_meta_data = coalesce(raw_app_meta_data, '{}') || jsonb_build_object('deletion_due_at', $2::timestamptz)
WHERE id = $1
"""
_END_SESSIONS: Final = "DELETE FROM auth.sessions WHERE user_id = $1"
_CANCEL: Final = "DELETE FROM study.account_deletion WHERE user_id = $1 RETURNING user_id, requested_at, due_at"
_UNMARK: Final = """
UPDATE auth.users SET updated_at = now(), raw_app_meta_data = raw_app_meta_data - 'deletion_due_at' WHERE id = $1
"""
_IS_OWNER: Final = "SELECT EXISTS (SELECT FROM alcove.account_role WHERE user_id = $1 AND role = 'owner')"
_LOCK_USER: Final = "SELECT email::text FROM auth.users WHERE id = $1 AND id <> $2 FOR UPDATE"
_SESSION_START: Final = "SELECT created_at FROM auth.sessions WHERE id = $1"
_LIST_DUE: Final = """
SELECT user_id FROM study.account_deletion WHERE due_at <= $1 AND user_id > $2 ORDER BY user_id LIMIT $3
"""
_IS_DUE: Final = "SELECT EXISTS (SELECT FROM study.account_deletion WHERE user_id = $1 AND due_at <= $2)"
_NAMES: Final = """
SELECT u.email::text AS email, ARRAY(
    SELECT DISTINCT lower(name) FROM (
        SELECT unnest(ARRAY[u.email::text, u.email_change::text, u.phone, u.phone_change]) AS name
        UNION ALL
        SELECT unnest(ARRAY[i.identity_data ->> 'email', i.identity_data ->> 'name']) FROM auth.identities AS i
        WHERE i.user_id = u.id) AS known
    WHERE name <> '') AS names
FROM auth.users AS u WHERE u.id = $1
"""
# What names an account and does not go with it. Whoever counts events still finds that there was one.
_TRACES_OF_ID: Final = (
    """
    UPDATE public.security_events SET user_id = NULL, details = '{}', ip_address = NULL, user_agent = NULL
    WHERE user_id = $1
    """,
    "DELETE FROM auth.flow_state WHERE user_id = $1",
    "DELETE FROM auth.refresh_tokens WHERE user_id = $1::uuid::text",
    "DELETE FROM alcove.invitation WHERE accepted_by = $1",
    # The upkeep removes what has arrived of unfinished uploads.
    """
    UPDATE storage.resumable_uploads
    SET owner_id = NULL, name = '', header = '', user_metadata = NULL, expires_at = least(expires_at, now())
    WHERE owner_id = $1::uuid::text
    """,
    DELETE_OBJECTS,
)
_TRACES_OF_NAMES: Final = (
    "DELETE FROM alcove.mail_message WHERE lower(recipient) = ANY ($1::text[])",
    "DELETE FROM alcove.sign_in_failure WHERE lower(name) = ANY ($1::text[])",
    "DELETE FROM alcove.invitation WHERE lower(email) = ANY ($1::text[])",
)
_ANONYMIZE_LOG: Final = """
UPDATE auth.audit_log_entries SET ip_address = '', payload = (
    payload::jsonb - ARRAY['actor_name', 'traits']
    || '{"actor_id": "00000000-0000-0000-0000-000000000000", "actor_username": ""}')::json
WHERE payload ->> 'actor_id' = $1::uuid::text OR lower(payload ->> 'actor_username') = ANY ($2::text[])
"""
_ANONYMIZE_TRAITS: Final = """
UPDATE auth.audit_log_entries SET payload = (payload::jsonb - 'traits')::json
WHERE payload -> 'traits' ->> 'user_id' = $1::uuid::text
   OR lower(payload -> 'traits' ->> 'user_email') = ANY ($2::text[])
"""
_DELETE: Final = "DELETE FROM auth.users WHERE id = $1"


async def find_deletion(source: Pool | Connection, account_id: UUID) -> Deletion | None:
    """Return the deletion of an account, None when it stays."""
    row = await source.fetchrow(_FIND, account_id)
    return None if row is None else Deletion(**row)


async def find_session_start(source: Pool | Connection, session_id: UUID) -> datetime | None:
    """Return when a session began, None when there is none."""
    start: datetime | None = await source.fetchval(_SESSION_START, session_id)
    return start


async def list_apps_without_owner(connection: Connection, account_id: UUID) -> Sequence[str]:
    """Return the apps that would have no owner without the account, which is locked: it gets no role meanwhile.

    For an owner, locks all roles until the transaction ends.
    """
    if not await connection.fetchval(_IS_OWNER, account_id):
        return ()
    await connection.execute(_LOCK_ROLES)
    return [row["app"] for row in await connection.fetch(_SOLE_OWNER, account_id, LOCAL_OWNER)]


async def lock_account(connection: Connection, account_id: UUID) -> bool:
    """Lock an account until the transaction ends; False when there is none, or it is the local owner."""
    return await connection.fetchrow(_LOCK_USER, account_id, LOCAL_OWNER) is not None


async def schedule(
    connection: Connection, account_id: UUID, *, now: datetime, due_at: datetime, replaces: bool
) -> Deletion:
    """Schedule the deletion of an account and end its sessions; `replaces` an earlier date or keep it."""
    row = await connection.fetchrow(_SCHEDULE, account_id, now, due_at, replaces)
    assert row is not None
    await connection.execute(_MARK, account_id, row["due_at"])
    await connection.execute(_END_SESSIONS, account_id)
    return Deletion(**row)


async def cancel(connection: Connection, account_id: UUID) -> Deletion | None:
    """Take back the deletion of an account, and return what it was; None without one."""
    row = await connection.fetchrow(_CANCEL, account_id)
    if row is None:
        return None
    await connection.execute(_UNMARK, account_id)
    return Deletion(**row)


async def list_due(pool: Pool, *, now: datetime, after: UUID, limit: int) -> Sequence[UUID]:
    """Return the next accounts that are due, by id."""
    return [row["user_id"] for row in await pool.fetch(_LIST_DUE, now, after, limit)]


async def find_due(connection: Connection, account_id: UUID, *, now: datetime) -> DueAccount | None:
    """Return a locked account if it is due, None when it stays."""
    if not await connection.fetchval(_IS_DUE, account_id, now):
        return None
    row = await connection.fetchrow(_NAMES, account_id)
    return None if row is None else DueAccount(user_id=account_id, email=row["email"], names=row["names"])


async def delete_account(connection: Connection, account: DueAccount) -> None:
    """Delete an account with its rows in all tables; what happened stays in the logs, without a name."""
    for statement in _TRACES_OF_ID:
        await connection.execute(statement, account.user_id)
    for statement in _TRACES_OF_NAMES:
        await connection.execute(statement, account.names)
    for statement in (_ANONYMIZE_LOG, _ANONYMIZE_TRAITS):
        await connection.execute(statement, account.user_id, account.names)
    await connection.execute(_DELETE, account.user_id)
