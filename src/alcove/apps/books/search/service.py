"""Searches all sources concurrently, each within a timeout; sources that fail are reported with the result."""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from alcove.apps.books.errors import NotFound, SourcesUnavailable
from alcove.apps.books.model import ranking
from alcove.apps.books.model.book import Book, Query, is_book_id
from alcove.apps.books.model.cleaning import clean_text
from alcove.apps.books.model.content import parse_labels
from alcove.apps.books.model.isbn import extract_isbns, isbn13
from alcove.apps.books.model.languages import parse_code
from alcove.apps.books.search.live_sources import LiveSources, Preferences
from alcove.apps.books.search.schemas import SearchQuery
from alcove.apps.books.search.store import BookStore
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.sources.left_out import BookList
from alcove.apps.books.sources.protocols import InspectableSource, Source, SourceUnavailable
from alcove.foundation.cache import Cache, RedisTier
from alcove.foundation.clock import Clock
from alcove.foundation.redis import RedisConnection
from alcove.foundation.telemetry import get_logger

T = TypeVar("T")

SOURCE_TIMEOUT: Final = 8.0
"""Seconds that one source may take."""
CACHE_TTL: Final = 300.0
PARTIAL_CACHE_TTL: Final = 15.0
MAX_CACHED: Final = 256
RETENTION_DAYS: Final = 180
"""Days after which a stored book is deleted that no search has found since."""

log = get_logger("alcove.books.search")


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """The books that a search found, the sources that failed, and what others left out, with the reason."""

    books: Sequence[Book]
    errors: Mapping[str, str] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)


class BookSearch:
    """Searches and looks up books; equal searches within five minutes query the sources once."""

    def __init__(
        self,
        sources: LiveSources,
        books: BookStore,
        *,
        preferences: Preferences,
        clock: Clock,
        redis: RedisConnection | None = None,
        timeout: float = SOURCE_TIMEOUT,
    ) -> None:
        """Take the sources and the seconds that each may take; results are cached in Redis too if there is one."""
        self._sources = sources
        self._books = books
        self._preferences = preferences
        self._clock = clock
        self._timeout = timeout
        tier: RedisTier[SearchResult] = RedisTier(
            redis or RedisConnection(), "books-search", kind=SearchResult, clock=clock
        )
        self._results: Cache[object, SearchResult] = Cache(size=MAX_CACHED, clock=clock, tier=tier)
        self._cleaned_up = -float("inf")
        self._stored_reasons: dict[str, str] = {}

    async def search(self, query: Query) -> SearchResult:
        """Return matching books; SourcesUnavailable when every source failed."""
        settings = await self._preferences.current()
        if query.is_empty:
            return SearchResult(books=())
        sources = (await self._sources.current()).list_enabled()
        if not sources:
            return SearchResult(books=())
        key = (normalize_query(query), settings.search_limit, tuple(source.info.name for source in sources))
        return await self._results.get(
            key,
            lambda: self._search_sources(query, settings, sources=sources),
            ttl=lambda result: PARTIAL_CACHE_TTL if result.errors else CACHE_TTL,
        )

    async def lookup(self, book_id: str) -> Book:
        """Return the book with an id; NotFound, or SourcesUnavailable when its source fails."""
        source = (await self._sources.current()).by_book_id(book_id) if is_book_id(book_id) else None
        if source is None:
            raise NotFound("Book not found")
        stored = await self._books.get(book_id)
        if stored is not None:
            return stored[0]
        try:
            book = await ask_source(source.lookup(book_id), within=self._timeout)
        except SourceUnavailable as error:
            raise SourcesUnavailable(f"Network restricted: {source.info.name} {error}") from error
        if book is None:
            raise NotFound("Book not found")
        await self._books.put([(book, None)])
        return book

    async def _search_sources(
        self, query: Query, settings: BooksSettings, *, sources: Sequence[Source]
    ) -> SearchResult:
        results = await asyncio.gather(
            *(self._search_source(source, query, limit=settings.search_limit) for source in sources)
        )
        by_source = {source.info.name: result for source, result in zip(sources, results, strict=True)}
        errors = {name: result for name, result in by_source.items() if isinstance(result, str)}
        lists = {name: result for name, result in by_source.items() if isinstance(result, BookList)}
        if len(errors) == len(by_source):
            reasons = ", ".join(f"{name} {reason}" for name, reason in errors.items())
            raise SourcesUnavailable(f"Network restricted: {reasons}")
        books = ranking.rank_books(
            [result for result in results if not isinstance(result, str)],
            query,
            formats=choose_formats(query, settings),
            limit=settings.search_limit,
        )
        await self._books.put([(book, None) for book in books])
        await self._store_left_out(lists)
        await self._clean_up()
        left_out = {name: found.left_out for name, found in lists.items() if found.left_out}
        return SearchResult(books=books, errors=errors, left_out=left_out)

    async def _search_source(self, source: Source, query: Query, *, limit: int) -> Sequence[Book] | str:
        """Return the books that one source finds, or the reason why it failed."""
        started = self._clock.monotonic()
        books = await try_source(source, source.search(query, limit=limit), within=self._timeout)
        await self._books.record_answer(source.info.name, problem=books if isinstance(books, str) else "")
        if isinstance(books, str):
            return books
        log.debug("source_answered", source=source.info.name, books=len(books), s=self._clock.monotonic() - started)
        valid = [book for book in books if is_book_id(book.id)]
        if isinstance(books, BookList):
            return BookList(valid, left_out=books.left_out, has_faults=books.has_faults)
        return valid

    async def _store_left_out(self, lists: Mapping[str, BookList]) -> None:
        """Store for the health check what sources leave out that can be mended; a change is rare."""
        reasons = {name: found.left_out for name, found in lists.items() if found.has_faults}
        changed = {name: reason for name, reason in reasons.items() if self._stored_reasons.get(name) != reason}
        if changed:
            await self._books.store_left_out(changed)
            self._stored_reasons |= changed

    async def _clean_up(self) -> None:
        """Delete old stored books, once a day."""
        if self._clock.monotonic() - self._cleaned_up < 86_400:
            return
        self._cleaned_up = self._clock.monotonic()
        await self._books.delete_old(days=RETENTION_DAYS)


