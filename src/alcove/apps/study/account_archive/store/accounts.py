"""SQL of the accounts and files of archives."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from alcove.apps.study.account_data import LIST_CONTENTS
from alcove.foundation.database import Connection

MAX_LISTED: Final = 100_000

_FIND_ACCOUNT: Final = """
SELECT id, deleted_at IS NULL AND NOT is_sso_user AS is_usable FROM auth.users WHERE lower(email::text) = $1
"""
_IS_TAKEN: Final = "SELECT EXISTS (SELECT FROM auth.users WHERE id = $1)"
_CONFIRM: Final = "UPDATE auth.users SET email_confirmed_at = now() WHERE id = $1"
_MAP: Final = """
CREATE TEMP TABLE account_map (old uuid PRIMARY KEY, new uuid, email text, state text NOT NULL, is_new boolean NOT NULL)
"""
_ADD_TO_MAP: Final = "INSERT INTO pg_temp.account_map (old, new, state, is_new) VALUES ($1, $2, 'archive', $3)"
_FIND_OBJECT: Final = """
SELECT coalesce(owner_id, owner::text) FROM storage.objects WHERE bucket_id = $1 AND name = $2
"""
_ARE_ACCOUNTS: Final = "SELECT EXISTS (SELECT FROM auth.users WHERE id = ANY ($1::uuid[]))"
_ADD_OBJECT: Final = """
INSERT INTO storage.objects (bucket_id, name, owner, owner_id, metadata, version, user_metadata, created_at)
VALUES ($1, $2, $3, $3::uuid::text, $4::text::jsonb, $5, $6::text::jsonb, coalesce($7, now()))
"""
_READ_MEDIA: Final = "SELECT content FROM study.card_media WHERE user_id = $1 AND name = $2"
_LIST_MEDIA: Final = """
SELECT DISTINCT ON (sha256) name, encode(sha256, 'hex') FROM study.card_media WHERE user_id = $1 ORDER BY sha256, name
"""


async def list_media(connection: Connection, account_id: UUID) -> Sequence[tuple[str, str]]:
    """Return the names of the images and sounds of an account's cards with their SHA-256, each content once."""
    return [(row[0], row[1]) for row in await connection.fetch(_LIST_MEDIA, account_id)]


async def read_media(connection: Connection, account_id: UUID, *, name: str) -> bytes | None:
    """Return the content of an image or sound."""
    content: bytes | None = await connection.fetchval(_READ_MEDIA, account_id, name)
    return content


async def list_objects(connection: Connection, account_id: UUID) -> Sequence[Mapping[str, Any]]:
    """Return the files of an account."""
    return [dict(row) for row in await connection.fetch(LIST_CONTENTS, account_id, MAX_LISTED)]


async def find_account(connection: Connection, email: str) -> tuple[UUID, bool] | None:
    """Return the account with an address, and whether rows may be added to it; None without one."""
    row = await connection.fetchrow(_FIND_ACCOUNT, email)
    return None if row is None else (row["id"], row["is_usable"])


async def is_taken(connection: Connection, account_id: UUID) -> bool:
    """Return whether there is an account with an id."""
    found: bool = await connection.fetchval(_IS_TAKEN, account_id)
    return found


async def confirm_address(connection: Connection, account_id: UUID) -> None:
    """Confirm the address of an account that the operator makes."""
    await connection.execute(_CONFIRM, account_id)


async def map_account(connection: Connection, *, old: UUID, new: UUID, is_new: bool) -> None:
    """Map the account in the archive to the one that gets its rows."""
    await connection.execute(_MAP)
    await connection.execute(_ADD_TO_MAP, old, new, is_new)


async def are_accounts(connection: Connection, ids: Collection[UUID]) -> bool:
    """Return whether one of the ids is that of an account."""
    found: bool = await connection.fetchval(_ARE_ACCOUNTS, list(ids))
    return found


async def find_object(connection: Connection, *, bucket: str, name: str) -> tuple[bool, str | None]:
    """Return whether there is an object, and its owner."""
    row = await connection.fetchrow(_FIND_OBJECT, bucket, name)
    return (False, None) if row is None else (True, row[0])


async def add_object(connection: Connection, *values: object) -> None:
    """Add an object: bucket, name, owner, metadata, version, metadata of the user and time."""
    await connection.execute(_ADD_OBJECT, *values)
