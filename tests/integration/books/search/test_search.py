"""Concurrent sources: partial results, shared searches, and cancellation when no client waits."""

import asyncio

import httpx2
import pytest

from alcove.apps.books.errors import NotFound, SourcesUnavailable
from alcove.apps.books.model.book import Query
from alcove.apps.books.search.service import BookSearch
from alcove.apps.books.search.store import BookStore
from fixtures.books.app_with_sources import BooksTestApp, book
from support.clock import FakeClock
from support.http_client import http_client
from support.servers import serve_async
from support.until import until_async

WORDS = Query(text="title")


async def test_partial_results_are_returned(books_app: BooksTestApp) -> None:
    """Results of working sources are returned; failing sources are listed with the reason."""
    books_app.sources[1].outage = "timed out, again=yes"
    books_app.sources[2].broken = True
    async with serve_async(books_app.app()) as base, http_client(base) as client:
        answer = await client.get("/api/search", params={"query": "title"})
    assert [row["id"] for row in answer.json()] == ["al-1.epub"]
    assert answer.status_code == 200
    assert answer.headers["x-search-errors"] == "beta=timed out again yes, gamma=failed"


async def test_all_sources_fail(books_app: BooksTestApp) -> None:
    """When every source fails, the response is 503 with the message that pages expect, and is not cached."""
    for source in books_app.sources:
        source.outage = "does not answer"
    async with serve_async(books_app.app()) as base, http_client(base) as client:
        answer = await client.get("/api/search", params={"query": "title"})
        assert answer.status_code == 503
        assert answer.json()["error"].startswith("Network restricted: alpha does not answer, beta")
        books_app.sources[0].outage = ""
        assert (await client.get("/api/search", params={"query": "title"})).status_code == 200


async def test_a_query_of_filters_only_queries_no_source(books_app: BooksTestApp) -> None:
    """A request with only sort and filters sends no query to sources."""
    async with serve_async(books_app.app()) as base, http_client(base) as client:
        for params in ({"sort": "relevance"}, {"lang": "en", "format": "epub"}, {"query": "  "}, {"isbn": "wrong"}):
            assert (await client.get("/api/search", params=params)).json() == []
    assert [source.queries for source in books_app.sources] == [[], [], []]


async def test_a_slow_source_is_limited_by_its_timeout(books_app: BooksTestApp) -> None:
    """A source that does not answer within its timeout is cancelled and left out."""
    books_app.sources[0].wait = asyncio.Event()
    context, rows = books_app.context(), BookStore(books_app.deps.pool)
    search = BookSearch(
        context.sources, rows, preferences=books_app.preferences, clock=books_app.deps.clock, timeout=0.05
    )
    found = await search.search(WORDS)
    assert found.errors == {"alpha": "timed out"}
    assert {book.source for book in found.books} == {"beta", "gamma"}
    assert books_app.sources[0].cancelled == 1


async def test_equal_searches_query_the_sources_once(books_app: BooksTestApp) -> None:
    """Concurrent equal searches share one query, and later ones use its result for five minutes."""
    search = books_app.context().book_search
    gate = books_app.sources[0].wait = asyncio.Event()
    waiting = [asyncio.create_task(search.search(Query(text=text))) for text in ("Title", " title ", "TITLE")]
    await until_async(lambda: books_app.sources[0].queries)
    gate.set()
    answers = await asyncio.gather(*waiting)
    assert answers[0].books == answers[1].books == answers[2].books
    clock = books_app.deps.clock
    assert isinstance(clock, FakeClock)
    clock.advance(299)
    await search.search(WORDS)
    assert len(books_app.sources[0].queries) == 1
    clock.advance(2)
    await search.search(WORDS)
    assert len(books_app.sources[0].queries) == 2


async def test_partial_results_are_cached_briefly(books_app: BooksTestApp) -> None:
    """A result without some sources is cached for a short time only."""
    search = books_app.context().book_search
    books_app.sources[0].outage = "away"
    await search.search(WORDS)
    books_app.sources[0].outage = ""
    clock = books_app.deps.clock
    assert isinstance(clock, FakeClock)
    clock.advance(16)
    assert (await search.search(WORDS)).errors == {}


async def test_the_last_client_that_disconnects_cancels_the_search(books_app: BooksTestApp) -> None:
    """A search runs while a client waits, and is cancelled with the last one."""
    search = books_app.context().book_search
    books_app.sources[0].wait = asyncio.Event()
    first, second = (asyncio.create_task(search.search(WORDS)) for _ in range(2))
    await until_async(lambda: books_app.sources[0].queries)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    assert books_app.sources[0].cancelled == 0
    second.cancel()
    await asyncio.gather(second, return_exceptions=True)
    await until_async(lambda: books_app.sources[0].cancelled)


async def test_a_disconnected_browser_cancels_the_search(books_app: BooksTestApp) -> None:
    """When the browser disconnects, the queries of the sources are cancelled."""
    books_app.sources[0].wait = asyncio.Event()
    async with serve_async(books_app.app()) as base:
        async with http_client(base) as client:
            with pytest.raises(httpx2.ReadTimeout):
                await client.get("/api/search", params={"query": "title"}, timeout=0.3)
        await until_async(lambda: books_app.sources[0].cancelled)
    assert len(books_app.sources[0].queries) == 1


async def test_books_are_stored_across_processes(books_app: BooksTestApp) -> None:
    """A book that a search found is available by id in another process, without a request."""
    await books_app.context().book_search.search(WORDS)
    for source in books_app.sources:
        source.outage = "away"
    found = await books_app.context().book_search.lookup("be-1.epub")
    assert found == books_app.sources[1].books[0]


async def test_lookups(books_app: BooksTestApp) -> None:
    """An unknown book is looked up at its source; unknown ids and sources are 404, an outage is reported."""
    search = books_app.context().book_search
    assert (await search.lookup("al-1.epub")).title == "Title alpha"
    for unknown in ("al-2.epub", "zz-1.epub", "..", "a/b", "x" * 121, "", "al-\u00fc"):
        with pytest.raises(NotFound):
            await search.lookup(unknown)
    books_app.sources[2].outage = "does not answer"
    with pytest.raises(SourcesUnavailable, match="Network restricted: gamma does not answer"):
        await search.lookup("ga-1.epub")


async def test_results_with_invalid_ids_are_dropped(books_app: BooksTestApp) -> None:
    """Results with invalid ids are dropped, and the others of the source are kept."""
    books_app.sources[0].books.append(book("al-1/../x", source="alpha", title="Title bad"))
    found = await books_app.context().book_search.search(WORDS)
    assert {book.id for book in found.books} == {"al-1.epub", "be-1.epub", "ga-1.epub"}


async def test_old_books_are_deleted_unless_in_use(books_app: BooksTestApp) -> None:
    """Books that were not found for half a year are deleted, unless they are queued or delivered."""
    context = books_app.context()
    await context.book_search.search(WORDS)
    async with serve_async(books_app.app()) as base, http_client(base) as client:
        assert (await client.get("/api/download", params={"id": "al-1.epub"})).status_code == 200
    await books_app.deps.pool.execute("UPDATE books_row SET seen_at = now() - interval '181 days'")
    books_app.sources[:] = books_app.sources[2:]
    await books_app.context().book_search.search(WORDS)
    stored = await books_app.deps.pool.fetch("SELECT id FROM books_row ORDER BY id")
    assert [row[0] for row in stored] == ["al-1.epub", "ga-1.epub"]
