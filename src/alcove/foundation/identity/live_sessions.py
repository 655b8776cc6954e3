"""Whether the session behind an access token still exists, cached in each process and dropped by NOTIFY."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from alcove.foundation.cache import Cache, CacheInvalidation
from alcove.foundation.clock import Clock
from alcove.foundation.database import PgListener, Pool
from alcove.foundation.identity.store import sessions

CHANNEL: Final = "alcove_access"
"""Notifications on this channel contain user and session as in the keys of the cache, or a user alone, or nothing."""
MAX_ENTRIES: Final = 20_000
TTL: Final = 60.0
"""Seconds after which a session is looked up again, in case it had a limit that has passed."""


class LiveSessions:
    """Looks up the sessions of access tokens."""

    def __init__(self, pool: Pool, listener: PgListener, *, clock: Clock) -> None:
        self._pool = pool
        self._changes = CacheInvalidation(listener, CHANNEL, by_prefix=True)
        self._cache: Cache[str, bool] = Cache(size=MAX_ENTRIES, ttl=TTL, clock=clock, changes=self._changes)

    async def contains(self, session_id: UUID, *, user_id: UUID) -> bool:
        """Return whether the session is one of the user's and may be used."""
        return await self._cache.get(
            f"{user_id}/{session_id}", lambda: sessions.is_live(self._pool, session_id, user_id=user_id)
        )

    def watch(self, on_change: Callable[[str | None], None]) -> None:
        """Call `on_change` with a user's id when its sessions may have ended, with None when anybody's may."""

        def report(prefix: str | None) -> None:
            on_change(prefix.partition("/")[0] if prefix is not None else None)

        self._changes.add_callback(report)

    def forget(self, user_id: UUID | None) -> None:
        """Look up the sessions of a user again, or with None those of everybody."""
        if user_id is None:
            self._cache.clear()
        else:
            self._cache.delete_prefix(f"{user_id}/")

    async def close(self) -> None:
        """Stop listening for changes."""
        await self._changes.close()
        await self._cache.close()
