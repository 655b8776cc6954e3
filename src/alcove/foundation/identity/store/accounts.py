"""All SQL about accounts, their identities and roles."""

import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

import asyncpg
import msgspec

from alcove.foundation.database import Connection, Pool, read_row
from alcove.foundation.identity.errors import AccountExists
from alcove.foundation.identity.model import LOCAL_OWNER, Account, ExternalId, NewAccount, Role

MAX_ACCOUNTS: Final = 1000
"""Maximum number of accounts in a list."""

_FIND = "SELECT * FROM alcove.account WHERE id = $1"
_BY_EMAIL = "SELECT * FROM alcove.account WHERE email = $1"
_BY_IDENTITY = """
SELECT a.*, i.identity_data ->> 'is_admin' AS was_admin
FROM auth.identities AS i JOIN alcove.account AS a ON a.id = i.user_id
WHERE i.provider = $1 AND i.provider_id = $2
"""
_HAS_IDENTITY = "SELECT EXISTS (SELECT FROM auth.identities WHERE provider = $1 AND provider_id = $2)"
_IS_NAME_TAKEN = """
SELECT EXISTS (
    SELECT FROM auth.identities
    WHERE provider IN ('local', 'calibre-web', 'proxy') AND lower(identity_data ->> 'name') = lower($1)
      AND NOT (provider = 'local' AND provider_id LIKE 'token:%'))
"""
_LIST = "SELECT * FROM alcove.account WHERE id <> $1 ORDER BY created_at, id LIMIT $2"
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('identity ' || $1, 0))"

# GoTrue cannot read NULL in these columns.
_ADD_USER = """
INSERT INTO auth.users (
    instance_id, id, aud, role, email, encrypted_password, email_confirmed_at, confirmation_token, recovery_token,
    email_change_token_new, email_change, raw_app_meta_data, raw_user_meta_data, created_at, updated_at)
VALUES (
    '00000000-0000-0000-0000-000000000000', gen_random_uuid(), 'authenticated', 'authenticated', $1, $2,
    CASE WHEN $3 THEN now() END, '', '', '', '', $4::jsonb, '{}', now(), now())
RETURNING id
"""
_ADD_IDENTITY = """
INSERT INTO auth.identities (provider_id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at)
VALUES ($1, $2, $3::jsonb, $4, now(), now(), now())
"""
_SET_ADMIN = """
UPDATE auth.identities
SET identity_data = identity_data || jsonb_build_object('is_admin', $3::boolean), updated_at = now()
WHERE provider = $1 AND provider_id = $2
"""
_SIGNED_IN = "UPDATE auth.users SET last_sign_in_at = now(), updated_at = now() WHERE id = $1"
_SET_PASSWORD = "UPDATE auth.users SET encrypted_password = $2, updated_at = now() WHERE id = $1"  # noqa: S105
_REMOVE = "DELETE FROM auth.users WHERE id = $1 AND id <> $2 RETURNING id"

