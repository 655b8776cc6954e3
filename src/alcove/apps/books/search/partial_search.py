"""Searches all sources at once and reports after each answer what was found so far, and what failed."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from alcove.apps.books.model import ranking
from alcove.apps.books.model.book import Book, Query, is_book_id
from alcove.apps.books.search.live_sources import LiveSources, Preferences
from alcove.apps.books.search.service import (
    CACHE_TTL,
    PARTIAL_CACHE_TTL,
    SOURCE_TIMEOUT,
    ask_source,
    choose_formats,
    normalize_query,
)
from alcove.apps.books.search.store import BookStore
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.sources.left_out import BookList
from alcove.apps.books.sources.protocols import Source, SourceInfo, SourceUnavailable
from alcove.foundation.cache import Cache
from alcove.foundation.clock import Clock
from alcove.foundation.telemetry import get_logger

MAX_CACHED: Final = 128
"""Answers of one source to one query that are kept."""
MAX_PAUSE: Final = 300.0
"""Seconds after which a failed source is asked again at most, unless it asked for more."""

log = get_logger("alcove.books.search")

SourcePhase = Literal["searching", "complete", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceAnswer:
    """What one source has answered to a query."""

    books: Sequence[Book] = ()
    problem: str = ""
    """Why it failed; '' when it did not."""
    left_out: str = ""
    """What it left out and why, in words."""
    next_try_at: float = 0.0
    """When a failed source is asked again at the earliest, by the monotonic clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceProgress:
    """One source of a search, and its answer if there is one."""

    info: SourceInfo
    answer: SourceAnswer | None = None

    @property
    def phase(self) -> SourcePhase:
        """Whether it is being searched, has answered, or has failed."""
        if self.answer is None:
            return "searching"
        return "failed" if self.answer.problem else "complete"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialResult:
    """The books that were found so far, ranked, and the progress of each source."""

    books: Sequence[Book] = ()
    sources: Sequence[SourceProgress] = ()

    @property
    def is_complete(self) -> bool:
        """Whether every source has answered or failed."""
        return all(source.answer is not None for source in self.sources)


class PartialSearch:
    """Searches with results after each answer; an answer is cached, a failure for a short time."""

    def __init__(
        self,
        sources: LiveSources,
        books: BookStore,
        *,
        preferences: Preferences,
        clock: Clock,
        timeout: float = SOURCE_TIMEOUT,
    ) -> None:
        """Take the sources and the seconds that each may take."""
        self._sources = sources
        self._books = books
        self._preferences = preferences
        self._clock = clock
        self._timeout = timeout
        self._failures: dict[str, int] = {}
        """Consecutive failures by source."""
        self._answers: Cache[object, SourceAnswer] = Cache(size=MAX_CACHED, clock=clock)

    async def run(
        self, query: Query, *, per_format: bool = False, again: bool = False
    ) -> AsyncGenerator[PartialResult]:
        """Yield the result at the start, if a source is still searching, and after each answer.

        With `per_format`, a work has one row for each of its formats. With `again`, sources that failed a moment ago
        are asked now; otherwise each failure in a row doubles the time until then.
        """
        settings = await self._preferences.current()
        enabled = [] if query.is_empty else (await self._sources.current()).list_enabled()
        tasks = {
            source.info.name: asyncio.create_task(self._answer(source, query, limit=settings.search_limit, again=again))
            for source in enabled
        }
        try:
            # Cached answers are there after one turn of the loop.
            pending = (await asyncio.wait(tasks.values(), timeout=0))[1] if tasks else set()
            while True:
                progress = [
                    SourceProgress(info=source.info, answer=_result_of(tasks[source.info.name])) for source in enabled
                ]
                yield _merge(progress, query, settings=settings, per_format=per_format)
                if not pending:
                    return
                pending = (await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED))[1]
        finally:
            for task in tasks.values():
                task.cancel()
            await asyncio.gather(*tasks.values(), return_exceptions=True)

    def seconds_until_retry(self, answer: SourceAnswer) -> float:
        """Return the seconds until a failed source is asked again at the earliest."""
        return max(0.0, answer.next_try_at - self._clock.monotonic())

    async def _answer(self, source: Source, query: Query, *, limit: int, again: bool) -> SourceAnswer:
        key = (source.info.name, normalize_query(query), limit)
        known = self._answers.peek(key) if again else None
        if known is not None and known.problem:
            self._answers.delete(key)
        return await self._answers.get(key, lambda: self._ask(source, query, limit=limit), ttl=self._ttl)

    def _ttl(self, answer: SourceAnswer) -> float:
        return self.seconds_until_retry(answer) if answer.problem else CACHE_TTL

    async def _ask(self, source: Source, query: Query, *, limit: int) -> SourceAnswer:
        name, pause = source.info.name, None
        try:
            found = await ask_source(source.search(query, limit=limit), within=self._timeout)
        except SourceUnavailable as error:
            log.warning("source_unavailable", source=name, reason=str(error))
            problem, pause = str(error), error.after
        except Exception:
            # A source is a plug-in: its errors must not affect the other sources.
            log.exception("source_failed", source=name)
            problem = "failed"
        else:
            books = [book for book in found if is_book_id(book.id)]
            await self._books.put([(book, None) for book in books])
            await self._books.record_answer(name)
            self._failures.pop(name, None)
            return SourceAnswer(books=books, left_out=found.left_out if isinstance(found, BookList) else "")
        await self._books.record_answer(name, problem=problem, retry_after=pause)
        failures = self._failures[name] = self._failures.get(name, 0) + 1
        delay = min(MAX_PAUSE, PARTIAL_CACHE_TTL * 2 ** min(failures - 1, 10))
        again_at = self._clock.monotonic() + max(delay, pause or 0.0)
        return SourceAnswer(problem=problem, next_try_at=again_at)


def _result_of(task: "asyncio.Task[SourceAnswer]") -> SourceAnswer | None:
    return task.result() if task.done() else None


def _merge(
    progress: Sequence[SourceProgress], query: Query, *, settings: BooksSettings, per_format: bool
) -> PartialResult:
    books = ranking.rank_books(
        [source.answer.books for source in progress if source.answer is not None],
        query,
        formats=choose_formats(query, settings),
        limit=settings.search_limit,
        per_format=per_format,
    )
    return PartialResult(books=books, sources=progress)
