"""The cache in PostgreSQL: all api processes give the same answers, also after a restart."""

import hashlib
from datetime import timedelta
from typing import Final
from uuid import UUID

import msgspec

from alcove.apps.study.answer_cache import store
from alcove.apps.study.answer_cache.model import CachedAnswer
from alcove.foundation.clock import Clock
from alcove.foundation.database import DATABASE_LOST, DISK_FULL, Pool

_MAX_CHARACTERS: Final = 200_000


class NoCache:
    """A cache that keeps nothing."""

    async def find(self, user_id: UUID, key: str) -> CachedAnswer | None:  # noqa: ARG002
        """Return None."""
        return None

    async def store(self, user_id: UUID, key: str, *, answer: CachedAnswer) -> None:
        """Keep nothing."""


class StoredCache:
    """Answers by account and the digest of their key."""

    def __init__(self, pool: Pool, *, lifetime: timedelta, clock: Clock) -> None:
        self._pool = pool
        self._lifetime = lifetime
        self._clock = clock

    async def find(self, user_id: UUID, key: str) -> CachedAnswer | None:
        """Return the answer of this account with this key."""
        row = await store.find_answer(self._pool, user_id, key=_digest(key), now=self._clock.now())
        return CachedAnswer(content=row[0], payload=msgspec.json.decode(row[1])) if row is not None else None

    async def store(self, user_id: UUID, key: str, *, answer: CachedAnswer) -> None:
        """Keep an answer, unless the database is lost or full: then it is asked for again."""
        if len(answer.content) > _MAX_CHARACTERS:
            return
        now = self._clock.now()
        try:
            await store.store_answer(
                self._pool,
                user_id,
                key=_digest(key),
                content=answer.content,
                payload=msgspec.json.encode(answer.payload).decode(),
                now=now,
                expires_at=now + self._lifetime,
            )
        except (*DATABASE_LOST, DISK_FULL):
            return


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
