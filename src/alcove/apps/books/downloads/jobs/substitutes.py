"""The job that lets another source step in for books whose own source is not available for a while."""

from collections.abc import Sequence
from typing import Final

from alcove.apps.books.downloads.jobs.deps import JobDeps
from alcove.apps.books.model.book import AUDIOBOOK, Book, Query
from alcove.apps.books.model.matching import is_same_work, short_title
from alcove.apps.books.queue import WaitingDownload, holds, wake_worker
from alcove.apps.books.search import SOURCE_TIMEOUT, try_source
from alcove.apps.books.sources.protocols import Source
from alcove.foundation.database import Connection, run_transaction
from alcove.foundation.jobs import JobRun
from alcove.foundation.telemetry import get_logger

MIN_WAIT: Final = 30.0
"""Seconds that a book must still have to wait before other sources are searched for it."""
MAX_BOOKS: Final = 50
"""Books that one job searches for; the next job searches for the others."""
MAX_RESULTS: Final = 10
PAUSE: Final = 0.5
"""Seconds between two books, which spreads the requests to the catalogues."""

log = get_logger("alcove.books.substitutes")


async def find_substitutes(deps: JobDeps, job: JobRun) -> None:
    """Search the other sources for each waiting book once, and queue those that are found."""
    for _ in range(MAX_BOOKS):
        job.checkpoint()
        waiting = await holds.next_uncompared(deps.pool, seconds=MIN_WAIT)
        if waiting is None:
            return
        found = await _search(deps, waiting)
        if found is None:
            await holds.set_compared(deps.pool, waiting)
        else:
            await _substitute(deps, waiting, book=found)
        await deps.clock.sleep(PAUSE)


async def _search(deps: JobDeps, waiting: WaitingDownload) -> Book | None:
    """Return the same work in the same format at an available source, None when there is none."""
    held = await holds.list_holds(deps.pool)
    book = waiting.book
    query = Query(
        titles=(short_title(book.title),),
        authors=book.authors[:1],
        formats=(book.format,) if book.format else (),
        content_type="audiobook" if book.content == AUDIOBOOK else "ebook",
    )
    for source in (await deps.sources.current()).list_enabled():
        if source.info.name == waiting.source or source.info.name in held or source.info.needs:
            continue
        for candidate in await _ask(source, query):
            is_available = candidate.source != waiting.source and candidate.source not in held
            if is_available and candidate.format == book.format and is_same_work(book, candidate):
                return candidate
    return None


async def _ask(source: Source, query: Query) -> Sequence[Book]:
    found = await try_source(source, source.search(query, limit=MAX_RESULTS), within=SOURCE_TIMEOUT)
    return () if isinstance(found, str) else found


async def _substitute(deps: JobDeps, waiting: WaitingDownload, *, book: Book) -> None:
    sources = await deps.sources.current()
    source = sources.by_name(book.source)
    if source is None:
        await holds.set_compared(deps.pool, waiting)
        return
    message = f"{source.info.display_name} steps in for {waiting.display_name}."

    async def queue(connection: Connection) -> None:
        if await holds.substitute(connection, waiting, book=book, message=message):
            await wake_worker(connection)
            log.info("source_steps_in", book=waiting.id, source=waiting.source, substitute=book.source)

    await run_transaction(deps.pool, queue)
