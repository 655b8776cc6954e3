"""Project Gutenberg: searches through Gutendex, lookups by number, failures."""

from typing import Any

import pytest

from alcove.apps.books.model.book import BookMetadata, Query
from alcove.apps.books.sources.gutenberg import Gutenberg, build
from alcove.apps.books.sources.protocols import SourceUnavailable
from alcove.foundation.fetch import Client, Policy
from fixtures.books.fault_injection import Fault
from integration.books.sources.simulated_catalogues import Catalogues, MemoryBookStore, fetch


def gutenberg(catalogues: Catalogues, **environ: Any) -> Gutenberg:
    """Build the source."""
    return build(catalogues.make_context(**environ))


async def test_book_metadata(catalogues: Catalogues) -> None:
    """A book has the author's first name first, ISO language codes, the content type, and neither size nor year."""
    source = gutenberg(catalogues)
    (book,) = await source.search(Query(text="frankenstein"), limit=10)
    await source.close()
    assert (book.id, book.source, book.format) == ("pg-84.epub", "gutenberg", "epub")
    assert (book.title, book.authors) == ("Frankenstein; Or, The Modern Prometheus", ("Mary Wollstonecraft Shelley",))
    assert (book.language, book.content, book.size, book.year) == ("en", "book (fiction)", None, None)
    assert book.source_url == "https://www.gutenberg.org/ebooks/84"
    assert book.subjects[0] == "Gothic fiction"
    assert book.info["Rights"] == ("Public domain in the USA",)
    assert book.cover_url == f"{catalogues.base}/gutenberg/cache/epub/84/pg84.cover.medium.jpg"


async def test_filters_are_sent(catalogues: Catalogues) -> None:
    """Words, languages and a single format are sent; only free books are requested, with the trailing slash."""
    source = gutenberg(catalogues)
    query = Query(authors=("Goethe, Johann",), languages=("de", "fr"), formats=("mobi",))
    assert [book.id for book in await source.search(query, limit=10)] == ["pg-2229.mobi"]
    await source.close()
    (path,) = catalogues.simulator.requests.paths()
    assert path == (
        "/gutendex/books/?search=goethe+johann&languages=de%2Cfr&copyright=false"
        "&mime_type=application%2Fx-mobipocket-ebook"
    )


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("alice\u2019s ADVENTURES", 11),
        ("Carroll, Lewis", 11),
        ("h. g. wells machine", 35),
        ("Les miserables hugo", None),
    ],
)
async def test_words_match_in_any_notation(catalogues: Catalogues, text: str, number: int | None) -> None:
    """Apostrophes, commas and case do not matter; accents do, because the server does not fold them."""
    source = gutenberg(catalogues)
    books = await source.search(Query(text=text), limit=10)
    await source.close()
    assert [book.id for book in books] == ([f"pg-{number}.epub"] if number else [])


async def test_subjects_are_searched_when_no_title_matches(catalogues: Catalogues) -> None:
    """Words that occur in no title and no author are searched for among the subjects."""
    source = gutenberg(catalogues)
    found = await source.search(Query(text="sea stories"), limit=10)
    await source.close()
    assert [book.title for book in found] == ["Moby Dick; Or, The Whale"]
    assert "topic=sea+stories" in catalogues.simulator.requests.paths()[-1]


async def test_only_free_texts_are_offered(catalogues: Catalogues) -> None:
    """Audio, books in copyright and books without files are neither found nor looked up."""
    source = gutenberg(catalogues)
    found = await source.search(Query(text="restricted"), limit=100)
    assert {book.id for book in found}.isdisjoint({f"pg-{number}.epub" for number in (90001, 90002, 90008)})
    assert len(found) == 6
    for unknown in ("pg-90001.epub", "pg-90002.mp3", "pg-90008.epub", "pg-5.epub", "pg-84.cbz", "pg-0.epub", "pg-x"):
        assert await source.lookup(unknown) is None
        assert await source.resolve(unknown) == ()
    await source.close()


async def test_id_can_be_looked_up_without_search(catalogues: Catalogues) -> None:
    """The id contains the book and the format, so that a new process finds both."""
    source = gutenberg(catalogues)
    book = await source.lookup("pg-84.mobi")
    (location,) = await source.resolve("pg-84.mobi")
    await source.close()
    assert book is not None
    assert (book.id, book.title) == ("pg-84.mobi", "Frankenstein; Or, The Modern Prometheus")
    assert location.url == f"{catalogues.base}/gutenberg/ebooks/84.kf8.images"
    status, content = await fetch(catalogues, location.url)
    assert (status, content[60:68]) == (200, b"BOOKMOBI")


async def test_stored_book_needs_no_request(catalogues: Catalogues) -> None:
    """A book that was found is looked up by a later process without a request."""
    store = MemoryBookStore()
    first = build(catalogues.make_context(context_options={"book_store": store}))
    (book,) = await first.search(Query(text="dracula"), limit=1)
    await first.close()
    catalogues.simulator.requests.clear()
    second = build(catalogues.make_context(context_options={"book_store": store}))
    assert await second.lookup(book.id) == book
    await second.close()
    assert catalogues.simulator.requests.paths() == []


