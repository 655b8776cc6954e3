"""Searches books at metadata providers, and the files of a chosen book at all sources."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

from alcove.apps.books.errors import InvalidRequest, NotFound, NotReady, SourcesUnavailable
from alcove.apps.books.model.book import Book, BookMetadata, ContentType, is_book_id
from alcove.apps.books.search import (
    BookStore,
    CoverSource,
    LiveSources,
    Preferences,
    ask_source,
    save_covers,
    try_source,
)
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.sources.protocols import MetadataPage, MetadataProvider, Releases, Source, SourceUnavailable
from alcove.foundation.cache import Cache, RedisTier
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.redis import RedisConnection

if TYPE_CHECKING:
    from alcove.apps.books.sources.registry import SourceRegistry

PROVIDER_TIMEOUT: Final = 12.0
"""Seconds that a provider may take."""
SOURCE_TIMEOUT: Final = 15.0
"""Seconds that one source may take."""
MAX_CACHED: Final = 500
_TRUE: Final = ("true", "1", "yes", "on")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SearchStatus:
    """The status of one source's search for files."""

    phase: Literal["searching", "complete", "error"]
    message: str


ReportStatus = Callable[[str, SearchStatus], Awaitable[None]]
"""Is called with a source's name and status while files are searched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataSearch:
    """A search for books at a provider."""

    text: str
    fields: Mapping[str, str]
    sort: str
    page: int
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseSearch:
    """A search for the files of a book, at one source or at all."""

    book: BookMetadata
    source: str = ""
    expand: bool = False
    languages: tuple[str, ...] = ()
    content_type: ContentType = "ebook"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseResult:
    """The files of a book by source, and the sources that failed, with the reason."""

    by_source: Mapping[str, Releases]
    searched: Sequence[str]
    errors: Mapping[str, str] = field(default_factory=dict)


class MetadataService:
    """Queries providers and sources, and caches the providers' results."""

    def __init__(
        self,
        pool: Pool,
        sources: LiveSources,
        *,
        preferences: Preferences,
        clock: Clock,
        redis: RedisConnection | None = None,
    ) -> None:
        self._pool = pool
        self._store = BookStore(pool)
        self._sources = sources
        self._preferences = preferences
        shared = redis or RedisConnection()
        pages: RedisTier[MetadataPage] = RedisTier(shared, "books-pages", kind=MetadataPage, clock=clock)
        books: RedisTier[BookMetadata | None] = RedisTier(shared, "books-metadata", kind=BookMetadata, clock=clock)
        self._pages: Cache[object, MetadataPage] = Cache(size=MAX_CACHED, clock=clock, tier=pages)
        self._books: Cache[object, BookMetadata | None] = Cache(size=MAX_CACHED, clock=clock, tier=books)

    async def provider_for(self, content_type: str) -> MetadataProvider:
        """Return the provider for a content type; NotReady when none is configured."""
        settings = await self._preferences.current()
        name = choose_provider(settings, content_type)
        if not name:
            raise NotReady(
                "No metadata provider configured", details="Choose a metadata provider in the settings to search books."
            )
        provider = (await self._sources.current()).provider(name)
        if provider is None:
            raise NotReady(
                f"Metadata provider '{name}' not available",
                details="The metadata provider is turned off; turn it on in the settings or choose another one.",
            )
        return provider

    async def find(self, provider: MetadataProvider, search: MetadataSearch) -> MetadataPage:
        """Return a page of books; SourcesUnavailable."""
        settings = await self._preferences.current()
        fields = {key: search.fields[key] for key in sorted(search.fields)}
        key = (provider.name, search.text, tuple(fields.items()), search.sort, search.page, search.limit)

        async def load() -> MetadataPage:
            text, sort, number, limit = search.text, search.sort, search.page, search.limit
            page = await _ask_provider(
                provider, provider.find(text, fields=fields, sort=sort, page=number, limit=limit)
            )
            await self._save_covers(page.books)
            return page

        if not settings.metadata_cache_enabled:
            return await load()
        return await self._pages.get(key, load, ttl=lambda _: settings.metadata_cache_search_ttl)

    async def book(self, provider_name: str, provider_id: str) -> BookMetadata | None:
        """Return a book of a provider, None when there is none; InvalidRequest, SourcesUnavailable."""
        settings = await self._preferences.current()
        provider = (await self._sources.current()).provider(provider_name)
        if provider is None:
            raise InvalidRequest(f"Unknown metadata provider: {provider_name[:100]}")
        key = (provider.name, provider_id)

        async def load() -> BookMetadata | None:
            book = await _ask_provider(provider, provider.book(provider_id))
            if book is not None:
                await self._save_covers([book])
            return book

        if not settings.metadata_cache_enabled:
            return await load()
        return await self._books.get(
            key, load, ttl=lambda book: settings.metadata_cache_book_ttl if book is not None else 0.0
        )

    async def files(self, search: ReleaseSearch, *, report_status: ReportStatus) -> ReleaseResult:
        """Return the files of a book; SourcesUnavailable when there are none and a source failed."""
        sources = self._select_sources(await self._sources.current(), search)
        results = await asyncio.gather(
            *(self._files_of(source, search, report_status=report_status) for source in sources)
        )
        by_source = {source.info.name: result for source, result in zip(sources, results, strict=True)}
        failed = {name: result for name, result in by_source.items() if isinstance(result, str)}
        found = {name: result for name, result in by_source.items() if not isinstance(result, str)}
        books = [book for releases in found.values() for book in releases.books]
        if failed and not books:
            raise SourcesUnavailable(f"Network restricted: {next(iter(failed.values()))}")
        errors = failed | {name: releases.left_out for name, releases in found.items() if releases.left_out}
        await self._store.put([(book, None) for book in books])
        return ReleaseResult(by_source=found, searched=list(by_source), errors=errors)

    def _select_sources(self, sources: "SourceRegistry", search: ReleaseSearch) -> Sequence[Source]:
        if not search.source:
            return [source for source in sources.list_enabled() if search.content_type in source.info.content_types]
        match = next((source for source in sources.list_enabled() if source.info.name == search.source), None)
        if match is None:
            raise InvalidRequest(f"Unknown release source: {search.source[:100]}")
        return [match]

    async def _files_of(self, source: Source, search: ReleaseSearch, *, report_status: ReportStatus) -> Releases | str:
        name = source.info.name
        await report_status(name, SearchStatus("searching", f"Searching {source.info.display_name}"))
        releases = source.releases(
            search.book, expand=search.expand, languages=search.languages, content_type=search.content_type
        )
        found = await try_source(source, releases, within=SOURCE_TIMEOUT)
        if isinstance(found, str):
            await report_status(name, SearchStatus("error", found))
            return found
        books = [book for book in found.books if is_book_id(book.id)]
        counted = "; ".join(filter(None, (f"{len(books)} found", found.left_out)))
        await report_status(name, SearchStatus("complete", counted))
        return Releases(books=books, search_type=found.search_type, left_out=found.left_out)

    async def resolve_release(self, source_name: str, source_id: str) -> tuple[Source, str]:
        """Return the source of a chosen file, and the file's id; InvalidRequest, NotFound."""
        sources = await self._sources.current()
        source = sources.by_name(source_name) if source_name else sources.by_book_id(source_id)
        if source is None:
            raise InvalidRequest(f"Unknown release source: {source_name[:100]}")
        if sources.by_book_id(source_id) is not source:
            raise NotFound("Book not found")
        return source, source_id

    async def _save_covers(self, books: Sequence[BookMetadata]) -> None:
        covers = {
            build_cover_id(book): CoverSource(source=book.provider, url=book.cover_url)
            for book in books
            if book.cover_url
        }
        await save_covers(self._pool, {key: cover for key, cover in covers.items() if is_book_id(key)})


