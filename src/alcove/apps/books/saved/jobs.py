"""The job that runs due saved searches and queues what is new, within the limits."""

from collections.abc import Mapping, Sequence
from typing import Final

from alcove.apps.books.errors import SourcesDown
from alcove.apps.books.model.book import Book
from alcove.apps.books.model.matching import work_key
from alcove.apps.books.queue import enqueue_download
from alcove.apps.books.saved import store as saved
from alcove.apps.books.saved.store import SavedRow
from alcove.apps.books.search import BookSearch
from alcove.apps.books.settings import BooksSettings
from alcove.foundation.database import Pool, transaction
from alcove.foundation.telemetry import get_logger

PRIORITY: Final = 10
"""What nobody waits for is fetched after what somebody has just asked for."""
MAX_KEY_LENGTH: Final = 1000

log = get_logger("alcove.books.saved")


class SavedSearchRunner:
    """Runs the searches whose turn it is."""

    def __init__(self, pool: Pool, search: BookSearch, *, names: Mapping[str, str] | None = None) -> None:
        """Take the search, and the names of sources for people."""
        self._pool = pool
        self._search = search
        self._names = names or {}

    async def run_one(self, settings: BooksSettings) -> bool:
        """Run one search; False when it is no search's turn."""
        search = await saved.claim_due(self._pool, hours=float(settings.saved_search_hours))
        if search is None:
            return False
        try:
            found = await self._search.search(search.query)
        except SourcesDown as error:
            log.warning("saved_search_failed", search=search.id, reason=error.message)
            await saved.finish(self._pool, search.id, error=error.message)
            return True
        count = await self._keep(search, found.books, daily=settings.saved_search_daily)
        missing = ", ".join(f"{name} {reason}" for name, reason in found.errors.items())
        await saved.finish(self._pool, search.id, error=f"{saved.PARTIAL_PREFIX}{missing}" if missing else None)
        log.info("saved_search_ran", search=search.id, found=len(found.books), queued=count)
        return True

    async def _keep(self, search: SavedRow, books: Sequence[Book], *, daily: int) -> int:
        """Note what is new and queue as much of it as the limits allow; what they keep back comes with a later run."""
        works = {book_key(book): book for book in reversed(books)}
        async with transaction(self._pool) as connection:
            await saved.lock(connection)
            if not await saved.is_enabled(connection, search.id):
                return 0
            known = await saved.find_known(connection, search.id, keys=list(works))
            there = await saved.find_present(connection, [book.id for book in works.values()])
            room = min(search.most_per_run, daily - await saved.count_queued_today(connection))
            count = 0
            for key, book in reversed(works.items()):
                if key in known:
                    continue
                wanted = search.queue_matches and book.id not in there
                if wanted and count >= room:
                    continue
                if wanted:
                    shown = self._names.get(book.source, "")
                    await enqueue_download(
                        connection, book=book, priority=PRIORITY, owner=search.owner, display_name=shown
                    )
                    count += 1
                await saved.add_match(connection, search.id, key=key, book_id=book.id, queued=wanted)
            return count


def book_key(book: Book) -> str:
    """Return what all files of a work share, whatever source has them."""
    title, author = work_key(book)
    return f"{title}\n{author}"[:MAX_KEY_LENGTH] if title else book.id
