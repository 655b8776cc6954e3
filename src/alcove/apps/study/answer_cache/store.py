"""All SQL of cached answers."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from alcove.foundation.database import Connection, Pool

MAX_PER_ACCOUNT: Final = 500
"""Answers that are kept for one account; the oldest go first."""

_FIND: Final = """
SELECT content, payload::text FROM study.cached_answers WHERE user_id = $1 AND key = $2 AND expires_at > $3
"""
# An account that was deleted meanwhile keeps nothing.
_STORE: Final = """
WITH outdated AS (
    DELETE FROM study.cached_answers AS c USING (
        SELECT key FROM study.cached_answers WHERE user_id = $1 ORDER BY created_at DESC OFFSET $7
    ) AS old WHERE c.user_id = $1 AND (c.key = old.key OR c.expires_at <= $5) AND c.key <> $2
)
INSERT INTO study.cached_answers (user_id, key, content, payload, created_at, expires_at)
SELECT id, $2, $3, $4::text::jsonb, $5, $6 FROM public.profiles WHERE id = $1 FOR KEY SHARE
ON CONFLICT (user_id, key) DO UPDATE SET content = excluded.content, payload = excluded.payload,
    created_at = excluded.created_at, expires_at = excluded.expires_at
"""
_FORGET: Final = """
DELETE FROM study.cached_answers WHERE ctid = ANY(ARRAY(
    SELECT ctid FROM study.cached_answers WHERE expires_at <= $1 LIMIT 1000))
"""


async def find_answer(source: Pool | Connection, user_id: UUID, *, key: bytes, now: datetime) -> Any:
    """Return `(content, payload as JSON)` of an answer, None when there is none."""
    return await source.fetchrow(_FIND, user_id, key, now)


async def store_answer(
    source: Pool | Connection,
    user_id: UUID,
    *,
    key: bytes,
    content: str,
    payload: str,
    now: datetime,
    expires_at: datetime,
) -> None:
    """Keep an answer, and forget the oldest ones of the account."""
    await source.execute(_STORE, user_id, key, content, payload, now, expires_at, MAX_PER_ACCOUNT - 1)


async def forget_expired(source: Pool | Connection, *, now: datetime) -> int:
    """Delete expired answers of all accounts, 1,000 at most; return how many there were."""
    status = await source.execute(_FORGET, now)
    return int(status.rpartition(" ")[2])
