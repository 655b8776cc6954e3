"""What an account wants to be sent: channels by kind, and quiet hours."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from alcove.foundation.database import Connection, Pool
from alcove.foundation.notify.model import Channel, QuietHours

_LIST: Final = "SELECT kind, channels FROM notification_preference WHERE account_id = $1"
_SET: Final = """
INSERT INTO notification_preference (account_id, kind, channels)
SELECT $1, kind, channels::text[] FROM jsonb_to_recordset($2::text::jsonb) AS chosen (kind text, channels text[])
ON CONFLICT (account_id, kind) DO UPDATE SET channels = excluded.channels
"""
_RESET: Final = "DELETE FROM notification_preference WHERE account_id = $1 AND kind = ANY ($2::text[])"
_QUIET: Final = "SELECT starts_at, ends_at, zone FROM notification_quiet_hours WHERE account_id = $1"
_SET_QUIET: Final = """
INSERT INTO notification_quiet_hours (account_id, starts_at, ends_at, zone) VALUES ($1, $2, $3, $4)
ON CONFLICT (account_id) DO UPDATE
SET starts_at = excluded.starts_at, ends_at = excluded.ends_at, zone = excluded.zone
"""
_REMOVE_QUIET: Final = "DELETE FROM notification_quiet_hours WHERE account_id = $1"


async def list_channels(source: Pool | Connection, account_id: UUID) -> Mapping[str, Sequence[Channel]]:
    """Return the channels of the kinds for which an account has chosen them."""
    return {row["kind"]: row["channels"] for row in await source.fetch(_LIST, account_id)}


async def set_channels(connection: Connection, account_id: UUID, *, chosen: str) -> None:
    """Store the channels of some kinds: `chosen` is a JSON list of `{kind, channels}`."""
    await connection.execute(_SET, account_id, chosen)


async def reset_channels(connection: Connection, account_id: UUID, *, kinds: Sequence[str]) -> None:
    """Let kinds have their default channels again."""
    await connection.execute(_RESET, account_id, list(kinds))


async def find_quiet_hours(source: Pool | Connection, account_id: UUID) -> QuietHours | None:
    """Return the quiet hours of an account, None when it has none."""
    row = await source.fetchrow(_QUIET, account_id)
    return None if row is None else QuietHours(**row)


async def set_quiet_hours(connection: Connection, account_id: UUID, *, hours: QuietHours | None) -> None:
    """Store or remove the quiet hours of an account."""
    if hours is None:
        await connection.execute(_REMOVE_QUIET, account_id)
    else:
        await connection.execute(_SET_QUIET, account_id, hours.starts_at, hours.ends_at, hours.zone)
