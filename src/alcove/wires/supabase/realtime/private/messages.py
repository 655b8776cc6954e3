"""The messages that are kept in `realtime.messages`, for replays."""

import uuid
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from alcove.foundation.database import Pool
from alcove.wires.supabase.realtime.model import ReplayRequest, StoredMessage
from alcove.wires.supabase.realtime.private.store import read_replay, store_message

MAX_REPLAYED: Final = 25
RETENTION_SECONDS: Final = 3 * 86_400

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_MILLISECOND: Final = 253_370_764_800_000
"""The year 9999: a later time is the same to a replay."""


class DatabaseMessages:
    """Reads and stores private broadcasts, with connections of the owner of the table."""

    def __init__(self, pool: Callable[[], Awaitable[Pool]]) -> None:
        self._pool = pool

    async def replay(self, topic: str, *, request: ReplayRequest) -> Sequence[StoredMessage]:
        """Return the newest messages of a topic since a time, the oldest first; at most MAX_REPLAYED. DATABASE_LOST.

        Whether the caller may read them is for the caller of this method to decide.
        """
        limit = min(request.limit, MAX_REPLAYED)
        if limit < 1:
            return []
        since = _EPOCH + timedelta(milliseconds=min(max(request.since, 0), _LAST_MILLISECOND))
        rows = await read_replay(await self._pool(), topic, since=since, limit=limit)
        return [StoredMessage(id=message_id, event=event, payload=payload) for message_id, event, payload in rows]

    async def store(self, topic: str, *, event: str, payload: bytes, seconds: float | None = None) -> str:
        """Store a private broadcast that was delivered, for at most `seconds`, and return its id.

        `payload` is JSON. PostgresError for one that PostgreSQL cannot store, such as with a NUL; DATABASE_LOST.
        """
        message_id = str(uuid.uuid4())
        lifetime = None if seconds is None else min(seconds, RETENTION_SECONDS)
        await store_message(
            await self._pool(), topic, message_id=message_id, event=event, payload=payload, seconds=lifetime
        )
        return message_id
