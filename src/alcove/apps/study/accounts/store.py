"""All SQL about accounts of study programs, besides that of the wire."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from alcove.apps.study.accounts.model import StudyAccount
from alcove.foundation.database import Connection, Pool, transaction

MAX_ACCOUNTS: Final = 10_000
BATCH: Final = 100
"""Accounts that one run deletes at most."""

_ADD_MEMBER: Final = """
INSERT INTO alcove.account_role (user_id, app, role) VALUES ($1, 'study', 'member') ON CONFLICT DO NOTHING
"""
_HAS_OTHER_ROLES: Final = """
SELECT EXISTS (SELECT FROM alcove.account_role WHERE user_id = $1 AND (app <> 'study' OR role = 'owner'))
"""
_SELECT: Final = """
SELECT u.id, u.email::text AS email, u.created_at, u.last_sign_in_at, d.due_at,
    EXISTS (SELECT FROM alcove.account_role AS r WHERE r.user_id = u.id AND r.role = 'owner') AS owns_app
FROM auth.users AS u
LEFT JOIN study.account_deletion AS d ON d.user_id = u.id
"""
_LIST: Final = f"""
{_SELECT}
WHERE u.deleted_at IS NULL
  AND EXISTS (SELECT FROM alcove.account_role AS r WHERE r.user_id = u.id AND r.app = 'study')
ORDER BY u.created_at, u.id LIMIT $1
"""
_FIND: Final = f"{_SELECT} WHERE lower(u.email::text) = lower($1) OR u.id::text = lower($1) FOR UPDATE OF u"
_REQUEST: Final = """
WITH request AS (
    INSERT INTO study.account_deletion AS d (user_id, due_at, earlier_ban)
    SELECT id, $2, banned_until FROM auth.users WHERE id = $1
    ON CONFLICT (user_id) DO UPDATE SET due_at = excluded.due_at),
ended AS (DELETE FROM auth.sessions WHERE user_id = $1)
UPDATE auth.users SET banned_until = $2 + interval '100 years', updated_at = now() WHERE id = $1
"""
_RESTORE: Final = """
WITH request AS (DELETE FROM study.account_deletion WHERE user_id = $1 RETURNING earlier_ban)
UPDATE auth.users SET banned_until = request.earlier_ban, updated_at = now() FROM request WHERE id = $1 RETURNING id
"""
_DUE: Final = """
SELECT u.id, lower(u.email::text) AS email FROM study.account_deletion AS d JOIN auth.users AS u ON u.id = d.user_id
WHERE d.due_at <= now() ORDER BY d.due_at LIMIT $1 FOR UPDATE OF u SKIP LOCKED
"""
# What names an account but does not go with it.
_TRACES: Final = (
    "DELETE FROM public.security_events WHERE user_id = ANY ($1::uuid[])",
    "DELETE FROM auth.flow_state WHERE user_id = ANY ($1::uuid[])",
    """
    DELETE FROM auth.audit_log_entries
    WHERE payload ->> 'actor_id' = ANY ($1::uuid[]::text[])
       OR payload -> 'traits' ->> 'user_id' = ANY ($1::uuid[]::text[])
    """,
    "DELETE FROM auth.users WHERE id = ANY ($1::uuid[])",
)
_TRACES_OF_ADDRESSES: Final = (
    "DELETE FROM alcove.mail_message WHERE lower(recipient) = ANY ($1::text[])",
    "DELETE FROM alcove.sign_in_failure WHERE lower(name) = ANY ($1::text[])",
)
_EXPORT: Final = "SELECT study.export_account($1)::text"


class MemberHooks:
    """Makes every new account a member of this app, and of no other."""

    async def after_create(self, connection: Connection, user_id: UUID) -> None:
        """Add the role of a new account, in the transaction that makes it."""
        await connection.execute(_ADD_MEMBER, user_id)


async def has_other_roles(connection: Connection, account_id: UUID) -> bool:
    """Return whether an account owns this app, or has a role in another one."""
    result: bool = await connection.fetchval(_HAS_OTHER_ROLES, account_id)
    return result


async def list_accounts(source: Pool | Connection) -> Sequence[StudyAccount]:
    """Return the members of this app, oldest first."""
    return [StudyAccount(**row) for row in await source.fetch(_LIST, MAX_ACCOUNTS)]


async def find_account(connection: Connection, name: str) -> StudyAccount | None:
    """Return the account with an address or id, locked until the transaction ends; None when there is none."""
    row = await connection.fetchrow(_FIND, name.strip())
    return None if row is None else StudyAccount(**row)


async def request_deletion(connection: Connection, account_id: UUID, *, due_at: datetime) -> None:
    """End the sessions of an account, let nobody sign in to it, and mark it for deletion."""
    await connection.execute(_REQUEST, account_id, due_at)


async def cancel_deletion(connection: Connection, account_id: UUID) -> bool:
    """Undo `request_deletion`; return whether there was one."""
    return await connection.fetchval(_RESTORE, account_id) is not None


async def delete_due_accounts(pool: Pool) -> int:
    """Delete accounts that are due, with everything that belongs to them; return how many, at most `BATCH`."""
    async with transaction(pool) as connection:
        rows = await connection.fetch(_DUE, BATCH)
        for statement in _TRACES:
            await connection.execute(statement, [row["id"] for row in rows])
        for statement in _TRACES_OF_ADDRESSES:
            await connection.execute(statement, [row["email"] for row in rows if row["email"]])
    return len(rows)


async def export_account(connection: Connection, account_id: UUID) -> bytes:
    """Return everything about an account but its secrets, as JSON."""
    text: str = await connection.fetchval(_EXPORT, account_id)
    return text.encode()
