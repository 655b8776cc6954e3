"""The search for files, and one file's description."""

import msgspec
from starlette.responses import Response

from alcove.apps.books.errors import InvalidRequest, NotFound, SourcesDown
from alcove.apps.books.routes.asking import while_wanted
from alcove.apps.books.routes.context import Context
from alcove.apps.books.routes.paths import both, prefix_of, wording
from alcove.apps.books.schemas.queue import IdQuery
from alcove.apps.books.schemas.search import BookRow, SearchQuery, book_row
from alcove.apps.books.service.search import Found, query_of
from alcove.foundation.web import Access, Api, Call


def register(api: Api, context: Context) -> None:
    """Add the endpoints."""

    @api.route(
        "GET",
        *both("/api/search"),
        query=SearchQuery,
        answers=list[BookRow],
        errors=(SourcesDown,),
        headers={"X-Search-Errors": "If sources could not answer: which, and why."},
        access=Access.USER,
        summary="Files that match; the header X-Search-Errors names sources that could not answer",
    )
    async def search(call: Call[SearchQuery, None]) -> Response:
        settings = await context.preferences.current()
        query = query_of(call.query, settings)
        found = Found(books=()) if query is None else await while_wanted(call, context.searching.search(query))
        prefix = prefix_of(call)
        text, covers = wording(prefix), settings.covers_cache_enabled
        listed = [book_row(book, prefix=prefix, covers=covers, text=text) for book in found.books]
        headers = {"X-Search-Errors": failures(found)} if found.errors else None
        return Response(msgspec.json.encode(listed), headers=headers, media_type="application/json")

    @api.route(
        "GET",
        *both("/api/info"),
        query=IdQuery,
        answers=BookRow,
        errors=(InvalidRequest, NotFound, SourcesDown),
        access=Access.USER,
        summary="One file",
    )
    async def info(call: Call[IdQuery, None]) -> BookRow:
        if not call.query.id:
            raise InvalidRequest("No book ID provided")
        settings = await context.preferences.current()
        book = await while_wanted(call, context.searching.lookup(call.query.id))
        prefix = prefix_of(call)
        return book_row(book, prefix=prefix, covers=settings.covers_cache_enabled, text=wording(prefix))


def failures(found: Found) -> str:
    """Return the value of X-Search-Errors."""
    told = (f"{name}={_token(reason)}" for name, reason in found.errors.items())
    return ", ".join(told)


def _token(reason: str) -> str:
    plain = "".join(letter if " " <= letter <= "~" and letter not in ",=" else " " for letter in reason)
    return " ".join(plain.split())[:80]
