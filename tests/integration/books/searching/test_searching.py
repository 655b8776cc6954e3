"""Sources side by side: partial answers, one asking for equal searches, and giving up when nobody waits."""

import asyncio

import httpx2
import pytest

from alcove.apps.books.errors import NotFound, SourcesUnavailable
from alcove.apps.books.model.book import Query
from alcove.apps.books.search.service import BookSearch
from alcove.apps.books.search.store import BookStore
from fixtures.books.app_with_sources import House, book
from support.clock import FakeClock
from support.http_client import http_client
from support.servers import serve_async
from support.until import until_async

WORDS = Query(text="title")


async def test_partial_answers_are_answers(house: House) -> None:
    """What some sources find is the answer; who could not answer is named with the reason, broken ones included."""
    house.shops[1].away = "timed out, again=yes"
    house.shops[2].broken = True
    async with serve_async(house.app()) as base, http_client(base) as client:
        answer = await client.get("/api/search", params={"query": "title"})
    assert [row["id"] for row in answer.json()] == ["al-1.epub"]
    assert answer.status_code == 200
    assert answer.headers["x-search-errors"] == "beta=timed out again yes, gamma=failed"


async def test_all_sources_down(house: House) -> None:
    """When every source fails the answer is 503, with the words by which pages tell it apart, and is not kept."""
    for shop in house.shops:
        shop.away = "does not answer"
    async with serve_async(house.app()) as base, http_client(base) as client:
        answer = await client.get("/api/search", params={"query": "title"})
        assert answer.status_code == 503
        assert answer.json()["error"].startswith("Network restricted: alpha does not answer, beta")
        house.shops[0].away = ""
        assert (await client.get("/api/search", params={"query": "title"})).status_code == 200


async def test_only_filters_ask_nobody(house: House) -> None:
    """A request with nothing but sort and filters asks no source."""
    async with serve_async(house.app()) as base, http_client(base) as client:
        for params in ({"sort": "relevance"}, {"lang": "en", "format": "epub"}, {"query": "  "}, {"isbn": "wrong"}):
            assert (await client.get("/api/search", params=params)).json() == []
    assert [shop.asked for shop in house.shops] == [[], [], []]


async def test_a_slow_source_holds_nobody_up_for_longer_than_its_time(house: House) -> None:
    """A source that never answers is left behind when its time is over, and what it did is given up."""
    house.shops[0].wait = asyncio.Event()
    context, rows = house.context(), BookStore(house.deps.pool)
    search = BookSearch(context.sources, rows, preferences=house.wishes, clock=house.deps.clock, timeout=0.05)
    found = await search.search(WORDS)
    assert found.errors == {"alpha": "timed out"}
    assert {each.source for each in found.books} == {"beta", "gamma"}
    assert house.shops[0].cancelled == 1


async def test_equal_searches_ask_once(house: House) -> None:
    """Equal searches at the same time share one asking, and those of the next five minutes its answer."""
    search = house.context().book_search
    gate = house.shops[0].wait = asyncio.Event()
    waiting = [asyncio.create_task(search.search(Query(text=text))) for text in ("Title", " title ", "TITLE")]
    await until_async(lambda: house.shops[0].asked)
    gate.set()
    answers = await asyncio.gather(*waiting)
    assert answers[0].books == answers[1].books == answers[2].books
    clock = house.deps.clock
    assert isinstance(clock, FakeClock)
    clock.advance(299)
    await search.search(WORDS)
    assert len(house.shops[0].asked) == 1
    clock.advance(2)
    await search.search(WORDS)
    assert len(house.shops[0].asked) == 2


async def test_partial_answers_are_kept_for_a_moment_only(house: House) -> None:
    """An answer without some sources is asked for again soon."""
    search = house.context().book_search
    house.shops[0].away = "away"
    await search.search(WORDS)
    house.shops[0].away = ""
    clock = house.deps.clock
    assert isinstance(clock, FakeClock)
    clock.advance(16)
    assert (await search.search(WORDS)).errors == {}


async def test_the_last_one_who_leaves_ends_the_search(house: House) -> None:
    """A search goes on while anybody waits for it, and is given up with the last of them."""
    search = house.context().book_search
    house.shops[0].wait = asyncio.Event()
    one, two = (asyncio.create_task(search.search(WORDS)) for _ in range(2))
    await until_async(lambda: house.shops[0].asked)
    one.cancel()
    await asyncio.gather(one, return_exceptions=True)
    assert house.shops[0].cancelled == 0
    two.cancel()
    await asyncio.gather(two, return_exceptions=True)
    await until_async(lambda: house.shops[0].cancelled)


async def test_a_browser_that_hangs_up_ends_the_search(house: House) -> None:
    """When the browser hangs up, the sources are left alone."""
    house.shops[0].wait = asyncio.Event()
    async with serve_async(house.app()) as base:
        async with http_client(base) as client:
            with pytest.raises(httpx2.ReadTimeout):
                await client.get("/api/search", params={"query": "title"}, timeout=0.3)
        await until_async(lambda: house.shops[0].cancelled)
    assert len(house.shops[0].asked) == 1


async def test_books_outlive_the_process(house: House) -> None:
    """What a search has found is known by its id to another process, without asking anybody."""
    await house.context().book_search.search(WORDS)
    for shop in house.shops:
        shop.away = "away"
    found = await house.context().book_search.lookup("be-1.epub")
    assert found == house.shops[1].books[0]


async def test_lookups(house: House) -> None:
    """A book nobody searched for is asked of its source; unknown ids and sources are not found, a mute one is told."""
    search = house.context().book_search
    assert (await search.lookup("al-1.epub")).title == "Title alpha"
    for unknown in ("al-2.epub", "zz-1.epub", "..", "a/b", "x" * 121, "", "al-\u00fc"):
        with pytest.raises(NotFound):
            await search.lookup(unknown)
    house.shops[2].away = "does not answer"
    with pytest.raises(SourcesUnavailable, match="Network restricted: gamma does not answer"):
        await search.lookup("ga-1.epub")


async def test_rows_that_no_id_can_name_are_dropped(house: House) -> None:
    """A source that makes ids which are none loses those rows and no others."""
    house.shops[0].books.append(book("al-1/../x", source="alpha", title="Title bad"))
    found = await house.context().book_search.search(WORDS)
    assert {each.id for each in found.books} == {"al-1.epub", "be-1.epub", "ga-1.epub"}


async def test_old_rows_are_forgotten_but_not_those_in_use(house: House) -> None:
    """Books nobody has found for half a year are forgotten, unless they are queued or delivered."""
    context = house.context()
    await context.book_search.search(WORDS)
    async with serve_async(house.app()) as base, http_client(base) as client:
        assert (await client.get("/api/download", params={"id": "al-1.epub"})).status_code == 200
    await house.deps.pool.execute("UPDATE books_row SET seen_at = now() - interval '181 days'")
    house.shops[:] = house.shops[2:]
    await house.context().book_search.search(WORDS)
    kept = await house.deps.pool.fetch("SELECT id FROM books_row ORDER BY id")
    assert [row[0] for row in kept] == ["al-1.epub", "ga-1.epub"]
