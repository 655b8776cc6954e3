"""The Internet Archive: searches, lookups and failures; only freely downloadable items are offered."""

import asyncio
import hashlib
from typing import Any

import pytest

from alcove.apps.books.model.book import BookMetadata, Query
from alcove.apps.books.sources.internetarchive import InternetArchive, build
from alcove.apps.books.sources.protocols import SourceUnavailable
from fixtures.books.fault_injection import Fault
from integration.books.sources.simulated_catalogues import Catalogues, MemoryBookStore, fetch


def archive(catalogues: Catalogues, **environ: Any) -> InternetArchive:
    """Build the source."""
    return build(catalogues.make_context(**environ))


async def search_ids(source: InternetArchive, text: str = "", *, limit: int = 20, **query: Any) -> list[str]:
    """Return the ids of the books that a search finds."""
    return [book.id for book in await source.search(Query(text=text, **query), limit=limit)]


async def test_book_metadata(catalogues: Catalogues) -> None:
    """A book has the values of the item's record: size, year, language codes, authors with the first name first."""
    source = archive(catalogues)
    (book,) = await source.search(Query(text="frankenstein"), limit=5)
    (german,) = await source.search(Query(titles=("Faust",), languages=("de",)), limit=5)
    await source.close()
    assert (book.id, book.source, book.format) == ("ia-frankenstein00shel.epub", "internetarchive", "epub")
    assert (book.title, book.authors) == ("Frankenstein; Or, The Modern Prometheus", ("Mary Wollstonecraft Shelley",))
    assert (book.year, book.language, book.content) == (1818, "en", "book (fiction)")
    assert (book.isbns, german.language, german.authors) == (
        ("9780141439471",), "de", ("Johann Wolfgang von Goethe",),
    )  # fmt: skip
    assert book.size == len(catalogues.simulator.content(catalogues.simulator.works[0], "epub"))
    assert book.cover_url == f"{catalogues.base}/archive/services/img/frankenstein00shel"
    assert book.source_url == "https://archive.org/details/frankenstein00shel"


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        (Query(text="978-0-14-143947-1"), ["ia-frankenstein00shel.epub"]),
        (Query(isbns=("9780141439518",)), ["ia-simulated01342book.epub"]),
        (Query(authors=("Austen, Jane",), titles=("prejudice",)), ["ia-simulated01342book.epub"]),
        (Query(text="dracula", formats=("djvu", "pdf")), ["ia-simulated00345book.djvu"]),
        (Query(text="dracula", formats=("pdf",)), ["ia-simulated00345book.pdf"]),
        (Query(text="dracula", formats=("cbz",)), []),
        (Query(text="dracula", languages=("fr",)), []),
        (Query(titles=("Fantine",), languages=("fr", "de")), ["ia-simulated17489book.epub"]),
        (Query(text='dracula OR (frankenstein) "'), []),
        (Query(text="moby-dick; or, whale*"), ["ia-simulated02701book.epub"]),
        (Query(text="TO AND NOT"), []),
        (Query(text=" "), []),
    ],
)
async def test_search(catalogues: Catalogues, query: Query, ids: list[str]) -> None:
    """ISBNs, authors, titles, formats and languages are matched; operators in the user's text have no effect."""
    source = archive(catalogues)
    assert [book.id for book in await source.search(query, limit=20)] == ids
    await source.close()


async def test_only_free_items_are_offered(catalogues: Catalogues) -> None:
    """Loans, dark items, private and DRM files and unclear rights are not offered by search, lookup or releases."""
    source = archive(catalogues)
    assert await search_ids(source, "restricted") == []
    for number in range(90001, 90010):
        if number != 90009:
            assert await source.lookup(f"ia-simulated{number}book.epub") is None, number
            assert list(await source.resolve(f"ia-simulated{number}book.epub")) == [], number
    linked = BookMetadata(
        provider="p", provider_id="1", title="x",
        links={"internetarchive": tuple(f"simulated{number}book" for number in range(90001, 90010))},
    )  # fmt: skip
    releases = await source.releases(linked, expand=False, languages=(), content_type="ebook")
    await source.close()
    assert list(releases.books) == []


