"""All SQL about stored settings, one row per changed setting."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from alcove.foundation.database import Connection, Pool

CHANNEL: Final = "preferences"
"""The channel that every change notifies."""

_READ = "SELECT name, value::text FROM preference"
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('preference', 0))"
_PUT = """
INSERT INTO preference (name, value)
SELECT name, value::jsonb FROM unnest($1::text[], $2::text[]) AS new (name, value) ORDER BY name
ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at = now()
"""
_NOTIFY = "SELECT pg_notify($1, 'changed')"


async def read(source: Pool | Connection) -> dict[str, Any]:
    """Return the stored values by setting name."""
    return {row[0]: msgspec.json.decode(row[1]) for row in await source.fetch(_READ)}


async def lock(connection: Connection) -> None:
    """Block other changes until the transaction ends."""
    await connection.execute(_LOCK)


async def put(connection: Connection, values: Mapping[str, Any]) -> None:
    """Store values and notify all processes on commit."""
    if not values:
        return
    await connection.execute(_PUT, list(values), [msgspec.json.encode(value).decode() for value in values.values()])
    await connection.execute(_NOTIFY, CHANNEL)
