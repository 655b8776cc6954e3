"""The endpoints of the page's search and of a book's details."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final

import msgspec
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from alcove.apps.books.errors import NotFound, SourcesUnavailable
from alcove.apps.books.page_search.schemas import BookDetails, BookSearchPage, Editions, PageQuery
from alcove.apps.books.page_search.service import PageSearch
from alcove.apps.books.requests import run_until_disconnect
from alcove.foundation.web import Access, Api, Call

MEDIA_TYPE: Final = "application/x-ndjson"
HEADERS: Final = {
    "Cache-Control": "no-store, no-transform",
    # nginx and compatible proxies would buffer the lines.
    "X-Accel-Buffering": "no",
}
ERRORS: Final = (NotFound, SourcesUnavailable)


def register(api: Api, pages: PageSearch) -> None:
    """Add the endpoints."""

    @api.route(
        "GET",
        "/api/books/search",
        query=PageQuery,
        response_model=BookSearchPage,
        media_type=MEDIA_TYPE,
        access=Access.USER,
        summary="Search for books; the answer is a line of JSON at once, and one after each answer of a source",
    )
    async def search(call: Call[PageQuery, None]) -> StreamingResponse:
        results = pages.search(call.query)
        # An error before the first line has a response of its own.
        first = await anext(results)
        return _LinesResponse(_encode_lines(first, results))

    @api.route(
        "GET",
        "/api/books/items/{book_id}",
        response_model=BookDetails,
        errors=ERRORS,
        access=Access.USER,
        summary="All about one book",
    )
    async def details(call: Call[None, None]) -> BookDetails:
        return await run_until_disconnect(call, pages.details(call.path["book_id"]))

    @api.route(
        "GET",
        "/api/books/items/{book_id}/editions",
        response_model=Editions,
        errors=ERRORS,
        access=Access.USER,
        summary="Other files of the same work: further formats, languages and records of other sources",
    )
    async def editions(call: Call[None, None]) -> Editions:
        return await run_until_disconnect(call, pages.editions(call.path["book_id"]))


async def _encode_lines(first: BookSearchPage, results: AsyncGenerator[BookSearchPage]) -> AsyncGenerator[bytes]:
    async with aclosing(results):
        yield msgspec.json.encode(first) + b"\n"
        async for page in results:
            yield msgspec.json.encode(page) + b"\n"


class _LinesResponse(StreamingResponse):
    """A response of lines of JSON, which closes its generator also when the client has gone away."""

    def __init__(self, lines: AsyncGenerator[bytes]) -> None:
        super().__init__(lines, media_type=MEDIA_TYPE, headers=HEADERS)
        self._lines = lines

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the response, and close the generator."""
        async with aclosing(self._lines):
            await super().__call__(scope, receive, send)
