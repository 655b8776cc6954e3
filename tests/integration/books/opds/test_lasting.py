"""Ids mean something after a restart, and catalogues are asked no more than needed."""

from datetime import timedelta

import pytest

from alcove.apps.books.sources.opds import refresh_catalogues
from alcove.apps.books.sources.protocols import Unavailable
from alcove.foundation.database import Pool
from fixtures.books.opds import SimBook
from integration.books.opds.sources import Remembered, catalogs, context, found, opds, served
from support.clock import FakeClock


async def test_an_id_works_in_another_process() -> None:
    """A row that one source found is looked up and resolved by another one that searched nothing."""
    with served(count=3) as catalogue:
        remember = Remembered()
        first = opds(f"{catalogue.base}/opds", around={"remember": remember})
        (book, *_) = await found(first, "volume")
        await first.close()
        second = opds(f"{catalogue.base}/opds", around={"remember": remember})
        assert await second.lookup(book.id) == book
        (location,) = await second.resolve(book.id)
        assert location.url == f"{catalogue.base}/files/{location.url.rpartition('/')[2]}"
        assert location.format == "epub"
        assert await second.lookup("opds-home-unknown") is None
        assert await second.resolve("opds-home-unknown") == ()
        await second.close()


async def test_the_same_book_has_the_same_id_in_every_search() -> None:
    """Ids depend on what the catalogue calls the entry and its file, and on nothing else."""
    with served(count=5) as catalogue:
        ids = []
        for text in ("volume", "the volume"):
            source = opds(f"{catalogue.base}/opds")
            ids.append([book.id for book in await found(source, text)])
            await source.close()
        assert ids[0] == ids[1]
        assert len(set(ids[0])) == 5


@pytest.mark.parametrize("path", ["/opds", "/opds2"])
async def test_a_book_that_is_gone_has_no_location(path: str) -> None:
    """A book whose own document is gone (404, 410) cannot be fetched; one that moved is fetched where it is now."""
    short = SimBook(key="short", title="A Short Entry", kind="short")
    with served(publications=(short,), count=0) as catalogue:
        remember = Remembered()
        source = opds(f"{catalogue.base}{path}", around={"remember": remember})
        (book,) = await found(source, "short")
        assert len(await source.resolve(book.id)) == 1
        kept, private = remember.rows[book.id]
        remember.rows[book.id] = (kept, {**private, "url": f"{catalogue.base}/files/old.epub"})
        assert [one.url for one in await source.resolve(book.id)] == [f"{catalogue.base}/files/short.epub"]
        catalogue.simulator.publications = []
        assert await source.resolve(book.id) == ()
        await source.close()


async def test_feeds_that_did_not_change_are_not_sent_again() -> None:
    """A second search asks conditionally and reads from memory what the catalogue calls unchanged."""
    with served(count=5) as catalogue:
        source = opds(f"{catalogue.base}/opds")
        first = await found(source, "volume")
        catalogue.simulator.seen.clear()
        second = await found(source, "volume")
        await source.close()
        assert first == second
        assert [(each.status, "if-none-match" in each.headers) for each in catalogue.simulator.seen] == [(304, True)]


@pytest.mark.parametrize("fault", ["error", "cut", "throttle"])
async def test_a_hiccup_is_survived(fault: str) -> None:
    """One failed answer, one broken connection or one refusal does not end a search."""
    with served(count=3) as catalogue:
        source = opds(f"{catalogue.base}/opds")
        catalogue.faults.next[fault] = 1  # type: ignore[index]  # one of its words
        assert len(await found(source, "volume")) == 3
        await source.close()


async def test_a_catalogue_without_search_is_read_into_an_index(pool: Pool) -> None:
    """All of its books are found by the same rules, and the catalogue is not asked again for a day."""
    clock = FakeClock()
    with served(count=45, search="none") as catalogue:
        around = context(pool=pool, clock=clock, OPDS_CATALOGS=catalogs(f"{catalogue.base}/opds"))
        assert await refresh_catalogues(around) == {"opds-home": "read"}
        assert await refresh_catalogues(around) == {"opds-home": "nothing to do"}
        source = opds(f"{catalogue.base}/opds", around={"pool": pool, "clock": clock})
        catalogue.simulator.seen.clear()
        everything = await found(source, "volume")
        french = await found(source, "volume", languages=("fr",))
        assert len(everything) == 45
        assert {book.language for book in french} == {"fr"}
        assert await found(source, "trap") == []
        assert await found(source, "xyzzy") == []
        assert len(await source.resolve(everything[0].id)) == 1
        assert [path for path in catalogue.simulator.paths() if "/opds/all" in path] == []
        await source.close()


async def test_the_index_follows_the_catalogue(pool: Pool) -> None:
    """A day later what is new is found and what is gone is forgotten."""
    clock = FakeClock()
    with served(count=12, search="none", with_traps=False) as catalogue:
        around = context(pool=pool, clock=clock, OPDS_CATALOGS=catalogs(f"{catalogue.base}/opds"))
        await refresh_catalogues(around)
        catalogue.simulator.publications = [
            SimBook(key="late", title="A Late Volume"),
            *catalogue.simulator.publications[2:],
        ]
        clock.advance(timedelta(hours=25).total_seconds())
        assert await refresh_catalogues(around) == {"opds-home": "read"}
        source = opds(f"{catalogue.base}/opds", around={"pool": pool, "clock": clock})
        titles = [book.title for book in await found(source, "volume")]
        await source.close()
        assert titles[0] == "A Late Volume"
        assert len(titles) == 11


async def test_a_catalogue_without_one_feed_of_everything_is_walked(pool: Pool) -> None:
    """Without a crawlable feed the one with what is new is read; the first search need not wait for the job."""
    with served(count=30, search="none", crawlable=False) as catalogue:
        source = opds(f"{catalogue.base}/opds", around={"pool": pool})
        assert len(await found(source, "volume")) == 15
        await source.close()


async def test_a_catalogue_that_is_one_long_list_is_read(pool: Pool) -> None:
    """Without either feed, books and next pages of the catalogue's own address are read."""
    with served(count=45, search="none", with_traps=False) as catalogue:
        source = opds(f"{catalogue.base}/opds/all", around={"pool": pool})
        assert len(await found(source, "volume")) == 45
        await source.close()


async def test_a_failed_reading_keeps_what_was_there(pool: Pool) -> None:
    """When the catalogue is down, the index stays as it was and the reading is tried again within hours."""
    clock = FakeClock()
    with served(count=12, search="none") as catalogue:
        around = context(pool=pool, clock=clock, OPDS_CATALOGS=catalogs(f"{catalogue.base}/opds"))
        await refresh_catalogues(around)
        clock.advance(timedelta(hours=25).total_seconds())
        catalogue.faults.only = "/opds/all"
        catalogue.faults.next["html"] = 1
        await refresh_catalogues(around)
        source = opds(f"{catalogue.base}/opds", around={"pool": pool, "clock": clock})
        assert len(await found(source, "volume")) == 12
        await source.close()
        error = await pool.fetchval("SELECT error FROM books_catalogue")
        assert error == "1 of its feeds could not be read"


async def test_without_a_database_a_catalogue_without_search_says_so() -> None:
    """The reason names what is missing."""
    with served(count=1, search="none") as catalogue:
        source = opds(f"{catalogue.base}/opds")
        with pytest.raises(Unavailable, match="no search of its own"):
            await found(source, "volume")
        await source.close()