async def test_creative_commons_setting(catalogues: Catalogues) -> None:
    """Works under a Creative Commons licence are found if the setting allows it."""
    default, with_commons = archive(catalogues), archive(catalogues, IA_CREATIVE_COMMONS="true")
    assert await default.lookup("ia-simulated90009book.epub") is None
    assert await search_ids(with_commons, "restricted") == ["ia-simulated90009book.epub"]
    assert await with_commons.lookup("ia-simulated90009book.pdf") is not None
    await default.close()
    await with_commons.close()


async def test_id_can_be_looked_up_without_search(catalogues: Catalogues) -> None:
    """A new process finds the file of an id, and its content has the announced size and digests."""
    source = archive(catalogues)
    book = await source.lookup("ia-simulated00345book.pdf")
    (location,) = await source.resolve("ia-simulated00345book.pdf")
    await source.close()
    assert book is not None
    assert (book.title, location.size, location.allow_private) == ("Dracula", book.size, True)
    status, content = await fetch(catalogues, location.url)
    assert (status, len(content)) == (200, location.size)
    assert hashlib.md5(content, usedforsecurity=False).hexdigest() == location.md5
    assert hashlib.sha1(content, usedforsecurity=False).hexdigest() == location.sha1


@pytest.mark.parametrize(
    "unknown", ["ia-nothing00here.epub", "ia-frankenstein00shel.cbz", "ia-.epub", "ia-../x.epub", "pg-84.epub", "ia-x"]
)
async def test_unknown_id(catalogues: Catalogues, unknown: str) -> None:
    """An unknown id returns None and no location; the record of an unknown item is empty."""
    source = archive(catalogues)
    assert await source.lookup(unknown) is None
    assert list(await source.resolve(unknown)) == []
    await source.close()


async def test_audiobooks_are_single_files(catalogues: Catalogues) -> None:
    """A LibriVox audiobook is offered as a single file, never as one of its chapters."""
    source = archive(catalogues)
    assert await search_ids(source, "dracula", content_type="audiobook") == ["ia-simulated00345book_librivox.m4b"]
    assert await search_ids(source, "dracula", content_type="audiobook", formats=("mp3",)) == []
    (book,) = await source.search(Query(text="faust", content_type="audiobook", languages=("de",)), limit=5)
    known = BookMetadata(provider="p", provider_id="1", title="Dracula", authors=("Bram Stoker",))
    releases = await source.releases(known, expand=False, languages=("en",), content_type="audiobook")
    await source.close()
    assert (book.content, book.language) == ("audiobook", "de")
    assert [row.id for row in releases.books] == ["ia-simulated00345book_librivox.m4b"]


async def test_records_are_cached(catalogues: Catalogues) -> None:
    """A second search requests no record again; a later process looks books up without a request."""
    store = MemoryBookStore()
    source = build(catalogues.make_context(context_options={"book_store": store}))
    first = await search_ids(source, "fiction", limit=50)
    request_count = len(catalogues.simulator.requests.paths("/metadata/"))
    assert await search_ids(source, "fiction", limit=50) == first
    await source.close()
    assert (len(first), request_count) == (9, 9)
    assert len(catalogues.simulator.requests.paths("/metadata/")) == request_count
    later = build(catalogues.make_context(context_options={"book_store": store}))
    catalogues.simulator.requests.clear()
    assert await later.lookup(first[0]) is not None
    await later.close()
    assert catalogues.simulator.requests.paths() == []


async def test_concurrent_searches_share_requests(catalogues: Catalogues) -> None:
    """Two concurrent searches with the same results request each record once."""
    source = archive(catalogues)
    first, second = await asyncio.gather(search_ids(source, "gothic"), search_ids(source, "gothic", formats=("pdf",)))
    await source.close()
    assert (len(first), len(second)) == (2, 2)
    assert len(catalogues.simulator.requests.paths("/metadata/")) == 2