_SET_ROLE = """
INSERT INTO alcove.account_role (user_id, app, role) SELECT $1, app, $3 FROM unnest($2::text[]) AS app
ON CONFLICT (user_id, app) DO UPDATE SET role = excluded.role
"""
_DROP_ROLE = "DELETE FROM alcove.account_role WHERE user_id = $1 AND app = ANY ($2)"
_DEMOTE = "UPDATE alcove.account_role SET role = 'member' WHERE user_id = $1 AND role = 'owner'"
_LOCK_ROLES = "LOCK TABLE alcove.account_role IN SHARE ROW EXCLUSIVE MODE"
# Nobody can sign in to the accounts of script tokens.
_WITHOUT_OWNER = """
SELECT app FROM unnest($2::text[]) AS apps (app)
WHERE NOT EXISTS (
    SELECT FROM alcove.account_role AS r JOIN alcove.account AS a ON a.id = r.user_id
    JOIN auth.identities AS i ON i.user_id = a.id AND NOT (i.provider = 'local' AND i.provider_id LIKE 'token:%')
    WHERE r.app = apps.app AND r.role = 'owner' AND r.user_id NOT IN ($1, $3))
ORDER BY app
"""
_HAS_OWNER = """
SELECT EXISTS (
    SELECT FROM alcove.account_role AS r JOIN alcove.account AS a ON a.id = r.user_id
    WHERE r.role = 'owner' AND a.password_hash <> '' AND a.id <> $1)
"""
_ADD_LOCAL_OWNER = """
WITH added AS (
    INSERT INTO auth.users (instance_id, id, aud, role, encrypted_password, confirmation_token, recovery_token,
        email_change_token_new, email_change, raw_app_meta_data, raw_user_meta_data, created_at, updated_at)
    VALUES ('00000000-0000-0000-0000-000000000000', $1, 'authenticated', 'authenticated', '', '', '', '', '',
        '{"provider": "local", "providers": ["local"]}', '{}', now(), now())
    ON CONFLICT (id) DO NOTHING RETURNING id)
INSERT INTO auth.identities (provider_id, user_id, identity_data, provider, created_at, updated_at)
SELECT 'local owner', id, jsonb_build_object('sub', id::text, 'name', 'local owner'), 'local', now(), now() FROM added
"""


async def find(source: Pool | Connection, account_id: uuid.UUID) -> Account | None:
    """Return an account that may sign in, None otherwise."""
    return account_from_row(await read_row(source, _FIND, account_id))


async def find_by_login(source: Pool | Connection, name: str) -> Account | None:
    """Return the account with this email address or name."""
    if "@" in name:
        return account_from_row(await read_row(source, _BY_EMAIL, name.strip().lower()))
    return account_from_row(await read_row(source, _BY_IDENTITY, "local", name.strip().lower()))


async def find_by_identity(source: Pool | Connection, external_id: ExternalId) -> tuple[Account, bool] | None:
    """Return the account of an identity, and whether the user was an administrator at the last check."""
    row = await read_row(source, _BY_IDENTITY, external_id.provider, external_id.id)
    account = account_from_row(row)
    return (account, row["was_admin"] == "true") if row is not None and account is not None else None


async def has_identity(source: Pool | Connection, external_id: ExternalId) -> bool:
    """Return whether an identity exists, even if its account may not sign in."""
    result: bool = await source.fetchval(_HAS_IDENTITY, external_id.provider, external_id.id)
    return result


async def is_name_taken(source: Pool | Connection, name: str) -> bool:
    """Return whether an account of any backend has this name."""
    result: bool = await source.fetchval(_IS_NAME_TAKEN, name)
    return result


async def list_accounts(source: Pool | Connection) -> list[Account]:
    """Return all accounts except the local owner, oldest first."""
    return [
        account for row in await source.fetch(_LIST, LOCAL_OWNER, MAX_ACCOUNTS) if (account := account_from_row(row))
    ]


async def has_owner(source: Pool | Connection) -> bool:
    """Return whether there is an owner with a password."""
    result: bool = await source.fetchval(_HAS_OWNER, LOCAL_OWNER)
    return result


async def lock(connection: Connection, name: str) -> None:
    """Take the advisory lock for creating an account of this name; it ends with the transaction."""
    await connection.execute(_LOCK, name)


