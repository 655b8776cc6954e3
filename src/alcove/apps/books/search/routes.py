"""The search for files, and one file's description."""

from dataclasses import dataclass

import msgspec
from starlette.responses import Response

from alcove.apps.books.errors import InvalidRequest, NotFound, SourcesDown
from alcove.apps.books.model.prefixes import both_paths, text_filter
from alcove.apps.books.requests import prefix_of, run_until_disconnect
from alcove.apps.books.search.live_sources import Preferences
from alcove.apps.books.search.schemas import BookRow, IdQuery, SearchQuery, build_book_row
from alcove.apps.books.search.service import BookSearch, SearchResult, parse_query
from alcove.foundation.web import Access, Api, Call


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchDeps:
    """The running parts that the search endpoints need."""

    searching: BookSearch
    preferences: Preferences


def register(api: Api, deps: SearchDeps) -> None:
    """Add the endpoints."""

    @api.route(
        "GET",
        *both_paths("/api/search"),
        query=SearchQuery,
        response_model=list[BookRow],
        errors=(SourcesDown,),
        headers={"X-Search-Errors": "If sources could not answer: which, and why."},
        access=Access.USER,
        summary="Files that match; the header X-Search-Errors names sources that could not answer",
    )
    async def search(call: Call[SearchQuery, None]) -> Response:
        settings = await deps.preferences.current()
        query = parse_query(call.query, settings)
        found = (
            SearchResult(books=()) if query is None else await run_until_disconnect(call, deps.searching.search(query))
        )
        prefix = prefix_of(call)
        text, covers = text_filter(prefix), settings.covers_cache_enabled
        listed = [build_book_row(book, prefix=prefix, covers=covers, text=text) for book in found.books]
        headers = {"X-Search-Errors": failures_header(found)} if found.errors else None
        return Response(msgspec.json.encode(listed), headers=headers, media_type="application/json")

    @api.route(
        "GET",
        *both_paths("/api/info"),
        query=IdQuery,
        response_model=BookRow,
        errors=(InvalidRequest, NotFound, SourcesDown),
        access=Access.USER,
        summary="One file",
    )
    async def info(call: Call[IdQuery, None]) -> BookRow:
        if not call.query.id:
            raise InvalidRequest("No book ID provided")
        settings = await deps.preferences.current()
        book = await run_until_disconnect(call, deps.searching.lookup(call.query.id))
        prefix = prefix_of(call)
        return build_book_row(book, prefix=prefix, covers=settings.covers_cache_enabled, text=text_filter(prefix))


def failures_header(found: SearchResult) -> str:
    """Return the value of X-Search-Errors."""
    told = (f"{name}={_header_value(reason)}" for name, reason in found.errors.items())
    return ", ".join(told)


def _header_value(reason: str) -> str:
    plain = "".join(letter if " " <= letter <= "~" and letter not in ",=" else " " for letter in reason)
    return " ".join(plain.split())[:80]
