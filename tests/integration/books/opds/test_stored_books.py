"""Stored books, cached feeds and the local index: ids stay valid, and catalogues get few requests."""

from datetime import UTC, datetime, timedelta

import pytest

from alcove.apps.books.model.book import Query
from alcove.apps.books.sources.opds import refresh_catalogues
from alcove.apps.books.sources.opds.store import CatalogIndex
from alcove.apps.books.sources.protocols import SourceUnavailable
from alcove.foundation.database import Pool
from fixtures.books.fault_injection import Fault
from fixtures.books.opds import SimBook
from integration.books.opds.opds_sources import (
    MemoryBookStore,
    catalogs_setting,
    make_context,
    opds_source,
    search_books,
    serve_catalogue,
)
from support.clock import FakeClock


async def test_id_works_in_another_process() -> None:
    """A book that one source found is looked up and resolved by another one without a search."""
    with serve_catalogue(count=3) as catalogue:
        store = MemoryBookStore()
        first = opds_source(f"{catalogue.base}/opds", context_options={"book_store": store})
        (book, *_) = await search_books(first, "volume")
        await first.close()
        second = opds_source(f"{catalogue.base}/opds", context_options={"book_store": store})
        assert await second.lookup(book.id) == book
        (location,) = await second.resolve(book.id)
        assert location.url == f"{catalogue.base}/files/{location.url.rpartition('/')[2]}"
        assert location.format == "epub"
        assert await second.lookup("opds-home-unknown") is None
        assert await second.resolve("opds-home-unknown") == ()
        await second.close()


async def test_id_is_stable_across_searches() -> None:
    """Ids depend only on the entry's id and the path of its file."""
    with serve_catalogue(count=5) as catalogue:
        ids = []
        for text in ("volume", "the volume"):
            source = opds_source(f"{catalogue.base}/opds")
            ids.append([book.id for book in await search_books(source, text)])
            await source.close()
        assert ids[0] == ids[1]
        assert len(set(ids[0])) == 5


@pytest.mark.parametrize("path", ["/opds", "/opds2"])
async def test_location_follows_the_entry(path: str) -> None:
    """A book whose entry is gone (404, 410) has no location; one that moved has its current location."""
    short = SimBook(key="short", title="A Short Entry", kind="short")
    with serve_catalogue(publications=(short,), count=0) as catalogue:
        store = MemoryBookStore()
        source = opds_source(f"{catalogue.base}{path}", context_options={"book_store": store})
        (book,) = await search_books(source, "short")
        assert len(await source.resolve(book.id)) == 1
        stored, private = store.books[book.id]
        store.books[book.id] = (stored, {**private, "url": f"{catalogue.base}/files/old.epub"})
        assert [location.url for location in await source.resolve(book.id)] == [f"{catalogue.base}/files/short.epub"]
        catalogue.simulator.publications = []
        assert await source.resolve(book.id) == ()
        await source.close()


async def test_unchanged_feeds_are_cached() -> None:
    """A second search sends conditional requests and uses the cached feed after a 304."""
    with serve_catalogue(count=5) as catalogue:
        source = opds_source(f"{catalogue.base}/opds")
        first = await search_books(source, "volume")
        catalogue.simulator.requests.clear()
        second = await search_books(source, "volume")
        await source.close()
        assert first == second
        assert [(request.status, "if-none-match" in request.headers) for request in catalogue.simulator.requests] == [
            (304, True)
        ]


@pytest.mark.parametrize("fault", ["error", "cut", "throttle"])
async def test_single_failure_is_retried(fault: Fault) -> None:
    """A single error, broken connection or 429 does not make a search fail."""
    with serve_catalogue(count=3) as catalogue:
        source = opds_source(f"{catalogue.base}/opds")
        catalogue.faults.next[fault] = 1
        assert len(await search_books(source, "volume")) == 3
        await source.close()


async def test_catalogue_without_search_is_indexed(pool: Pool) -> None:
    """All its books are found with the same rules, and the catalogue is not crawled again for a day."""
    clock = FakeClock()
    with serve_catalogue(count=45, search="none") as catalogue:
        context = make_context(pool=pool, clock=clock, OPDS_CATALOGS=catalogs_setting(f"{catalogue.base}/opds"))
        assert await refresh_catalogues(context) == {"opds-home": "read"}
        assert await refresh_catalogues(context) == {"opds-home": "nothing to do"}
        source = opds_source(f"{catalogue.base}/opds", context_options={"pool": pool, "clock": clock})
        catalogue.simulator.requests.clear()
        all_books = await search_books(source, "volume")
        french = await search_books(source, "volume", languages=("fr",))
        assert len(all_books) == 45
        assert {book.language for book in french} == {"fr"}
        assert await search_books(source, "restricted") == []
        assert await search_books(source, "xyzzy") == []
        assert len(await source.resolve(all_books[0].id)) == 1
        assert [path for path in catalogue.simulator.requests.paths() if "/opds/all" in path] == []
        await source.close()