def choose_provider(settings: BooksSettings, content_type: str) -> str:
    """Return the name of the provider for a content type, '' when none is configured."""
    audio = settings.metadata_provider_audiobook if content_type == "audiobook" else ""
    return audio or settings.metadata_provider


def build_cover_id(book: BookMetadata) -> str:
    """Return the cover id of a provider's book."""
    return f"{book.provider}_{book.provider_id}"


def parse_fields(provider: MetadataProvider, values: Mapping[str, str]) -> dict[str, str]:
    """Return the values of the provider's search fields, without empty and invalid ones."""
    parsed = {}
    for search_field in provider.fields:
        text = values.get(search_field.key, "").strip()[:1000]
        if search_field.kind == "NumberSearchField":
            text = text if text.removeprefix("-").replace(".", "", 1).isdecimal() else ""
        elif search_field.kind == "CheckboxSearchField":
            text = "true" if text.lower() in _TRUE else ""
        if text:
            parsed[search_field.key] = text
    return parsed


def with_book_details(book: Book, changes: Mapping[str, Any]) -> Book:
    """Return a file with title, author and other details of its book that the client sent; empty ones are ignored."""
    return replace(book, **{key: value for key, value in changes.items() if value})


async def _ask_provider(provider: MetadataProvider, request: Awaitable[T]) -> T:
    try:
        return await ask_source(request, within=PROVIDER_TIMEOUT)
    except SourceUnavailable as error:
        raise SourcesUnavailable(f"Network restricted: {provider.name} {error}") from error
