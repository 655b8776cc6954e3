"""All SQL of errors."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from alcove.apps.study.logged_errors.model import MAX_ERRORS, FailureGroup
from alcove.foundation.database import Pool, read_row, read_table

_ADD: Final = """
INSERT INTO study.logged_errors AS e
    (fingerprint, exception, place, event, source, number, first_seen, last_seen, sample)
SELECT fingerprint, exception, place, event, source, number, first_seen, last_seen, sample
FROM jsonb_to_recordset($1::text::jsonb)
    AS a (fingerprint text, exception text, place text, event text, source text, number bigint,
          first_seen timestamptz, last_seen timestamptz, sample text)
ORDER BY fingerprint
ON CONFLICT (fingerprint) DO UPDATE SET number = e.number + excluded.number, sample = excluded.sample,
    event = excluded.event, source = excluded.source, last_seen = greatest(e.last_seen, excluded.last_seen),
    first_seen = least(e.first_seen, excluded.first_seen),
    resolved_at = CASE WHEN e.resolved_at >= excluded.last_seen THEN e.resolved_at END
"""
_LIST: Final = """
SELECT fingerprint, exception, place, event, number AS count, first_seen, last_seen, resolved_at
FROM study.logged_errors WHERE $1 OR resolved_at IS NULL ORDER BY last_seen DESC, fingerprint LIMIT $2
"""
_FIND: Final = """
SELECT fingerprint, exception, place, event, source, number AS count, first_seen, last_seen, resolved_at, sample
FROM study.logged_errors WHERE fingerprint = $1
"""
_RESOLVE: Final = "UPDATE study.logged_errors SET resolved_at = $2 WHERE fingerprint = $1 RETURNING fingerprint"
_FORGET: Final = """
DELETE FROM study.logged_errors WHERE fingerprint = ANY (ARRAY(
    SELECT fingerprint FROM study.logged_errors WHERE last_seen < $1 ORDER BY last_seen LIMIT $2))
"""
_FORGET_SURPLUS: Final = """
DELETE FROM study.logged_errors WHERE fingerprint = ANY (ARRAY(
    SELECT fingerprint FROM study.logged_errors ORDER BY last_seen DESC, fingerprint OFFSET $1 LIMIT $2))
"""
BATCH: Final = 1000


async def add_errors(pool: Pool, groups: Sequence[FailureGroup]) -> None:
    """Add errors to what is known of them; one that was resolved and comes back is open again."""
    await pool.execute(_ADD, msgspec.json.encode(groups).decode())


async def list_errors(pool: Pool, *, with_resolved: bool, limit: int) -> Sequence[Mapping[str, Any]]:
    """Return errors without their samples, those that were seen last first."""
    return await read_table(pool, _LIST, with_resolved, limit)


async def find_error(pool: Pool, fingerprint: str) -> Mapping[str, Any] | None:
    """Return an error with its sample, None for an unknown one."""
    return await read_row(pool, _FIND, fingerprint)


async def resolve_error(pool: Pool, fingerprint: str, *, now: datetime) -> bool:
    """Mark an error as resolved; False for an unknown one."""
    return await pool.fetchval(_RESOLVE, fingerprint, now) is not None


async def forget_errors(pool: Pool, *, before: datetime) -> int:
    """Remove up to BATCH errors that were not seen for long, and as many of the oldest of too many; return how many."""
    statuses = [await pool.execute(_FORGET, before, BATCH), await pool.execute(_FORGET_SURPLUS, MAX_ERRORS, BATCH)]
    return sum(int(status.rpartition(" ")[2]) for status in statuses)