async def test_index_is_updated(pool: Pool) -> None:
    """After a day new books are added and removed books are deleted."""
    clock = FakeClock()
    with serve_catalogue(count=12, search="none", with_restricted=False) as catalogue:
        context = make_context(pool=pool, clock=clock, OPDS_CATALOGS=catalogs_setting(f"{catalogue.base}/opds"))
        await refresh_catalogues(context)
        catalogue.simulator.publications = [
            SimBook(key="late", title="A Late Volume"),
            *catalogue.simulator.publications[2:],
        ]
        clock.advance(timedelta(hours=25).total_seconds())
        assert await refresh_catalogues(context) == {"opds-home": "read"}
        source = opds_source(f"{catalogue.base}/opds", context_options={"pool": pool, "clock": clock})
        titles = [book.title for book in await search_books(source, "volume")]
        await source.close()
        assert titles[0] == "A Late Volume"
        assert len(titles) == 11


async def test_first_search_walks_the_catalogue(pool: Pool) -> None:
    """Without a feed of all books all lists are read, not only that of new books; the first search does not wait."""
    with serve_catalogue(count=30, search="none", crawlable=False) as catalogue:
        source = opds_source(f"{catalogue.base}/opds", context_options={"pool": pool})
        found = await source.search(Query(text="volume"), limit=100)
        await source.close()
        assert len(found) == 30
        assert found.left_out == "its books are still being listed, so some are missing"


async def test_whole_catalogue_is_walked(pool: Pool) -> None:
    """The job reads every list of a catalogue without a feed of all books, each page once."""
    clock = FakeClock()
    with serve_catalogue(count=205, search="none", crawlable=False) as catalogue:
        context = make_context(pool=pool, clock=clock, OPDS_CATALOGS=catalogs_setting(f"{catalogue.base}/opds"))
        assert await refresh_catalogues(context) == {"opds-home": "read"}
        paths = catalogue.simulator.requests.paths()
        assert len(paths) == len(set(paths)) + 1  # the root, to see whether there is a search
        source = opds_source(f"{catalogue.base}/opds", context_options={"pool": pool, "clock": clock})
        found = await source.search(Query(text="volume"), limit=1000)
        await source.close()
    assert len(found) == 205
    assert "9 left out" in found.left_out
    assert "sold, lent or protected" in found.left_out
    assert "1 link to a private host" in found.left_out


async def test_unreadable_feed_of_all_books(pool: Pool) -> None:
    """When the feed of all books cannot be read, the other lists are."""
    with serve_catalogue(count=12, search="none") as catalogue:
        context = make_context(pool=pool, OPDS_CATALOGS=catalogs_setting(f"{catalogue.base}/opds"))
        catalogue.faults.only = "/opds/all"
        catalogue.faults.next["html"] = 1
        assert await refresh_catalogues(context) == {"opds-home": "read"}
        assert await pool.fetchval("SELECT count(*) FROM books_catalogue_book") == 12


async def test_endless_lists_are_limited(pool: Pool) -> None:
    """A list without an end is read up to a limit, and the rest is said to be missing."""
    with serve_catalogue(count=0, search="none") as catalogue:
        source = opds_source(f"{catalogue.base}/hostile/loop", context_options={"pool": pool})
        found = await source.search(Query(text="loop"), limit=100)
        await source.close()
        assert len(found) == 11
        assert len(catalogue.simulator.requests.paths()) == 12


async def test_single_paged_feed_is_crawled(pool: Pool) -> None:
    """Without such feeds, the books and next pages of the catalogue's URL are read."""
    with serve_catalogue(count=45, search="none", with_restricted=False) as catalogue:
        source = opds_source(f"{catalogue.base}/opds/all", context_options={"pool": pool})
        assert len(await search_books(source, "volume")) == 45
        await source.close()


async def test_failed_crawl_keeps_the_index(pool: Pool) -> None:
    """When the catalogue fails, the index stays as it was and the error is stored."""
    clock = FakeClock()
    with serve_catalogue(count=12, search="none") as catalogue:
        context = make_context(pool=pool, clock=clock, OPDS_CATALOGS=catalogs_setting(f"{catalogue.base}/opds"))
        await refresh_catalogues(context)
        clock.advance(timedelta(hours=25).total_seconds())
        catalogue.faults.only = "/opds/all"
        catalogue.faults.next["html"] = 1
        await refresh_catalogues(context)
        source = opds_source(f"{catalogue.base}/opds", context_options={"pool": pool, "clock": clock})
        assert len(await search_books(source, "volume")) == 12
        await source.close()
        error = await pool.fetchval("SELECT error FROM books_catalogue")
        assert error == "1 of its feeds could not be read"


async def test_the_pauses_after_failed_crawls_grow(pool: Pool) -> None:
    """A catalogue that cannot be read is read again after an hour, two, four, and so on up to a day."""
    now = datetime.now(UTC)
    index = CatalogIndex(pool, source="opds-home", url="http://home.example/opds")
    await index.register()
    pauses = []
    for _ in range(7):
        await index.finish(now - timedelta(hours=23), error="it cannot be reached")
        next_at = await pool.fetchval("SELECT crawled_at + interval '24 hours' FROM books_catalogue")
        pauses.append(round((next_at - now).total_seconds() / 3600))
    assert pauses == [1, 2, 4, 8, 16, 24, 24]
    await index.finish(now)
    assert await pool.fetchval("SELECT failures FROM books_catalogue") == 0


async def test_catalogue_without_search_needs_a_database() -> None:
    """Without a database the error says what is missing."""
    with serve_catalogue(count=1, search="none") as catalogue:
        source = opds_source(f"{catalogue.base}/opds")
        with pytest.raises(SourceUnavailable, match="no search of its own"):
            await search_books(source, "volume")
        await source.close()
