"""The job that runs due saved searches and queues what is new, within the limits."""

from collections.abc import Mapping, Sequence
from typing import Final

from alcove.apps.books.errors import SourcesUnavailable
from alcove.apps.books.model.book import Book
from alcove.apps.books.model.matching import work_key
from alcove.apps.books.notifications import notify_found
from alcove.apps.books.queue import enqueue_download
from alcove.apps.books.saved import store as saved
from alcove.apps.books.saved.store import SavedRow
from alcove.apps.books.search import BookSearch
from alcove.apps.books.settings import BooksSettings
from alcove.foundation.database import Pool, transaction
from alcove.foundation.telemetry import get_logger

PRIORITY: Final = 10
"""Books of saved searches are fetched after those that users have queued."""
MAX_KEY_LENGTH: Final = 1000

log = get_logger("alcove.books.saved")


class SavedSearchRunner:
    """Runs the searches that are due."""

    def __init__(self, pool: Pool, search: BookSearch, *, display_names: Mapping[str, str] | None = None) -> None:
        self._pool = pool
        self._search = search
        self._display_names = display_names or {}

    async def run_one(self, settings: BooksSettings) -> bool:
        """Run one search; False when none is due."""
        search = await saved.claim_due(self._pool, hours=float(settings.saved_search_hours))
        if search is None:
            return False
        try:
            result = await self._search.search(search.query)
        except SourcesUnavailable as error:
            log.warning("saved_search_failed", search=search.id, reason=error.message)
            await saved.finish(self._pool, search.id, error=error.message)
            return True
        count = await self._add_matches(search, result.books, daily_limit=settings.saved_search_daily)
        failures = ", ".join(f"{name} {reason}" for name, reason in result.errors.items())
        await saved.finish(self._pool, search.id, error=f"{saved.PARTIAL_PREFIX}{failures}" if failures else None)
        log.info("saved_search_ran", search=search.id, found=len(result.books), queued=count)
        return True

    async def _add_matches(self, search: SavedRow, books: Sequence[Book], *, daily_limit: int) -> int:
        """Add new works and queue as many as the limits allow, and return that number; a later run queues the rest."""
        works = {book_key(book): book for book in reversed(books)}
        async with transaction(self._pool) as connection:
            await saved.lock(connection)
            if not await saved.is_enabled(connection, search.id):
                return 0
            known = await saved.find_known(connection, search.id, keys=list(works))
            present = await saved.find_present(connection, [book.id for book in works.values()])
            limit = min(search.most_per_run, daily_limit - await saved.count_queued_today(connection))
            count, titles = 0, []
            for key, book in reversed(works.items()):
                if key in known:
                    continue
                is_queued = search.queue_matches and book.id not in present
                if is_queued and count >= limit:
                    continue
                if is_queued:
                    display_name = self._display_names.get(book.source, "")
                    await enqueue_download(
                        connection, book=book, priority=PRIORITY, owner=search.owner, display_name=display_name
                    )
                    count += 1
                await saved.add_match(connection, search.id, key=key, book_id=book.id, queued=is_queued)
                titles.append(book.title)
            if titles:
                await notify_found(
                    connection, search_id=search.id, name=search.name, owner=search.owner, ran_at=search.ran_at,
                    titles=titles,
                )  # fmt: skip
            return count


def book_key(book: Book) -> str:
    """Return the key that all files of a work share, of all sources."""
    title, author = work_key(book)
    return f"{title}\n{author}"[:MAX_KEY_LENGTH] if title else book.id
