"""All SQL of the upkeep: removal of rows that no request can use any more."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from alcove.foundation.database import Pool
from alcove.wires.supabase.auth.config import SessionRules

BATCH: Final = 1000
"""Rows that one statement removes."""
KEPT_AFTER_END: Final = timedelta(days=1)
"""How long a session, flow or challenge stays after its end, so that its client gets the error that says so."""
TOKENS_KEPT: Final = timedelta(days=30)
"""How long a revoked refresh token is recognized when it is used again."""
CODES_KEPT: Final = timedelta(days=30)

# One statement for each way to end, which an index finds; a session was not used before it began.
_SESSIONS: Final = """
DELETE FROM auth.sessions WHERE id IN (
    SELECT id FROM auth.sessions WHERE {condition} ORDER BY {order} LIMIT $2)
"""
_PAST_END: Final = _SESSIONS.format(condition="not_after < $1", order="not_after")
_PAST_TIMEBOX: Final = _SESSIONS.format(condition="created_at < $1", order="created_at")
_UNUSED: Final = _SESSIONS.format(
    condition="created_at < $1 AND coalesce(refreshed_at AT TIME ZONE 'UTC', created_at) < $1", order="created_at"
)
_TOKENS: Final = """
DELETE FROM auth.refresh_tokens WHERE id IN (
    SELECT id FROM auth.refresh_tokens WHERE revoked AND updated_at < $1 ORDER BY updated_at LIMIT $2)
"""
_FLOWS: Final = """
DELETE FROM auth.flow_state WHERE id IN (SELECT id FROM auth.flow_state WHERE created_at < $1 LIMIT $2)
"""
_CHALLENGES: Final = """
DELETE FROM auth.mfa_challenges WHERE id IN (SELECT id FROM auth.mfa_challenges WHERE created_at < $1 LIMIT $2)
"""
_CODES: Final = """
DELETE FROM auth.one_time_tokens WHERE id IN (
    SELECT id FROM auth.one_time_tokens WHERE created_at AT TIME ZONE 'UTC' < $1 LIMIT $2)
"""


async def remove_expired(pool: Pool, rules: SessionRules, *, now: datetime) -> Mapping[str, int]:
    """Remove up to `BATCH` rows of each kind and return how many; whoever gets `BATCH` for a kind calls again."""
    ended = now - KEPT_AFTER_END
    statements: Mapping[str, tuple[str, tuple[object, ...]]] = {
        "sessions": (_PAST_END, (ended, BATCH)),
        "refresh_tokens": (_TOKENS, (now - TOKENS_KEPT, BATCH)),
        "flows": (_FLOWS, (ended, BATCH)),
        "challenges": (_CHALLENGES, (ended, BATCH)),
        "codes": (_CODES, (now - CODES_KEPT, BATCH)),
    }
    removed = {name: _count(await pool.execute(sql, *values)) for name, (sql, values) in statements.items()}
    for sql, seconds in ((_PAST_TIMEBOX, rules.timebox), (_UNUSED, rules.inactivity_timeout)):
        if seconds is not None:
            removed["sessions"] += _count(await pool.execute(sql, ended - timedelta(seconds=seconds), BATCH))
    return removed


def _count(status: str) -> int:
    return int(status.rpartition(" ")[2])
