"""The delivered files as a catalogue for e-readers: OPDS 1.2 at /opds, OPDS 2.0 at /opds/v2."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final

from msgspec import Meta, Struct
from starlette.responses import FileResponse, Response

from alcove.apps.books.catalogue import service as catalogue
from alcove.apps.books.catalogue.service import MAX_PAGE, CatalogueUrls, OpdsCatalogue, Version
from alcove.apps.books.covers import CoverCache
from alcove.apps.books.errors import NotFound, Unauthorized
from alcove.apps.books.file_responses import FILE_HEADERS, attachment, file_replies
from alcove.apps.books.model.media import FILE_TYPES, media_type_of_format
from alcove.apps.books.requests import run_until_disconnect
from alcove.apps.books.search import Preferences
from alcove.foundation.database import Pool
from alcove.foundation.web import Access, Api, Call
from alcove.wires import opds

Page = Annotated[int, Meta(ge=1, le=MAX_PAGE, description="Which page of the list.")]
QueryText = Annotated[str, Meta(max_length=1000)]
BuildFeed = Callable[[CatalogueUrls, Any], Awaitable[opds.Feed]]

FEED_HEADERS: Final = {"Content-Security-Policy": "default-src 'none'; sandbox", "Cache-Control": "private, no-cache"}
MAX_ID: Final = 2**63 - 1


class PageQuery(Struct, frozen=True, kw_only=True):
    """Which page."""

    page: Page = 1


class NameQuery(PageQuery, frozen=True, kw_only=True):
    """Whose books, and which page of them."""

    name: QueryText = ""


class SearchQuery(PageQuery, frozen=True, kw_only=True):
    """What to search for, in the words of either version."""

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
        media_type=opds.DESCRIPTION_TYPE, access=Access.USER, summary="How e-readers search, as OpenSearch says it",
    )  # fmt: skip
    async def description(call: Call[None, None]) -> Response:
        place = await _urls(deps, call, version="1.2")
        content = await asyncio.to_thread(catalogue.build_description, place)
        return Response(content, media_type=opds.DESCRIPTION_TYPE, headers=FEED_HEADERS)


def _add_lists(api: Api, deps: CatalogueDeps, *, version: Version) -> None:
    books = OpdsCatalogue(deps.pool)

    async def start(place: CatalogueUrls, _: None) -> opds.Feed:
        return catalogue.build_root(place)

    async def author(place: CatalogueUrls, asked: NameQuery) -> opds.Feed:
        return await books.by_author(place, asked.name, page=asked.page)

    async def one_series(place: CatalogueUrls, asked: NameQuery) -> opds.Feed:
        return await books.in_series(place, asked.name, page=asked.page)

    async def search(place: CatalogueUrls, asked: SearchQuery) -> opds.Feed:
        return await books.search(place, asked.q or asked.query, page=asked.page)

    lists: list[tuple[str, type | None, BuildFeed, str]] = [
        ("", None, start, "the first menu"),
        ("/new", PageQuery, lambda place, asked: books.newest(place, page=asked.page), "the newest first"),
        ("/books", PageQuery, lambda place, asked: books.books(place, page=asked.page), "all by title"),
        ("/authors", PageQuery, lambda place, asked: books.authors(place, page=asked.page), "the menu of authors"),
        ("/author", NameQuery, author, "those of an author"),
        ("/series", PageQuery, lambda place, asked: books.series(place, page=asked.page), "the menu of series"),
        ("/one-series", NameQuery, one_series, "those of a series"),
        ("/search", SearchQuery, search, "those in which every word occurs"),
    ]
    below = "/v2" if version == "2.0" else ""
    for path, query, show, words in lists:
        _add_list(api, deps, paths=_both_paths(f"{below}{path}"), query=query, show=show, version=version, words=words)


def _add_list(
    api: Api,
    deps: CatalogueDeps,
    *,
    paths: tuple[str, ...],
    query: type | None,
    show: BuildFeed,
    version: Version,
    words: str,
) -> None:
    # A menu without entries is a list of no books.
    media_type = (opds.JSON_FEED_TYPE,) if version == "2.0" else (opds.ACQUISITION_TYPE, opds.NAVIGATION_TYPE)
    answers = opds.OpdsFeed if version == "2.0" else str

    @api.route(
        "GET", *paths, query=query, response_model=answers, errors=(Unauthorized,), media_type=media_type,
        access=Access.USER, summary=f"Delivered books for e-readers, OPDS {version}: {words}",
    )  # fmt: skip
    async def listed(call: Call[Any, None]) -> Response:
        place = await _urls(deps, call, version=version)
        feed = await show(place, call.query)
        write = opds.write_json_feed if version == "2.0" else opds.write_feed
        content = await asyncio.to_thread(write, feed)
        kind = place.menu_type if feed.navigation else place.books_type
        return Response(content, media_type=kind, headers=FEED_HEADERS)


def _add_files(api: Api, deps: CatalogueDeps) -> None:
    books = OpdsCatalogue(deps.pool)

    @api.route(
        "GET", *_both_paths("/files/{file_id}/{name}"), response_model=bytes, errors=(Unauthorized, NotFound),
        media_type=FILE_TYPES, headers=FILE_HEADERS, responses=file_replies(*FILE_TYPES),
        access=Access.USER, summary="A delivered file for an e-reader, in parts if wanted",
    )  # fmt: skip
    async def file(call: Call[None, None]) -> Response:
        number = call.path["file_id"]
        if not (number.isascii() and number.isdecimal() and len(number) < 20 and int(number) <= MAX_ID):
            raise NotFound("File not found")
        found, facts = await books.file(int(number))
        headers = {**FEED_HEADERS, "Content-Disposition": attachment(found.name)}
        return FileResponse(
            found.path, stat_result=facts, media_type=media_type_of_format(found.format), headers=headers
        )

    @api.route(
        "GET", *_both_paths("/covers/{cover_id}"), response_model=bytes, errors=(Unauthorized, NotFound),
        media_type="image/*",
        access=Access.USER, summary="The picture of a delivered book",
    )  # fmt: skip
    async def cover(call: Call[None, None]) -> Response:
        picture = await run_until_disconnect(call, deps.covers.picture(call.path["cover_id"]))
        headers = {**FEED_HEADERS, "Cache-Control": "private, max-age=86400"}
        return Response(picture.content, media_type=picture.media_type, headers=headers)


def _both_paths(below: str) -> tuple[str, str]:
    return f"/opds{below}", f"/request/opds{below}"


async def _urls(deps: CatalogueDeps, call: Call[Any, Any], *, version: Version) -> CatalogueUrls:
    settings = await deps.preferences.current()
    prefix = "/request" if call.request.scope["path"].startswith("/request/") else ""
    return CatalogueUrls(files=f"{deps.url_base}{prefix}/opds", version=version, covers=settings.covers_cache_enabled)