def choose_formats(query: Query, settings: BooksSettings) -> tuple[str, ...]:
    """Return the formats that a search accepts, the preferred first."""
    audio = query.content_type == "audiobook"
    return ranking.select_formats(
        query.formats, settings.supported_audiobook_formats if audio else settings.supported_formats
    )


async def ask_source(request: Awaitable[T], *, within: float) -> T:
    """Return a source's result, awaited for at most `within` seconds; SourceUnavailable with the reason."""
    try:
        async with asyncio.timeout(within):
            return await request
    except TimeoutError as error:
        raise SourceUnavailable("timed out") from error
    except SourceUnavailable as error:
        raise SourceUnavailable(str(error) or "does not answer", after=error.after) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What a source said about itself."""

    problem: str = ""
    """Why it cannot be searched; '' when it can."""
    detail: str = ""
    """What it offers and leaves out, in words."""


async def inspect_source(source: Source, *, within: float) -> Inspection:
    """Return whether a source can be searched, and what it leaves out where it can say so."""
    try:
        if isinstance(source, InspectableSource):
            return Inspection(detail=await ask_source(source.inspect(), within=within))
        problem = await ask_source(source.health(), within=within)
    except SourceUnavailable as error:
        return Inspection(problem=str(error))
    except Exception:
        # A source is a plug-in: its errors must not affect the other sources.
        log.exception("source_inspection_failed", source=source.info.name)
        return Inspection(problem="failed")
    return Inspection(problem=problem, detail="" if problem else "answers")


async def try_source(source: Source, request: Awaitable[T], *, within: float) -> T | str:
    """Return a source's result, awaited for at most `within` seconds, or the reason why there is none."""
    try:
        return await ask_source(request, within=within)
    except SourceUnavailable as error:
        log.warning("source_unavailable", source=source.info.name, reason=str(error))
        return str(error)
    except Exception:
        # A source is a plug-in: its errors must not affect the other sources.
        log.exception("source_failed", source=source.info.name)
        return "failed"


def normalize_query(query: Query) -> Query:
    """Return the query in the form that equal queries share: no case, single spaces, values sorted."""
    return replace(
        query,
        text=_normalize_text(query.text),
        isbns=tuple(sorted(query.isbns)),
        authors=tuple(sorted(map(_normalize_text, query.authors))),
        titles=tuple(sorted(map(_normalize_text, query.titles))),
        languages=tuple(sorted(query.languages)),
        content=tuple(sorted(query.content)),
        formats=tuple(sorted(query.formats)),
    )


def _normalize_text(text: str) -> str:
    return " ".join(text.casefold().split())


def parse_query(request: SearchQuery, settings: BooksSettings) -> Query | None:
    """Return the query of a request; None when nothing can match it."""
    isbns = tuple(number for text in request.isbn for number in _parse_isbns(text))
    if any(map(str.strip, request.isbn)) and not isbns:
        return None
    # People paste an ISBN into whatever box is nearest.
    in_text, text = extract_isbns(clean_text(request.query))
    in_titles, titles = _extract_all(request.title)
    in_authors, authors = _extract_all(request.author)
    content = parse_labels(request.content)
    return Query(
        text=text,
        isbns=tuple(dict.fromkeys((*isbns, *in_text, *in_titles, *in_authors))),
        authors=authors,
        titles=titles,
        languages=parse_languages(request.lang, settings),
        content=content,
        formats=tuple(dict.fromkeys(form.lower().strip().removeprefix(".") for form in request.format if form.strip())),
        sort=request.sort[0].lower() if request.sort else "",
        content_type="audiobook" if content == ("audiobook",) else "ebook",
    )


def parse_languages(values: Sequence[str], settings: BooksSettings) -> tuple[str, ...]:
    """Return the language codes of a request: `all` means any language, no value means those of the settings."""
    words = [word.strip() for word in values if word.strip()]
    if any(word.lower() == "all" for word in words):
        return ()
    return tuple(dict.fromkeys(filter(None, map(parse_code, words or settings.book_language))))


def _parse_isbns(text: str) -> tuple[str, ...]:
    """Return the ISBNs of a value, which may contain several or a label."""
    single = isbn13(text)
    return (single,) if single else extract_isbns(text)[0]


def _extract_all(values: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """Return the ISBNs in the values, and what else is in them."""
    extracted = [extract_isbns(value) for value in map(clean_text, values)]
    return [number for isbns, _ in extracted for number in isbns], tuple(text for _, text in extracted if text)
