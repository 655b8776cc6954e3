"""The endpoints of the metadata search: books first, then the files of one of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec

from alcove.apps.books.errors import CrossSite, InvalidRequest, NotFound, NotReady, SourcesUnavailable
from alcove.apps.books.events import BooksGateway
from alcove.apps.books.metadata.schemas import (
    COLUMNS,
    Metadata,
    MetadataQuery,
    MetadataResults,
    Provider,
    Providers,
    ReleaseDownload,
    ReleaseResults,
    ReleaseSource,
    ReleasesQuery,
    build_metadata,
    build_release,
    cover_path,
)
from alcove.apps.books.metadata.service import (
    MetadataSearch,
    MetadataService,
    ReleaseResult,
    ReleaseSearch,
    SearchStatus,
    choose_provider,
    parse_fields,
    with_book_details,
)
from alcove.apps.books.model.book import BookMetadata, ContentType
from alcove.apps.books.model.cleaning import MAX_AUTHOR, MAX_TITLE, clean_text
from alcove.apps.books.model.languages import parse_codes
from alcove.apps.books.model.prefixes import both_paths, text_filter
from alcove.apps.books.queue import DownloadQueued, SourceHold, enqueue_download, holds, is_priority
from alcove.apps.books.requests import prefix_of, read_json_object, run_until_disconnect
from alcove.apps.books.search import BookSearch, LiveSources, Preferences
from alcove.apps.books.sources.protocols import SourceInfo
from alcove.foundation.database import Pool, transaction
from alcove.foundation.web import Access, Api, Call

SORTS: Final = ("relevance", "popularity", "rating", "newest", "oldest", "series_order")
DEFAULT_LIMIT: Final = 40
MAX_LIMIT: Final = 100
_YEARS: Final = range(-3000, 3000)


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataDeps:
    """The running parts that the metadata endpoints need."""

    pool: Pool
    preferences: Preferences
    sources: LiveSources
    book_search: BookSearch
    metadata: MetadataService
    gateway: BooksGateway


def register(api: Api, deps: MetadataDeps) -> None:
    """Add the endpoints."""
    _add_providers(api, deps)
    _add_search(api, deps)
    _add_book(api, deps)
    _add_releases(api, deps)
    _add_download(api, deps)


def _add_providers(api: Api, deps: MetadataDeps) -> None:
    @api.route(
        "GET",
        *both_paths("/api/metadata/providers"),
        response_model=Providers,
        access=Access.USER,
        summary="The metadata providers",
    )
    async def list_providers(call: Call[None, None]) -> Providers:
        settings = await deps.preferences.current()
        providers = (await deps.sources.current()).providers()
        return Providers(
            providers=[
                Provider(
                    name=provider.name,
                    display_name=provider.display_name,
                    requires_auth=False,
                    configured=True,
                    available=True,
                )
                for provider in providers
            ],
            configured_provider=choose_provider(settings, "ebook") or None,
        )

    @api.route(
        "GET",
        *both_paths("/api/release-sources"),
        response_model=list[ReleaseSource],
        access=Access.USER,
        summary="The sources of files",
    )
    async def list_release_sources(call: Call[None, None]) -> list[ReleaseSource]:
        held = await holds.list_holds(deps.pool)
        return [
            _build_release_source(source.info, held.get(source.info.name))
            for source in (await deps.sources.current()).list_enabled()
        ]


def _build_release_source(info: SourceInfo, hold: SourceHold | None) -> ReleaseSource:
    return ReleaseSource(
        name=info.name,
        display_name=info.display_name,
        enabled=not info.needs,
        supported_content_types=list(info.content_types),
        held_until=hold.until if hold else None,
        message=hold.message if hold else None,
    )


def _add_search(api: Api, deps: MetadataDeps) -> None:
    @api.route(
        "GET",
        *both_paths("/api/metadata/search"),
        query=MetadataQuery,
        response_model=MetadataResults,
        errors=(InvalidRequest, NotReady, SourcesUnavailable),
        access=Access.USER,
        summary="Search for books; the provider's own search fields are accepted too",
    )
    async def search(call: Call[MetadataQuery, None]) -> MetadataResults:
        query = call.query
        provider = await deps.metadata.provider_for(query.content_type)
        fields = parse_fields(provider, call.request.query_params)
        text = clean_text(query.query)
        if not text and not fields:
            raise InvalidRequest("Either 'query' or search field values are required")
        metadata_search = MetadataSearch(
            text=text,
            fields=fields,
            sort=query.sort if query.sort in SORTS else SORTS[0],
            page=max(1, query.page),
            limit=min(MAX_LIMIT, query.limit) if query.limit > 0 else DEFAULT_LIMIT,
        )
        page = await run_until_disconnect(call, deps.metadata.find(provider, metadata_search))
        return MetadataResults(
            books=[await _build_metadata(deps, call, book=book) for book in page.books],
            provider=provider.name,
            query=text_filter(prefix_of(call))(text),
            page=metadata_search.page,
            total_found=page.total,
            has_more=page.has_more,
        )


def _add_book(api: Api, deps: MetadataDeps) -> None:
    @api.route(
        "GET",
        *both_paths("/api/metadata/book/{provider}/{provider_id}"),
        response_model=Metadata,
        errors=(InvalidRequest, NotFound, SourcesUnavailable),
        access=Access.USER,
        summary="One book",
    )
    async def book(call: Call[None, None]) -> Metadata:
        provider, provider_id = call.path["provider"], call.path["provider_id"]
        found = await run_until_disconnect(call, deps.metadata.book(provider, provider_id))
        if found is None:
            raise NotFound("Book not found")
        return await _build_metadata(deps, call, book=found)


def _add_releases(api: Api, deps: MetadataDeps) -> None:
    @api.route(
        "GET",
        *both_paths("/api/releases"),
        query=ReleasesQuery,
        response_model=ReleaseResults,
        errors=(InvalidRequest, NotFound, SourcesUnavailable),
        access=Access.USER,
        summary="The files of a book",
    )
    async def releases(call: Call[ReleasesQuery, None]) -> ReleaseResults:
        query = call.query
        if not query.provider or not query.book_id:
            raise InvalidRequest("Parameters 'provider' and 'book_id' are required")
        book, found = await run_until_disconnect(call, _find_releases(deps, query))
        return await _build_releases(deps, call, book=book, found=found)


async def _find_releases(deps: MetadataDeps, query: ReleasesQuery) -> tuple[BookMetadata, ReleaseResult]:
    book = await deps.metadata.book(query.provider, query.book_id)
    if book is None:
        raise NotFound("Book not found in metadata provider")

    async def report_status(source: str, status: SearchStatus) -> None:
        await deps.gateway.search_status(
            source=source, provider=query.provider, book_id=query.book_id, message=status.message, phase=status.phase
        )

    content_type: ContentType = "audiobook" if query.content_type == "audiobook" else "ebook"
    title = clean_text(query.title, limit=MAX_TITLE)
    search = ReleaseSearch(
        book=replace(book, title=title) if title else book,
        source=query.source,
        expand=query.expand_search,
        languages=parse_codes(query.languages.split(",")) if query.languages else (),
        content_type=content_type,
    )
    return book, await deps.metadata.files(search, report_status=report_status)


async def _build_releases(
    deps: MetadataDeps, call: Call[Any, Any], *, book: BookMetadata, found: ReleaseResult
) -> ReleaseResults:
    prefix = prefix_of(call)
    settings, sources = await deps.preferences.current(), await deps.sources.current()
    names = {source.info.name: source.info.display_name for source in sources.list_enabled()}
    text = text_filter(prefix)
    return ReleaseResults(
        releases=[
            build_release(
                file, indexer=names.get(name, name), prefix=prefix, covers=settings.covers_cache_enabled, text=text
            )
            for name, files in found.by_source.items()
            for file in files.books
        ],
        book=await _build_metadata(deps, call, book=book),
        sources_searched=list(found.searched),
        column_config=COLUMNS,
        search_info={name: {"search_type": files.search_type} for name, files in found.by_source.items()},
        errors=[f"{name}: {text(reason)}" for name, reason in found.errors.items()],
    )


async def _build_metadata(deps: MetadataDeps, call: Call[Any, Any], *, book: BookMetadata) -> Metadata:
    prefix = prefix_of(call)
    settings, sources = await deps.preferences.current(), await deps.sources.current()
    provider = sources.provider(book.provider)
    return build_metadata(
        book,
        provider=provider.display_name if provider else book.provider,
        cover=cover_path(book, prefix=prefix, covers=settings.covers_cache_enabled),
        text=text_filter(prefix),
    )


def _add_download(api: Api, deps: MetadataDeps) -> None:
    @api.route(
        "POST",
        *both_paths("/api/releases/download"),
        raw_body=ReleaseDownload,
        response_model=DownloadQueued,
        errors=(InvalidRequest, CrossSite, NotFound, SourcesUnavailable),
        access=Access.USER,
        summary="Queue a file of a book",
    )
    async def download(call: Call[None, None]) -> DownloadQueued:
        body = await read_json_object(call)
        if not body:
            raise InvalidRequest("No data provided")
        source_id = body.get("source_id")
        if not isinstance(source_id, str) or not source_id:
            raise InvalidRequest("source_id is required")
        priority = body.get("priority", 0)
        if not is_priority(priority):
            raise InvalidRequest("Invalid priority value")
        # An address in the body comes from a browser: the file is looked up by its id only.
        source, book_id = await deps.metadata.resolve_release(_parse_text(body, "source"), source_id)
        book = with_book_details(await deps.book_search.lookup(book_id), _parse_details(body))
        async with transaction(deps.pool) as connection:
            queued = await enqueue_download(
                connection,
                book=book,
                priority=priority,
                owner=call.principal.name,
                display_name=source.info.display_name,
            )
        return DownloadQueued(priority=queued.priority)


def _parse_details(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the cleaned details of the book; missing and invalid values are empty."""
    authors = tuple(filter(None, (clean_text(name) for name in _parse_text(body, "author")[:MAX_AUTHOR].split(", "))))
    return {
        "title": clean_text(_parse_text(body, "title"), limit=MAX_TITLE),
        "authors": authors,
        "year": _parse_year(body.get("year")),
        "subtitle": clean_text(_parse_text(body, "subtitle"), limit=MAX_TITLE),
        "series": clean_text(_parse_text(body, "series_name"), limit=MAX_TITLE),
        "series_position": _parse_position(body.get("series_position")),
    }


def _parse_text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    return value if isinstance(value, str) else ""


def _parse_year(value: object) -> int | None:
    try:
        year = msgspec.convert(value, int, strict=False)
    except msgspec.ValidationError:
        return None
    return year if year in _YEARS and not isinstance(value, bool) else None


def _parse_position(value: object) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and isinstance(value, int | float) and 0 <= value < 100_000 else None
