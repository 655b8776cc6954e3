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

_SESSIONS: Final = """
DELETE FROM auth.sessions WHERE id IN (
    SELECT id FROM auth.sessions
    WHERE not_after < $1
        OR created_at < $1::timestamptz - $3::float8 * interval '1 second'
        OR created_at < $1::timestamptz - $4::float8 * interval '1 second'
            AND coalesce(refreshed_at AT TIME ZONE 'UTC', created_at)
                < $1::timestamptz - $4::float8 * interval '1 second'
    LIMIT $2)
"""
_TOKENS: Final = """
DELETE FROM auth.refresh_tokens WHERE id IN (
    SELECT id FROM auth.refresh_tokens WHERE revoked AND updated_at < $1 LIMIT $2)
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
        "sessions": (_SESSIONS, (ended, BATCH, rules.timebox, rules.inactivity_timeout)),
        "refresh_tokens": (_TOKENS, (now - TOKENS_KEPT, BATCH)),
        "flows": (_FLOWS, (ended, BATCH)),
        "challenges": (_CHALLENGES, (ended, BATCH)),
        "codes": (_CODES, (now - CODES_KEPT, BATCH)),
    }
    return {name: _count(await pool.execute(sql, *values)) for name, (sql, values) in statements.items()}


def _count(status: str) -> int:
    return int(status.rpartition(" ")[2])