async def test_pages_are_read_up_to_the_limit(catalogues: Catalogues) -> None:
    """Pages of 32 are read until the limit is reached."""
    source = gutenberg(catalogues)
    many = await source.search(Query(text="volume"), limit=100)
    few = await source.search(Query(text="volume"), limit=5)
    await source.close()
    assert (len(many), len(few)) == (60, 5)
    assert [("page=2" in path) for path in catalogues.simulator.requests.paths()] == [False, True, False]


async def test_sort_by_added_sorts_by_number(catalogues: Catalogues) -> None:
    """Sorted by `newest_added`, the highest numbers come first."""
    source = gutenberg(catalogues)
    found = await source.search(Query(text="volume", sort="newest_added"), limit=2)
    await source.close()
    assert [book.id for book in found] == ["pg-70060.epub", "pg-70059.epub"]


@pytest.mark.parametrize(
    ("fault", "count", "message"),
    [
        ("error", 2, "failed with status 500"),
        ("html", 1, "cannot be read"),
        ("throttle", 3, "received too many requests"),
        ("cut", 2, "broke off its answer"),
    ],
)
async def test_failures_have_a_reason(catalogues: Catalogues, fault: Fault, count: int, message: str) -> None:
    """A search that fails has a reason, and the next one works again."""
    source = gutenberg(catalogues)
    catalogues.simulator.faults.next[fault] = count
    with pytest.raises(SourceUnavailable, match=message):
        await source.search(Query(text="dracula"), limit=5)
    assert len(await source.search(Query(text="dracula"), limit=5)) == 1
    assert await source.health() == ""
    await source.close()


async def test_failure_of_a_later_page_is_ignored(catalogues: Catalogues) -> None:
    """The books of the first page are returned when the second page fails."""
    catalogues.simulator.faults.skip = 1
    catalogues.simulator.faults.next["error"] = 2
    source = gutenberg(catalogues)
    assert len(await source.search(Query(text="volume"), limit=100)) == 32
    await source.close()


async def test_slow_page_is_skipped(catalogues: Catalogues) -> None:
    """The books so far are returned when the next page takes too long."""
    source = Gutenberg(catalogues.make_context(), search_timeout=0.3)
    catalogues.simulator.faults.latency_s = 0.2
    assert len(await source.search(Query(text="volume"), limit=100)) == 32
    await source.close()


async def test_releases_of_a_known_book(catalogues: Catalogues) -> None:
    """A linked number returns all formats; without one, title and author are searched in the requested languages."""
    source = gutenberg(catalogues)
    book = BookMetadata(provider="p", provider_id="1", title="Frankenstein: the 1818 text", authors=("Mary Shelley",))
    linked = BookMetadata(provider="p", provider_id="1", title="x", links={"gutenberg": ("84", "../84", "11")})
    by_title = await source.releases(book, expand=False, languages=(), content_type="ebook")
    expanded = await source.releases(linked, expand=True, languages=(), content_type="ebook")
    by_number = await source.releases(linked, expand=False, languages=(), content_type="ebook")
    german = await source.releases(book, expand=False, languages=("de",), content_type="ebook")
    audiobook = await source.releases(linked, expand=False, languages=(), content_type="audiobook")
    await source.close()
    assert ([row.id for row in by_title.books], by_title.search_type) == (["pg-84.epub", "pg-84.mobi"], "title_author")
    assert [row.id for row in by_number.books] == ["pg-84.epub", "pg-84.mobi", "pg-11.epub", "pg-11.mobi"]
    assert (by_number.search_type, expanded.search_type) == ("isbn", "expanded")
    assert (list(german.books), list(audiobook.books)) == ([], [])


async def test_rate_limit_and_headers(catalogues: Catalogues) -> None:
    """Requests are two seconds apart, one file is downloaded at a time, and the User-Agent has version and contact."""
    created: list[tuple[Policy, float]] = []
    source_context = catalogues.make_context()

    def client(policy: Policy, *, gap: float = 0.5) -> Client:
        created.append((policy, gap))
        return source_context.client(policy, gap=gap)

    source = build(catalogues.make_context())
    recorded = Gutenberg(
        type(source_context)(
            **{name: getattr(source_context, name) for name in source_context.__slots__ if name != "client"},
            client=client,
        )
    )
    await source.search(Query(text="dracula"), limit=1)
    await source.close()
    await recorded.close()
    ((policy, gap),) = created
    assert (gap, recorded.info.gap, recorded.info.parallel, policy.timeout.total) == (2.0, 2.0, 1, 20.0)
    headers = catalogues.simulator.requests[0].headers
    assert headers["user-agent"].startswith("Alcove/")
    assert headers["user-agent"].endswith("(+owner@books.example)")
    assert "gzip" in headers["accept-encoding"]


async def test_allowed_hosts(catalogues: Catalogues) -> None:
    """Files may be on the site itself and on the configured server; only the latter may be private."""
    source = gutenberg(catalogues)
    default = build(catalogues.make_context(GUTENDEX_URL="https://gutendex.com"))
    (location,) = await source.resolve("pg-84.epub")
    assert location.allow_private
    assert default.info.hosts == (".gutenberg.org", "gutendex.com")
    await source.close()
    await default.close()
