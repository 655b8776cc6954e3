"""Searching all sources side by side, each within its time; partial answers are answers."""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from alcove.apps.books.errors import NotFound, SourcesDown
from alcove.apps.books.model import ranking
from alcove.apps.books.model.book import Book, Query, is_book_id
from alcove.apps.books.model.cleaning import clean_text
from alcove.apps.books.model.content import parse_labels
from alcove.apps.books.model.isbn import isbn13
from alcove.apps.books.model.languages import parse_code
from alcove.apps.books.search.live_sources import LiveSources, Preferences
from alcove.apps.books.search.schemas import SearchQuery
from alcove.apps.books.search.store import BookStore
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.sources.protocols import Source, SourceUnavailable
from alcove.foundation.cache import Cache, RedisTier
from alcove.foundation.clock import Clock
from alcove.foundation.redis import RedisConnection
from alcove.foundation.telemetry import get_logger

T = TypeVar("T")

SOURCE_TIMEOUT: Final = 8.0
"""Seconds for one source."""
CACHE_TTL: Final = 300.0
PARTIAL_CACHE_TTL: Final = 15.0
MAX_CACHED: Final = 256
RETENTION_DAYS: Final = 180
"""Days for which a book is remembered that nobody finds any more."""

log = get_logger("alcove.books.search")


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """What a search found, and which sources could not answer, with the reason."""

    books: Sequence[Book]
    errors: Mapping[str, str] = field(default_factory=dict)


class BookSearch:
    """Searches and looks up books; equal searches within five minutes ask the sources once."""

    def __init__(
        self,
        sources: LiveSources,
        rows: BookStore,
        *,
        preferences: Preferences,
        clock: Clock,
        redis: RedisConnection | None = None,
        each: float = SOURCE_TIMEOUT,
    ) -> None:
        """Take the sources and the seconds that each of them has; what is found is kept in Redis too, where it is."""
        self._sources = sources
        self._rows = rows
        self._preferences = preferences
        self._clock = clock
        self._each = each
        tier: RedisTier[SearchResult] = RedisTier(
            redis or RedisConnection(), "books-search", kind=SearchResult, clock=clock
        )
        self._found: Cache[object, SearchResult] = Cache(size=MAX_CACHED, clock=clock, tier=tier)
        self._tidied = -float("inf")

    async def search(self, query: Query) -> SearchResult:
        """Return matching books; SourcesDown when every source failed."""
        settings = await self._preferences.current()
        if query.is_empty:
            return SearchResult(books=())
        sources = (await self._sources.current()).enabled()
        if not sources:
            return SearchResult(books=())
        key = (_normalize_query(query), settings.search_limit, tuple(source.info.name for source in sources))
        return await self._found.get(
            key,
            lambda: self._ask(query, settings, sources=sources),
            ttl=lambda found: PARTIAL_CACHE_TTL if found.errors else CACHE_TTL,
        )

    async def lookup(self, book_id: str) -> Book:
        """Return the book of an id; NotFound, or SourcesDown when its source cannot say."""
        source = (await self._sources.current()).by_book_id(book_id) if is_book_id(book_id) else None
        if source is None:
            raise NotFound("Book not found")
        kept = await self._rows.get(book_id)
        if kept is not None:
            return kept[0]
        try:
            book = await ask_source(source.lookup(book_id), within=self._each)
        except SourceUnavailable as error:
            raise SourcesDown(f"Network restricted: {source.info.name} {error}") from error
        if book is None:
            raise NotFound("Book not found")
        await self._rows.put([(book, None)])
        return book

    async def _ask(self, query: Query, settings: BooksSettings, *, sources: Sequence[Source]) -> SearchResult:
        answers = await asyncio.gather(*(self._one(source, query, limit=settings.search_limit) for source in sources))
        named = {source.info.name: answer for source, answer in zip(sources, answers, strict=True)}
        errors = {name: answer for name, answer in named.items() if isinstance(answer, str)}
        if len(errors) == len(named):
            raise SourcesDown(f"Network restricted: {', '.join(f'{name} {why}' for name, why in errors.items())}")
        books = ranking.rank_books(
            [answer for answer in answers if not isinstance(answer, str)],
            query,
            formats=choose_formats(query, settings),
            limit=settings.search_limit,
        )
        await self._rows.put([(book, None) for book in books])
        await self._tidy()
        return SearchResult(books=books, errors=errors)

    async def _one(self, source: Source, query: Query, *, limit: int) -> Sequence[Book] | str:
        """Return what one source finds, or why it cannot."""
        started = self._clock.monotonic()
        books = await try_source(source, source.search(query, limit=limit), within=self._each)
        if isinstance(books, str):
            return books
        log.debug("source_answered", source=source.info.name, books=len(books), s=self._clock.monotonic() - started)
        return [book for book in books if is_book_id(book.id)]

    async def _tidy(self) -> None:
        """Forget old books, once a day."""
        if self._clock.monotonic() - self._tidied < 86_400:
            return
        self._tidied = self._clock.monotonic()
        await self._rows.forget(days=RETENTION_DAYS)


def choose_formats(query: Query, settings: BooksSettings) -> tuple[str, ...]:
    """Return the formats that a search wants, the preferred first."""
    audio = query.content_type == "audiobook"
    return ranking.select_formats(
        query.formats, settings.supported_audiobook_formats if audio else settings.supported_formats
    )


async def ask_source(answer: Awaitable[T], *, within: float) -> T:
    """Return what a source answers within some seconds; SourceUnavailable says why it does not."""
    try:
        async with asyncio.timeout(within):
            return await answer
    except TimeoutError as error:
        raise SourceUnavailable("timed out") from error
    except SourceUnavailable as error:
        raise SourceUnavailable(str(error) or "does not answer") from error


async def try_source(source: Source, answer: Awaitable[T], *, within: float) -> T | str:
    """Return what a source answers within some seconds, or in words why it does not."""
    try:
        return await ask_source(answer, within=within)
    except SourceUnavailable as error:
        log.warning("source_unavailable", source=source.info.name, reason=str(error))
        return str(error)
    except Exception:
        # A source is a plug-in: what breaks in it must not take the others along.
        log.exception("source_failed", source=source.info.name)
        return "failed"


def _normalize_query(query: Query) -> Query:
    """Return the query by which equal ones are told: no case and no superfluous spaces, many values in one order."""
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


def parse_query(wanted: SearchQuery, settings: BooksSettings) -> Query | None:
    """Return what a request searches for; None when nothing can match it."""
    isbns = tuple(filter(None, map(isbn13, wanted.isbn)))
    if any(map(str.strip, wanted.isbn)) and not isbns:
        return None
    content = parse_labels(wanted.content)
    return Query(
        text=clean_text(wanted.query),
        isbns=isbns,
        authors=_clean_all(wanted.author),
        titles=_clean_all(wanted.title),
        languages=parse_languages(wanted.lang, settings),
        content=content,
        formats=tuple(dict.fromkeys(form.lower().strip().removeprefix(".") for form in wanted.format if form.strip())),
        sort=wanted.sort[0].lower() if wanted.sort else "",
        content_type="audiobook" if content == ("audiobook",) else "ebook",
    )


def parse_languages(given: Sequence[str], settings: BooksSettings) -> tuple[str, ...]:
    """Return the codes a request asks for: `all` is any language, nothing the ones of the settings."""
    words = [word.strip() for word in given if word.strip()]
    if any(word.lower() == "all" for word in words):
        return ()
    return tuple(dict.fromkeys(filter(None, map(parse_code, words or settings.book_language))))


def _clean_all(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(filter(None, map(clean_text, values)))
