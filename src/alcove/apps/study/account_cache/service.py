"""Keep answers about accounts in memory.

An answer is kept for one version of the account's data, which the database changes in the transaction that changes
them; every read compares the version. So an answer is never older than the read. The notification of a change frees
the memory.
"""

from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

from alcove.apps.study.account_cache import store
from alcove.foundation.cache import Cache, CacheInvalidation
from alcove.foundation.deps import Deps

MAX_ANSWERS: Final = 256
MAX_SIZE: Final = 128 * 1024
"""Bytes of an answer that is kept."""
MAX_AGE: Final = 600.0


class AccountCache:
    """Keeps answers in this process."""

    def __init__(self, deps: Deps) -> None:
        self._pool = deps.pool
        self._changes = CacheInvalidation(deps.pg_listener, store.CHANNEL, by_prefix=True)
        self._answers: Cache[str, bytes] = Cache(size=MAX_ANSWERS, ttl=MAX_AGE, clock=deps.clock, changes=self._changes)
        deps.exit_stack.push_async_callback(self.close)

    async def get(self, user_id: UUID, name: str, *, load: Callable[[], Awaitable[bytes]]) -> bytes:
        """Return what `load` returns, or has returned for the account's present data; its errors are raised.

        `name` names the answer among those about the account. What `load` reads must be what versions cover: profile,
        subjects, statistics, streaks and goals, and the study day of today.
        """
        version = await store.find_version(self._pool, user_id)
        if version is None:
            return await load()
        return await self._answers.get(f"{user_id} {version} {name}", load, ttl=_seconds)

    async def close(self) -> None:
        """Stop listening for changes."""
        await self._changes.close()
        await self._answers.close()


def _seconds(answer: bytes) -> float:
    return MAX_AGE if len(answer) <= MAX_SIZE else 0.0
