"""Books first, their files then: metadata providers asked, and sources for the files of a known book."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

from alcove.apps.books.errors import InvalidRequest, NotFound, NotReady, SourcesDown
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
"""Seconds for a provider."""
SOURCE_TIMEOUT: Final = 15.0
"""Seconds for one source of files."""
MAX_CACHED: Final = 500
_TRUE: Final = ("true", "1", "yes", "on")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SearchStatus:
    """How far a source is with a search for files."""

    phase: Literal["searching", "complete", "error"]
    message: str


ReportStatus = Callable[[str, SearchStatus], Awaitable[None]]
"""Is told of a source's name and step while files are searched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataSearch:
    """What a reader looks for at a provider."""

    text: str
    fields: Mapping[str, str]
    sort: str
    page: int
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseSearch:
    """Whose files a reader looks for, and where."""

    book: BookMetadata
    source: str = ""
    expand: bool = False
    languages: tuple[str, ...] = ()
    content_type: ContentType = "ebook"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseResult:
    """The files of a book by source, and why some sources could not answer."""

    by_source: Mapping[str, Releases]
    searched: Sequence[str]
    errors: Mapping[str, str] = field(default_factory=dict)


class MetadataService:
    """Asks providers and sources, and remembers what they told."""

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
        self._rows = BookStore(pool)
        self._sources = sources
        self._preferences = preferences
        shared = redis or RedisConnection()
        pages: RedisTier[MetadataPage] = RedisTier(shared, "books-pages", kind=MetadataPage, clock=clock)
        books: RedisTier[BookMetadata | None] = RedisTier(shared, "books-metadata", kind=BookMetadata, clock=clock)
        self._pages: Cache[object, MetadataPage] = Cache(size=MAX_CACHED, clock=clock, tier=pages)
        self._books: Cache[object, BookMetadata | None] = Cache(size=MAX_CACHED, clock=clock, tier=books)

    async def provider_for(self, content_type: str) -> MetadataProvider:
        """Return who is asked for books of a kind; NotReady when that is nobody."""
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

    async def find(self, provider: MetadataProvider, wanted: MetadataSearch) -> MetadataPage:
        """Return a page of books; SourcesDown."""
        settings = await self._preferences.current()
        fields = {key: wanted.fields[key] for key in sorted(wanted.fields)}
        key = (provider.name, wanted.text, tuple(fields.items()), wanted.sort, wanted.page, wanted.limit)

        async def load() -> MetadataPage:
            text, sort, number, limit = wanted.text, wanted.sort, wanted.page, wanted.limit
            page = await _ask_provider(
                provider, provider.find(text, fields=fields, sort=sort, page=number, limit=limit)
            )
            await self._remember(page.books)
            return page

        if not settings.metadata_cache_enabled:
            return await load()
        return await self._pages.get(key, load, ttl=lambda _: settings.metadata_cache_search_ttl)

    async def book(self, choose_provider: str, provider_id: str) -> BookMetadata | None:
        """Return a provider's book, None where there is none; InvalidRequest for an unknown provider, SourcesDown."""
        settings = await self._preferences.current()
        provider = (await self._sources.current()).provider(choose_provider)
        if provider is None:
            raise InvalidRequest(f"Unknown metadata provider: {choose_provider[:100]}")
        key = (provider.name, provider_id)

        async def load() -> BookMetadata | None:
            found = await _ask_provider(provider, provider.book(provider_id))
            if found is not None:
                await self._remember([found])
            return found

        if not settings.metadata_cache_enabled:
            return await load()
        return await self._books.get(
            key, load, ttl=lambda found: settings.metadata_cache_book_ttl if found is not None else 0.0
        )

    async def files(self, wanted: ReleaseSearch, *, tell: ReportStatus) -> ReleaseResult:
        """Return the files of a book; SourcesDown when there are none and a source could not answer."""
        sources = self._searched(await self._sources.current(), wanted)
        answers = await asyncio.gather(*(self._files_of(source, wanted, tell=tell) for source in sources))
        named = {source.info.name: answer for source, answer in zip(sources, answers, strict=True)}
        errors = {name: answer for name, answer in named.items() if isinstance(answer, str)}
        found = {name: answer for name, answer in named.items() if not isinstance(answer, str)}
        books = [book for releases in found.values() for book in releases.books]
        if errors and not books:
            raise SourcesDown(f"Network restricted: {next(iter(errors.values()))}")
        await self._rows.put([(book, None) for book in books])
        return ReleaseResult(by_source=found, searched=list(named), errors=errors)

    def _searched(self, sources: "SourceRegistry", wanted: ReleaseSearch) -> Sequence[Source]:
        if not wanted.source:
            return [source for source in sources.enabled() if wanted.content_type in source.info.content_types]
        named = next((source for source in sources.enabled() if source.info.name == wanted.source), None)
        if named is None:
            raise InvalidRequest(f"Unknown release source: {wanted.source[:100]}")
        return [named]

    async def _files_of(self, source: Source, wanted: ReleaseSearch, *, tell: ReportStatus) -> Releases | str:
        name = source.info.name
        await tell(name, SearchStatus("searching", f"Searching {source.info.display_name}"))
        releases = source.releases(
            wanted.book, expand=wanted.expand, languages=wanted.languages, content_type=wanted.content_type
        )
        found = await try_source(source, releases, within=SOURCE_TIMEOUT)
        if isinstance(found, str):
            await tell(name, SearchStatus("error", found))
            return found
        books = [book for book in found.books if is_book_id(book.id)]
        await tell(name, SearchStatus("complete", f"{len(books)} found"))
        return Releases(books=books, search_type=found.search_type)

    async def chosen(self, source_name: str, source_id: str) -> tuple[Source, str]:
        """Return the source of a file that a reader chose, and the file's id; InvalidRequest, NotFound."""
        sources = await self._sources.current()
        source = sources.by_name(source_name) if source_name else sources.by_book_id(source_id)
        if source is None:
            raise InvalidRequest(f"Unknown release source: {source_name[:100]}")
        if sources.by_book_id(source_id) is not source:
            raise NotFound("Book not found")
        return source, source_id

    async def _remember(self, books: Sequence[BookMetadata]) -> None:
        covers = {
            build_cover_id(book): CoverSource(source=book.provider, url=book.cover_url)
            for book in books
            if book.cover_url
        }
        await save_covers(self._pool, {key: cover for key, cover in covers.items() if is_book_id(key)})


