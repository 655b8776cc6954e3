"""Destinations of accounts; their addresses are encrypted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from alcove.foundation.database import Connection, Pool, read_json
from alcove.foundation.notify.model import DestinationChannel

_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtextextended('notification destinations ' || $1::text, 0))"
_ADD: Final = """
INSERT INTO notification_destination (id, account_id, channel, label, hint, secret)
SELECT $2, $1, $3, $4, $5, $6
WHERE (SELECT count(*) FROM notification_destination WHERE account_id = $1) < $7
RETURNING id
"""
_FOUND: Final = """(
    SELECT d.id, d.channel, d.label, d.hint AS address, d.enabled, d.created_at,
        last.state AS last_state, last.last_error, coalesce(last.ended_at, last.created_at) AS last_at
    FROM notification_destination AS d LEFT JOIN LATERAL (
        SELECT state, last_error, created_at, ended_at FROM notification_delivery
        WHERE destination_id = d.id ORDER BY created_at DESC, id LIMIT 1) AS last ON true
    WHERE d.account_id = $1 AND ($2::uuid IS NULL OR d.id = $2) ORDER BY d.created_at, d.id
) AS found"""
_LIST: Final = f"""
SELECT json_build_object('destinations', coalesce(json_agg(found ORDER BY created_at, id), '[]')) FROM {_FOUND}
"""  # noqa: S608 - constants
_JSON: Final = f"SELECT row_to_json(found) FROM {_FOUND}"  # noqa: S608 - constants
_FIND: Final = """
SELECT id, account_id, channel, label, hint, secret, enabled FROM notification_destination
WHERE account_id = $1 AND id = $2
"""
_LIST_ENABLED: Final = """
SELECT d.id, d.account_id, d.channel, d.label, d.hint, d.secret, d.enabled
FROM notification_destination AS d JOIN account AS a ON a.id = d.account_id
WHERE d.enabled AND (a.name = $1 OR lower(a.email) = lower($1)) ORDER BY d.created_at, d.id
"""
_CHANGE: Final = """
UPDATE notification_destination SET label = $3, hint = $4, secret = $5, enabled = $6
WHERE account_id = $1 AND id = $2
"""
_DELETE: Final = "DELETE FROM notification_destination WHERE account_id = $1 AND id = $2 RETURNING id"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDestination:
    """A destination; `secret` is the ciphertext of its address and signing key."""

    id: UUID
    account_id: UUID
    channel: DestinationChannel
    label: str
    hint: str
    secret: str
    enabled: bool = True


async def add(connection: Connection, destination: StoredDestination, *, limit: int) -> bool:
    """Add a destination; False when the account has `limit` already."""
    stored = destination
    await connection.execute(_LOCK, str(stored.account_id))
    values = (stored.channel, stored.label, stored.hint, stored.secret)
    return await connection.fetchval(_ADD, stored.account_id, stored.id, *values, limit) is not None


async def read_all(source: Pool | Connection, account_id: UUID) -> bytes:
    """Return the destinations of an account with their last delivery, as JSON."""
    return await read_json(source, _LIST, account_id, None)


async def read_one(source: Pool | Connection, account_id: UUID, *, destination_id: UUID) -> bytes | None:
    """Return a destination as JSON, None when the account has none with this id."""
    found = await read_json(source, _JSON, account_id, destination_id)
    return None if found == b"null" else found


async def find(source: Pool | Connection, account_id: UUID, *, destination_id: UUID) -> StoredDestination | None:
    """Return a destination, None when the account has none with this id."""
    row = await source.fetchrow(_FIND, account_id, destination_id)
    return None if row is None else StoredDestination(**row)


async def lock(connection: Connection, account_id: UUID, *, destination_id: UUID) -> StoredDestination | None:
    """Return a destination that nobody else changes until the transaction ends, None when there is none."""
    row = await connection.fetchrow(f"{_FIND} FOR UPDATE", account_id, destination_id)
    return None if row is None else StoredDestination(**row)


async def list_enabled(source: Pool | Connection, account: str) -> Sequence[StoredDestination]:
    """Return the destinations of an account that are switched on; `account` is its name or address."""
    return [StoredDestination(**row) for row in await source.fetch(_LIST_ENABLED, account)]


async def change(connection: Connection, destination: StoredDestination) -> None:
    """Store a changed destination, which is locked."""
    stored = destination
    values = (stored.label, stored.hint, stored.secret, stored.enabled)
    await connection.execute(_CHANGE, stored.account_id, stored.id, *values)


async def delete(source: Pool | Connection, account_id: UUID, *, destination_id: UUID) -> bool:
    """Delete a destination with its deliveries; False when the account has none with this id."""
    return await source.fetchval(_DELETE, account_id, destination_id) is not None