async def add(connection: Connection, new: NewAccount, *, password_hash: str, is_confirmed: bool) -> Account:
    """Add an account with its identities and roles, in the caller's transaction; AccountExists."""
    providers = [*(["email"] if new.email else []), *(["local"] if new.name else [])]
    meta = json.dumps({"provider": providers[0], "providers": providers})
    try:
        async with connection.transaction():
            if new.name and await is_name_taken(connection, new.name):
                raise AccountExists("Another account has this name.")
            account_id = await connection.fetchval(
                _ADD_USER, new.email, password_hash, bool(new.email) and is_confirmed, meta
            )
            if new.email:
                data = {"sub": str(account_id), "email": new.email, "email_verified": is_confirmed}
                await connection.execute(_ADD_IDENTITY, str(account_id), account_id, json.dumps(data), "email")
            if new.name:
                data = {"sub": str(account_id), "name": new.name}
                await connection.execute(_ADD_IDENTITY, new.name.lower(), account_id, json.dumps(data), "local")
    except asyncpg.UniqueViolationError as error:
        raise AccountExists("Another account has this name or email address.") from error
    for app, role in new.roles.items():
        await set_role(connection, account_id, apps=[app], role=role)
    return _existing(await find(connection, account_id))


async def add_external_user(connection: Connection, external_id: ExternalId, *, name: str, is_admin: bool) -> Account:
    """Add the account of an external user, without email address and password."""
    meta = json.dumps({"provider": external_id.provider, "providers": [external_id.provider]})
    account_id = await connection.fetchval(_ADD_USER, None, "", None, meta)
    data = json.dumps({"sub": str(account_id), "name": name, "is_admin": is_admin})
    await connection.execute(_ADD_IDENTITY, external_id.id, account_id, data, external_id.provider)
    return _existing(await find(connection, account_id))


async def ensure_local_owner(connection: Connection, apps: Sequence[str]) -> None:
    """Add the account of all callers where sign-in is not required, as owner of every app."""
    await connection.execute(_ADD_LOCAL_OWNER, LOCAL_OWNER)
    await set_role(connection, LOCAL_OWNER, apps=apps, role="owner")


async def set_admin(source: Pool | Connection, external_id: ExternalId, *, is_admin: bool) -> None:
    """Record whether an external user is an administrator."""
    await source.execute(_SET_ADMIN, external_id.provider, external_id.id, is_admin)


async def set_role(source: Pool | Connection, account_id: uuid.UUID, *, apps: Sequence[str], role: Role | None) -> None:
    """Set or, with None, remove an account's role in apps."""
    if role is None:
        await source.execute(_DROP_ROLE, account_id, list(apps))
    else:
        await source.execute(_SET_ROLE, account_id, list(apps), role)


async def demote_owner(source: Pool | Connection, account_id: uuid.UUID) -> None:
    """Turn the owner roles of an account into member roles."""
    await source.execute(_DEMOTE, account_id)


async def apps_without_owner(connection: Connection, account_id: uuid.UUID, *, apps: Sequence[str]) -> list[str]:
    """Return the apps that would have no owner without this account; locks roles until the commit."""
    await connection.execute(_LOCK_ROLES)
    return [row[0] for row in await connection.fetch(_WITHOUT_OWNER, account_id, list(apps), LOCAL_OWNER)]


async def set_password(source: Pool | Connection, account_id: uuid.UUID, *, password_hash: str) -> None:
    """Set an account's password hash."""
    await source.execute(_SET_PASSWORD, account_id, password_hash)


async def record_sign_in(source: Pool | Connection, account_id: uuid.UUID) -> None:
    """Record the time of a sign-in."""
    await source.execute(_SIGNED_IN, account_id)


async def remove(source: Pool | Connection, account_id: uuid.UUID) -> bool:
    """Remove an account with its sessions, tokens and roles; False when there is none or it is the local owner."""
    return await source.fetchval(_REMOVE, account_id, LOCAL_OWNER) is not None


def account_from_row(row: Mapping[str, Any] | None) -> Account | None:
    """Return the account in a row of the view `alcove.account`."""
    if row is None:
        return None
    return Account(
        id=row["id"],
        name=row["name"],
        email=row["email"],
        roles=msgspec.json.decode(row["roles"], type=dict[str, Role]),
        password_hash=row["password_hash"],
        created_at=row["created_at"],
        last_sign_in_at=row["last_sign_in_at"],
    )


def _existing(account: Account | None) -> Account:
    if account is None:
        raise AccountExists("The account was removed meanwhile.")
    return account
