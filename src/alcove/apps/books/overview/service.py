"""Books on the pages over all apps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from alcove.apps.books.events import BooksEvents
from alcove.apps.books.model.book import is_book_id
from alcove.apps.books.model.cleaning import split_words
from alcove.apps.books.overview import store
from alcove.apps.books.queue import cancel_download, enqueue_download, notify, wake_worker
from alcove.foundation.database import Pool, transaction
from alcove.foundation.overview import AppEvent, JobNotChangeable, JobNotFound, JobQuery, JobRow, Viewer
from alcove.foundation.realtime import Notification

MAX_WORDS: Final = 10
_CANCELLABLE: Final = ("queued", "resolving", "downloading")


@dataclass(frozen=True, slots=True)
class BooksActivity:
    """Downloads, and runs of saved searches."""

    pool: Pool

    async def list_jobs(self, _viewer: Viewer, query: JobQuery, /) -> Sequence[JobRow]:
        """Return the newest jobs."""
        return await store.list_jobs(self.pool, query)

    async def cancel(self, _viewer: Viewer, job_id: str, /) -> None:
        """Cancel a queued or running download."""
        book_id, download = await self._find(job_id)
        if download.state not in _CANCELLABLE:
            raise JobNotChangeable("This download has ended already.")
        async with transaction(self.pool) as connection:
            await cancel_download(connection, book_id)

    async def retry(self, _viewer: Viewer, job_id: str, /) -> None:
        """Queue a download again that has failed or was cancelled, or try one at once that waits."""
        book_id, download = await self._find(job_id)
        async with transaction(self.pool) as connection:
            if download.is_waiting:
                if not await store.try_now(connection, book_id):
                    raise JobNotChangeable("This download does not wait any more.")
                await notify(connection)
                await wake_worker(connection)
                return
            if download.state not in ("error", "cancelled"):
                raise JobNotChangeable("Only a download that has failed or was cancelled can be started again.")
            await enqueue_download(
                connection,
                book=download.book,
                priority=download.priority,
                owner=download.owner,
                display_name=download.display_name,
            )

    async def _find(self, job_id: str) -> tuple[str, store.DownloadState]:
        kind, _, book_id = job_id.partition("-")
        if kind == "saved" and await self._has_saved_search(book_id):
            raise JobNotChangeable("A saved search runs again by itself.")
        download = await store.find_download(self.pool, book_id) if kind == "download" and is_book_id(book_id) else None
        if download is None:
            raise JobNotFound("There is no job with this id.")
        return book_id, download

    async def _has_saved_search(self, text: str) -> bool:
        is_number = text.isascii() and text.isdigit() and len(text) < 19
        return is_number and await store.has_saved_search(self.pool, int(text))


@dataclass(frozen=True, slots=True)
class BooksSummary:
    """Search results, and what there is today."""

    pool: Pool

    async def find(self, _viewer: Viewer, text: str, /, *, limit: int) -> bytes:
        """Return delivered, queued and catalogued books as JSON."""
        words = split_words(text)[:MAX_WORDS]
        return await store.find(self.pool, words, limit=limit) if words else b"[]"

    async def today(self, _viewer: Viewer, /) -> bytes:
        """Return numbers, arriving books and the next step as JSON."""
        return await store.read_today(self.pool)


class BooksLiveEvents:
    """Changes of the queue, and the progress of transfers."""

    topics = BooksEvents.topics

    def __init__(self, pool: Pool) -> None:
        self._events = BooksEvents(pool)

    async def read(self, notification: Notification, /) -> Sequence[AppEvent]:
        """Return the event of a notification: the queue has changed, or a download has got further."""
        kind, _, rest = notification.payload.partition(" ")
        job_id = f"download-{rest.partition(' ')[0]}" if kind == "progress" else ""
        events = await self._events.read(notification)
        return [AppEvent(name=event.name, data=event.data, job_id=job_id) for event in events]

    async def read_since(self, instant: datetime, /) -> Sequence[AppEvent]:
        """Return one event: the queue is small enough to be read as a whole."""
        return [AppEvent(name=event.name, data=event.data) for event in await self._events.read_since(instant)]
