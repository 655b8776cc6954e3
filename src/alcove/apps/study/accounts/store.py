"""All SQL about accounts of study programs, besides that of the wire and of their data."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from alcove.apps.study.accounts.model import StudyAccount
from alcove.foundation.database import Connection, Pool, transaction

MAX_ACCOUNTS: Final = 10_000

_ADD_MEMBER: Final = """
INSERT INTO alcove.account_role (user_id, app, role) VALUES ($1, 'study', 'member') ON CONFLICT DO NOTHING
"""
_HAS_OTHER_ROLES: Final = """
SELECT EXISTS (SELECT FROM alcove.account_role WHERE user_id = $1 AND (app <> 'study' OR role = 'owner'))
"""
_SELECT: Final = """
SELECT u.id, u.email::text AS email, u.created_at, u.confirmed_at, u.last_sign_in_at,
    CASE WHEN u.banned_until > now() THEN u.banned_until END AS banned_until, d.due_at,
    (SELECT coalesce(json_object_agg(r.app, r.role ORDER BY r.app), '{}') FROM alcove.account_role AS r
     WHERE r.user_id = u.id)::text AS roles
FROM auth.users AS u
LEFT JOIN study.account_deletion AS d ON d.user_id = u.id
"""
_LIST: Final = f"""
{_SELECT}
WHERE u.deleted_at IS NULL
  AND EXISTS (SELECT FROM alcove.account_role AS r WHERE r.user_id = u.id AND r.app = 'study')
ORDER BY u.created_at, u.id LIMIT $1
"""
_FIND: Final = f"{_SELECT} WHERE lower(u.email::text) = lower($1) OR u.id::text = lower($1) LIMIT 1"
_BAN: Final = "UPDATE auth.users SET banned_until = $2, updated_at = now() WHERE id = $1"
_UNBAN: Final = "UPDATE auth.users SET banned_until = NULL, updated_at = now() WHERE id = $1"
_END_SESSIONS: Final = "DELETE FROM auth.sessions WHERE user_id = $1"


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
    return [_read(row) for row in await source.fetch(_LIST, MAX_ACCOUNTS)]


async def find_account(source: Pool | Connection, name: str) -> StudyAccount | None:
    """Return the account with an address or id, None when there is none."""
    row = await source.fetchrow(_FIND, name.strip())
    return None if row is None else _read(row)


async def ban_account(pool: Pool, account_id: UUID, *, until: datetime) -> None:
    """End the sessions of an account, and let nobody sign in until a time."""
    async with transaction(pool) as connection:
        await connection.execute(_BAN, account_id, until)
        await connection.execute(_END_SESSIONS, account_id)


async def unban_account(pool: Pool, account_id: UUID) -> None:
    """Let the owner of an account sign in again."""
    await pool.execute(_UNBAN, account_id)


def _read(row: Mapping[str, Any]) -> StudyAccount:
    return StudyAccount(**{**row, "roles": json.loads(row["roles"])})
