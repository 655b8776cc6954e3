"""Converts notifications to live events for the page: changes of the queue and the progress of transfers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from alcove.apps.books.queue import CHANNEL, read_counts, read_progress
from alcove.foundation.database import Pool
from alcove.foundation.realtime import Notification
from alcove.foundation.realtime.web import ServerEvent

NULL: Final = b"null"
_PROGRESS: Final = "progress"


class BooksEvents:
    """The source of the app's live events.

    `queue` has the numbers of queued, running and finished downloads, and says that the queue has changed; `progress`
    has the progress of one download.
    """

    topics = (CHANNEL,)

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def read(self, notification: Notification, /) -> Sequence[ServerEvent]:
        """Return the event of a notification; none when its download is deleted."""
        kind, _, rest = notification.payload.partition(" ")
        if kind != _PROGRESS:
            return [ServerEvent("queue", await read_counts(self._pool))]
        data = await read_progress(self._pool, rest.partition(" ")[0])
        return [] if data == NULL else [ServerEvent(_PROGRESS, data)]

    async def read_since(self, instant: datetime, /) -> Sequence[ServerEvent]:  # noqa: ARG002 - it is current state
        """Return the state of the queue, which a client reads again when it connects."""
        return [ServerEvent("queue", await read_counts(self._pool))]