async def test_small_limit_needs_few_requests(catalogues: Catalogues) -> None:
    """A search with a small limit requests only a few records."""
    source = archive(catalogues)
    assert len(await search_ids(source, "volume", limit=3)) == 3
    assert len(catalogues.simulator.requests.paths("/metadata/")) <= 8
    await source.close()


async def test_slow_records_are_skipped(catalogues: Catalogues) -> None:
    """A record that does not arrive within the time limit is left out; the others are returned."""
    source = archive(catalogues)
    catalogues.simulator.faults.only = "/archive/metadata/simulated00345book"
    catalogues.simulator.faults.latency_s = 2.0
    names = ("simulated00345book", "frankenstein00shel")
    items = [item.identifier async for item in source._item_cache.fetch_all(names, time_limit=1.5)]
    await source.close()
    assert items == ["frankenstein00shel"]


@pytest.mark.parametrize("fault", ["error", "html", "throttle", "busy", "cut"])
async def test_failures_have_a_reason(catalogues: Catalogues, fault: Fault) -> None:
    """Any failure raises SourceUnavailable with a reason; afterwards the source works again."""
    source = archive(catalogues)
    faults = catalogues.simulator.faults
    faults.next[fault] = 3
    with pytest.raises(SourceUnavailable, match="it"):
        await search_ids(source, "dracula")
    faults.next.clear()
    faults.only = "/archive/metadata"
    faults.next[fault] = 3
    with pytest.raises(SourceUnavailable, match="it"):
        await search_ids(source, "dracula")
    faults.next[fault] = 3
    with pytest.raises(SourceUnavailable, match="it"):
        await source.lookup("ia-simulated00345book.epub")
    faults.next.clear()
    assert await search_ids(source, "dracula") == ["ia-simulated00345book.epub"]
    assert await source.health() == ""
    await source.close()


async def test_failure_of_one_record_is_ignored(catalogues: Catalogues) -> None:
    """The books of the other items are returned."""
    source = archive(catalogues)
    catalogues.simulator.faults.only = "/archive/metadata/simulated00345book"
    catalogues.simulator.faults.next["error"] = 2
    ids = await search_ids(source, "gothic")
    await source.close()
    assert ids == ["ia-frankenstein00shel.epub"]


async def test_keys_are_sent_to_the_archive_only(catalogues: Catalogues) -> None:
    """The owner's keys are not sent over plain http, and not to data nodes."""
    source = archive(catalogues, IA_ACCESS_KEY="abc", IA_SECRET_KEY="geheim")
    default = archive(catalogues, IA_ACCESS_KEY="abc", IA_SECRET_KEY="geheim", ARCHIVE_URL="https://archive.org")
    await search_ids(source, "dracula")
    assert {request.headers.get("authorization") for request in catalogues.simulator.requests} == {None}
    assert default._auth_headers("https://archive.org/metadata/x") == {"Authorization": "LOW abc:geheim"}
    assert default._auth_headers("https://ia800308.us.archive.org/x") == {}
    await source.close()
    await default.close()


async def test_releases_of_a_known_book(catalogues: Catalogues) -> None:
    """Linked items, the ISBN, or title and author return all formats."""
    source = archive(catalogues, SUPPORTED_FORMATS="epub,pdf")
    linked = BookMetadata(provider="p", provider_id="1", title="x", links={"internetarchive": ("frankenstein00shel",)})
    by_isbn = BookMetadata(provider="p", provider_id="1", title="x", isbn_13="9780141439471")
    title = "Frankenstein: the 1818 text"
    by_title = BookMetadata(provider="p", provider_id="1", title=title, authors=("Mary Shelley",))
    releases = [
        await source.releases(book, expand=expand, languages=("en",), content_type="ebook")
        for book, expand in ((linked, False), (by_isbn, False), (by_title, False), (by_title, True))
    ]
    await source.close()
    assert {tuple(book.id for book in release.books) for release in releases} == {
        ("ia-frankenstein00shel.epub", "ia-frankenstein00shel.pdf")
    }
    assert [release.search_type for release in releases] == ["isbn", "isbn", "title_author", "expanded"]
