"""The endpoints of the search and of one book's details."""

from dataclasses import dataclass
from typing import Final

import msgspec
from starlette.responses import Response

from alcove.apps.books.errors import InvalidRequest, NotFound, SourcesUnavailable
from alcove.apps.books.model.prefixes import both_paths, text_filter
from alcove.apps.books.requests import prefix_of, run_until_disconnect
from alcove.apps.books.search.live_sources import Preferences
from alcove.apps.books.search.schemas import BookRow, IdQuery, SearchQuery, build_book_row
from alcove.apps.books.search.service import BookSearch, SearchResult, parse_query
from alcove.foundation.web import Access, Api, Call, Link

_FIRST_BOOK = {"id": "$response.body#/0/id"}
_LINKS = [Link(endpoint, _FIRST_BOOK) for endpoint in ("GET /api/info", "GET /api/download", "POST /api/download")]

MAX_FAILURE: Final = 80
MAX_LEFT_OUT: Final = 300
"""Number of characters of a reason in the header."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchDeps:
    """The running parts that the search endpoints need."""

    book_search: BookSearch
    preferences: Preferences


def register(api: Api, deps: SearchDeps) -> None:
    """Add the endpoints."""

    @api.route(
        "GET",
        *both_paths("/api/search"),
        query=SearchQuery,
        response_model=list[BookRow],
        errors=(SourcesUnavailable,),
        links=_LINKS,
        headers={"X-Search-Errors": "If sources failed or left something out: their names and the reasons."},
        access=Access.USER,
        summary="Search for files; the header X-Search-Errors names the sources that failed or left something out",
    )
    async def search(call: Call[SearchQuery, None]) -> Response:
        settings = await deps.preferences.current()
        query = parse_query(call.query, settings)
        result = (
            SearchResult(books=())
            if query is None
            else await run_until_disconnect(call, deps.book_search.search(query))
        )
        prefix = prefix_of(call)
        text, covers = text_filter(prefix), settings.covers_cache_enabled
        rows = [build_book_row(book, prefix=prefix, covers=covers, text=text) for book in result.books]
        failures = failures_header(result)
        headers = {"X-Search-Errors": failures} if failures else None
        return Response(msgspec.json.encode(rows), headers=headers, media_type="application/json")

    @api.route(
        "GET",
        *both_paths("/api/info"),
        query=IdQuery,
        response_model=BookRow,
        errors=(InvalidRequest, NotFound, SourcesUnavailable),
        access=Access.USER,
        summary="One file",
    )
    async def info(call: Call[IdQuery, None]) -> BookRow:
        if not call.query.id:
            raise InvalidRequest("No book ID provided")
        settings = await deps.preferences.current()
        book = await run_until_disconnect(call, deps.book_search.lookup(call.query.id))
        prefix = prefix_of(call)
        return build_book_row(book, prefix=prefix, covers=settings.covers_cache_enabled, text=text_filter(prefix))


def failures_header(result: SearchResult) -> str:
    """Return the value of X-Search-Errors: the sources that failed, and what others left out; '' for neither."""
    failed = [f"{name}={_header_value(reason)[:MAX_FAILURE]}" for name, reason in result.errors.items()]
    left_out = [f"{name}={_header_value(reason)[:MAX_LEFT_OUT]}" for name, reason in result.left_out.items()]
    return ", ".join((*failed, *left_out))


def _header_value(reason: str) -> str:
    plain = "".join(letter if " " <= letter <= "~" and letter not in ",=" else " " for letter in reason)
    return " ".join(plain.split())
