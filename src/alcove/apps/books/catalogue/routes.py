"""The OPDS catalogue of delivered files for e-readers: OPDS 1.2 at /opds, OPDS 2.0 at /opds/v2."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final

from msgspec import Meta, Struct
from starlette.responses import FileResponse, Response

from alcove.apps.books.catalogue.service import (
    MAX_PAGE,
    CatalogueUrls,
    OpdsCatalogue,
    Version,
    build_description,
    build_root,
)
from alcove.apps.books.covers import CoverCache
from alcove.apps.books.errors import NotFound, Unauthorized
from alcove.apps.books.file_responses import FILE_HEADERS, attachment, file_replies
from alcove.apps.books.model.media import FILE_TYPES, media_type_of_format
from alcove.apps.books.requests import run_until_disconnect
from alcove.apps.books.search import Preferences
from alcove.foundation.database import Pool
from alcove.foundation.web import Access, Api, Call
from alcove.wires import opds

Page = Annotated[int, Meta(ge=1, le=MAX_PAGE, description="The page of the list, from 1.")]
QueryText = Annotated[str, Meta(max_length=1000)]
BuildFeed = Callable[[CatalogueUrls, Any], Awaitable[opds.Feed]]

FEED_HEADERS: Final = {"Content-Security-Policy": "default-src 'none'; sandbox", "Cache-Control": "private, no-cache"}
MAX_ID: Final = 2**63 - 1


class PageQuery(Struct, frozen=True, kw_only=True):
    """The page of a list."""

    page: Page = 1


class NameQuery(PageQuery, frozen=True, kw_only=True):
    """An author or a series, and the page of the list."""

    name: QueryText = ""


class SearchQuery(PageQuery, frozen=True, kw_only=True):
    """The search text, under the parameter name of either version."""

    q: QueryText = ""
    query: QueryText = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueDeps:
    """The running parts that the catalogue endpoints need."""

    pool: Pool
    preferences: Preferences
    covers: CoverCache
    url_base: str


def register(api: Api, deps: CatalogueDeps) -> None:
    """Add the endpoints."""
    for version in ("1.2", "2.0"):
        _add_lists(api, deps, version=version)
    _add_files(api, deps)

    @api.route(
        "GET", *_both_paths("/search.xml"), response_model=str, errors=(Unauthorized,),
        media_type=opds.DESCRIPTION_TYPE, access=Access.USER, summary="The OpenSearch description of the search",
    )  # fmt: skip
    async def description(call: Call[None, None]) -> Response:
        urls = await _urls(deps, call, version="1.2")
        content = await asyncio.to_thread(build_description, urls)
        return Response(content, media_type=opds.DESCRIPTION_TYPE, headers=FEED_HEADERS)


def _add_lists(api: Api, deps: CatalogueDeps, *, version: Version) -> None:
    catalogue = OpdsCatalogue(deps.pool)

    async def start(urls: CatalogueUrls, _: None) -> opds.Feed:
        return build_root(urls)

    async def author(urls: CatalogueUrls, query: NameQuery) -> opds.Feed:
        return await catalogue.list_by_author(urls, query.name, page=query.page)

    async def one_series(urls: CatalogueUrls, query: NameQuery) -> opds.Feed:
        return await catalogue.list_by_series(urls, query.name, page=query.page)

    async def search(urls: CatalogueUrls, query: SearchQuery) -> opds.Feed:
        return await catalogue.search(urls, query.q or query.query, page=query.page)

    lists: list[tuple[str, type | None, BuildFeed, str]] = [
        ("", None, start, "the root menu"),
        ("/new", PageQuery, lambda urls, query: catalogue.list_newest(urls, page=query.page), "the newest first"),
        ("/books", PageQuery, lambda urls, query: catalogue.list_books(urls, page=query.page), "all by title"),
        ("/authors", PageQuery, lambda urls, query: catalogue.list_authors(urls, page=query.page), "the authors"),
        ("/author", NameQuery, author, "the books of an author"),
        ("/series", PageQuery, lambda urls, query: catalogue.list_series(urls, page=query.page), "the series"),
        ("/one-series", NameQuery, one_series, "the books of a series"),
        ("/search", SearchQuery, search, "the books in which every word occurs"),
    ]
    suffix = "/v2" if version == "2.0" else ""
    for path, query, build_feed, description in lists:
        _add_list(
            api,
            deps,
            paths=_both_paths(f"{suffix}{path}"),
            query=query,
            build_feed=build_feed,
            version=version,
            description=description,
        )


def _add_list(
    api: Api,
    deps: CatalogueDeps,
    *,
    paths: tuple[str, ...],
    query: type | None,
    build_feed: BuildFeed,
    version: Version,
    description: str,
) -> None:
    # A menu without entries is sent as an empty list of books.
    media_type = (opds.JSON_FEED_TYPE,) if version == "2.0" else (opds.ACQUISITION_TYPE, opds.NAVIGATION_TYPE)
    answers = opds.OpdsFeed if version == "2.0" else str

    @api.route(
        "GET", *paths, query=query, response_model=answers, errors=(Unauthorized,), media_type=media_type,
        access=Access.USER, summary=f"Delivered books for e-readers, OPDS {version}: {description}",
    )  # fmt: skip
    async def show_list(call: Call[Any, None]) -> Response:
        urls = await _urls(deps, call, version=version)
        feed = await build_feed(urls, call.query)
        write = opds.write_json_feed if version == "2.0" else opds.write_feed
        content = await asyncio.to_thread(write, feed)
        media_type = urls.menu_type if feed.navigation else urls.books_type
        return Response(content, media_type=media_type, headers=FEED_HEADERS)


def _add_files(api: Api, deps: CatalogueDeps) -> None:
    catalogue = OpdsCatalogue(deps.pool)

    @api.route(
        "GET", *_both_paths("/files/{file_id}/{name}"), response_model=bytes, errors=(Unauthorized, NotFound),
        media_type=FILE_TYPES, headers=FILE_HEADERS, responses=file_replies(*FILE_TYPES),
        access=Access.USER, summary="A delivered file for an e-reader; ranges are supported",
    )  # fmt: skip
    async def file(call: Call[None, None]) -> Response:
        number = call.path["file_id"]
        if not (number.isascii() and number.isdecimal() and len(number) < 20 and int(number) <= MAX_ID):
            raise NotFound("File not found")
        file, stats = await catalogue.find_file(int(number))
        headers = {**FEED_HEADERS, "Content-Disposition": attachment(file.name)}
        return FileResponse(file.path, stat_result=stats, media_type=media_type_of_format(file.format), headers=headers)

    @api.route(
        "GET", *_both_paths("/covers/{cover_id}"), response_model=bytes, errors=(Unauthorized, NotFound),
        media_type="image/*",
        access=Access.USER, summary="The cover image of a delivered book",
    )  # fmt: skip
    async def cover(call: Call[None, None]) -> Response:
        image = await run_until_disconnect(call, deps.covers.get(call.path["cover_id"]))
        headers = {**FEED_HEADERS, "Cache-Control": "private, max-age=86400"}
        return Response(image.content, media_type=image.media_type, headers=headers)


def _both_paths(suffix: str) -> tuple[str, str]:
    return f"/opds{suffix}", f"/request/opds{suffix}"


async def _urls(deps: CatalogueDeps, call: Call[Any, Any], *, version: Version) -> CatalogueUrls:
    settings = await deps.preferences.current()
    prefix = "/request" if call.request.scope["path"].startswith("/request/") else ""
    return CatalogueUrls(files=f"{deps.url_base}{prefix}/opds", version=version, covers=settings.covers_cache_enabled)