def choose_provider(settings: BooksSettings, content_type: str) -> str:
    """Return the name of who is asked for books of a kind, '' for nobody."""
    audio = settings.metadata_provider_audiobook if content_type == "audiobook" else ""
    return audio or settings.metadata_provider


def build_cover_id(book: BookMetadata) -> str:
    """Return the id under which a known book's picture is shown."""
    return f"{book.provider}_{book.provider_id}"


def parse_fields(provider: MetadataProvider, given: Mapping[str, str]) -> dict[str, str]:
    """Return the provider's own fields among what was given, without those that say nothing."""
    found = {}
    for known in provider.fields:
        text = given.get(known.key, "").strip()[:1000]
        if known.kind == "NumberSearchField":
            text = text if text.removeprefix("-").replace(".", "", 1).isdecimal() else ""
        elif known.kind == "CheckboxSearchField":
            text = "true" if text.lower() in _TRUE else ""
        if text:
            found[known.key] = text
    return found


def with_book_details(book: Book, changes: Mapping[str, Any]) -> Book:
    """Return a file under the name and the author by which a reader knows its book; nothing else is taken over."""
    return replace(book, **{key: value for key, value in changes.items() if value})


async def _ask_provider(provider: MetadataProvider, answer: Awaitable[T]) -> T:
    try:
        return await ask_source(answer, within=PROVIDER_TIMEOUT)
    except SourceUnavailable as error:
        raise SourcesDown(f"Network restricted: {provider.name} {error}") from error
