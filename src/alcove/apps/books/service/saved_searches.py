"""Searches that run by themselves: what is saved, what one run queues, and the limits of both."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from alcove.apps.books.errors import InvalidRequest, NotFound, SourcesDown
from alcove.apps.books.model.book import Book
from alcove.apps.books.model.cleaning import clean
from alcove.apps.books.model.matching import work_of
from alcove.apps.books.schemas.search import SavedSearch, SavedSearchForm, SearchQuery, Wanted
from alcove.apps.books.service import queueing
from alcove.apps.books.service.search import Search, query_of
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.store import saved
from alcove.apps.books.store.saved import Listed, NewSearch, Saved
from alcove.foundation.database import Connection, Pool, transaction
from alcove.foundation.jobs import Job, defer
from alcove.foundation.telemetry import get_logger

RUN: Final = "books.saved"
MOST: Final = 100
"""Saved searches at most."""
LARGEST_ID: Final = 2**63 - 1
PRIORITY: Final = 10
"""What nobody waits for is fetched after what somebody has just asked for."""
LONGEST_KEY: Final = 1000

log = get_logger("alcove.books.saved")


async def save(connection: Connection, form: SavedSearchForm, *, owner: str, settings: BooksSettings) -> int:
    """Save a search, have it run soon, and return its number; InvalidRequest says what is wrong with it."""
    name = clean(form.name, limit=100)
    if not name:
        raise InvalidRequest("The search needs a name")
    query = query_of(msgspec.convert(form, SearchQuery, from_attributes=True), settings)
    if query is None or query.is_empty:
        raise InvalidRequest("The search needs words, an author, a title or an ISBN")
    new = NewSearch(
        name=name, query=query, owner=owner, queue_matches=form.queue_matches, most_per_run=form.most_per_run
    )
    search_id = await saved.add(connection, new, most=MOST)
    if search_id is None:
        full = await saved.count(connection) >= MOST
        raise InvalidRequest(f"There are {MOST} saved searches already" if full else "The name is taken")
    await run_soon(connection)
    return search_id


async def run_soon(connection: Connection) -> None:
    """Let a worker look for searches whose turn it is as soon as the transaction commits."""
    await defer(connection, Job(task=RUN, queue=queueing.QUEUE, queueing_lock=RUN))


async def enable(connection: Connection, search_id: int, *, enabled: bool) -> None:
    """Let a search run by itself or not; NotFound."""
    if not await saved.enable(connection, _checked(search_id), enabled=enabled):
        raise NotFound("Saved search not found")
    if enabled:
        await run_soon(connection)


async def remove(connection: Connection, search_id: int) -> None:
    """Forget a search; what it queued stays queued. NotFound."""
    if not await saved.remove(connection, _checked(search_id)):
        raise NotFound("Saved search not found")


async def every(source: Pool | Connection) -> list[SavedSearch]:
    """Return all saved searches by name."""
    return [_shown(search) for search in await saved.every(source)]


class Runner:
    """Runs the searches whose turn it is."""

    def __init__(self, pool: Pool, search: Search, *, names: Mapping[str, str] | None = None) -> None:
        """Take the search, and the names of sources for people."""
        self._pool = pool
        self._search = search
        self._names = names or {}

    async def run_one(self, settings: BooksSettings) -> bool:
        """Run one search; False when it is no search's turn."""
        search = await saved.take(self._pool, hours=float(settings.saved_search_hours))
        if search is None:
            return False
        try:
            found = await self._search.search(search.query)
        except SourcesDown as error:
            log.warning("saved_search_failed", search=search.id, reason=error.message)
            await saved.ended(self._pool, search.id, error=error.message)
            return True
        count = await self._keep(search, found.books, daily=settings.saved_search_daily)
        missing = ", ".join(f"{name} {reason}" for name, reason in found.errors.items())
        await saved.ended(self._pool, search.id, error=f"{saved.PARTLY}{missing}" if missing else None)
        log.info("saved_search_ran", search=search.id, found=len(found.books), queued=count)
        return True

    async def _keep(self, search: Saved, books: Sequence[Book], *, daily: int) -> int:
        """Note what is new and queue as much of it as the limits allow; what they keep back comes with a later run."""
        works = {key_of(book): book for book in reversed(books)}
        async with transaction(self._pool) as connection:
            await saved.lock(connection)
            if not await saved.is_alive(connection, search.id):
                return 0
            known = await saved.known(connection, search.id, keys=list(works))
            there = await saved.there(connection, [book.id for book in works.values()])
            room = min(search.most_per_run, daily - await saved.queued_today(connection))
            count = 0
            for key, book in reversed(works.items()):
                if key in known:
                    continue
                wanted = search.queue_matches and book.id not in there
                if wanted and count >= room:
                    continue
                if wanted:
                    shown = self._names.get(book.source, "")
                    await queueing.enqueue(
                        connection, book=book, priority=PRIORITY, owner=search.owner, display_name=shown
                    )
                    count += 1
                await saved.note(connection, search.id, key=key, book_id=book.id, queued=wanted)
            return count


def key_of(book: Book) -> str:
    """Return what all files of a work share, whatever source has them."""
    title, author = work_of(book)
    return f"{title}\n{author}"[:LONGEST_KEY] if title else book.id


def _checked(search_id: int) -> int:
    if not 0 < search_id <= LARGEST_ID:
        raise NotFound("Saved search not found")
    return search_id


def _shown(search: Listed) -> SavedSearch:
    query = search.query
    own = {
        name: getattr(search, name) for name in SavedSearch.__struct_fields__ if name not in Wanted.__struct_fields__
    }
    return SavedSearch(
        **own, query=query.text, isbn=list(query.isbns), author=list(query.authors), title=list(query.titles),
        lang=list(query.languages), content=list(query.content), format=list(query.formats),
    )  # fmt: skip
