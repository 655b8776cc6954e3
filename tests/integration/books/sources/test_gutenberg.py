"""Project Gutenberg is searched over Gutendex, and its files are found again by number."""

from typing import Any

import pytest

from alcove.apps.books.model.book import BookMetadata, Query
from alcove.apps.books.sources.gutenberg import Gutenberg, build
from alcove.apps.books.sources.protocols import Unavailable
from alcove.foundation.fetch import Client, Policy
from integration.books.sources.around import Catalogues, Remembered, fetched


def gutenberg(catalogues: Catalogues, **environ: Any) -> Gutenberg:
    """Return the source over the catalogues."""
    return build(catalogues.context(**environ))


async def test_a_book_is_described(catalogues: Catalogues) -> None:
    """A row has the name as it is spoken, ISO codes, a kind told by its subjects, and neither size nor year."""
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


async def test_filters_are_asked_for(catalogues: Catalogues) -> None:
    """Words, languages and a single format go to the server; only free books are asked for, with the final slash."""
    source = gutenberg(catalogues)
    query = Query(authors=("Goethe, Johann",), languages=("de", "fr"), formats=("mobi",))
    assert [book.id for book in await source.search(query, limit=10)] == ["pg-2229.mobi"]
    await source.close()
    (asked,) = catalogues.simulator.asked()
    assert asked == (
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
async def test_words_are_found_however_they_are_written(catalogues: Catalogues, text: str, number: int | None) -> None:
    """Apostrophes, commas and case do not matter; letters that the server does not fold, do."""
    source = gutenberg(catalogues)
    found = await source.search(Query(text=text), limit=10)
    await source.close()
    assert [book.id for book in found] == ([f"pg-{number}.epub"] if number else [])


async def test_a_subject_is_searched_where_no_title_has_the_words(catalogues: Catalogues) -> None:
    """Words that are in no title and no name are looked for among the subjects."""
    source = gutenberg(catalogues)
    found = await source.search(Query(text="sea stories"), limit=10)
    await source.close()
    assert [book.title for book in found] == ["Moby Dick; Or, The Whale"]
    assert "topic=sea+stories" in catalogues.simulator.asked()[-1]


async def test_what_is_not_free_text_is_never_offered(catalogues: Catalogues) -> None:
    """Recordings, books in copyright and books without files are neither found nor looked up."""
    source = gutenberg(catalogues)
    found = await source.search(Query(text="trap"), limit=100)
    assert {book.id for book in found}.isdisjoint({f"pg-{number}.epub" for number in (90001, 90002, 90008)})
    assert len(found) == 6
    for unknown in ("pg-90001.epub", "pg-90002.mp3", "pg-90008.epub", "pg-5.epub", "pg-84.cbz", "pg-0.epub", "pg-x"):
        assert await source.lookup(unknown) is None
        assert await source.resolve(unknown) == ()
    await source.close()


async def test_an_id_needs_no_search_before_it(catalogues: Catalogues) -> None:
    """The id names the book and the format, so that both are found by a new process."""
    source = gutenberg(catalogues)
    book = await source.lookup("pg-84.mobi")
    (location,) = await source.resolve("pg-84.mobi")
    await source.close()
    assert book is not None
    assert (book.id, book.title) == ("pg-84.mobi", "Frankenstein; Or, The Modern Prometheus")
    assert location.url == f"{catalogues.base}/gutenberg/ebooks/84.kf8.images"
    status, content = await fetched(catalogues, location.url)
    assert (status, content[60:68]) == (200, b"BOOKMOBI")


async def test_a_book_found_before_is_not_asked_for_again(catalogues: Catalogues) -> None:
    """What a search found is known to a later process without a request."""
    remember = Remembered()
    first = build(catalogues.context(around={"remember": remember}))
    (book,) = await first.search(Query(text="dracula"), limit=1)
    await first.close()
    catalogues.simulator.seen.clear()
    second = build(catalogues.context(around={"remember": remember}))
    assert await second.lookup(book.id) == book
    await second.close()
    assert catalogues.simulator.asked() == []


async def test_pages_are_read_until_there_is_enough(catalogues: Catalogues) -> None:
    """Pages of 32 are read as long as books are missing."""
    source = gutenberg(catalogues)
    many = await source.search(Query(text="volume"), limit=100)
    few = await source.search(Query(text="volume"), limit=5)
    await source.close()
    assert (len(many), len(few)) == (60, 5)
    assert [("page=2" in one) for one in catalogues.simulator.asked()] == [False, True, False]


async def test_a_search_by_when_it_was_added_goes_by_number(catalogues: Catalogues) -> None:
    """The newest numbers come first when the newest additions are wanted."""
    source = gutenberg(catalogues)
    found = await source.search(Query(text="volume", sort="newest_added"), limit=2)
    await source.close()
    assert [book.id for book in found] == ["pg-70060.epub", "pg-70059.epub"]


@pytest.mark.parametrize(
    ("act", "count", "words"),
    [
        ("error", 2, "failed with status 500"),
        ("html", 1, "cannot be read"),
        ("throttle", 3, "asks for fewer requests"),
        ("cut", 2, "cannot be reached"),
    ],
)
async def test_failures_are_told_in_plain_words(catalogues: Catalogues, act: str, count: int, words: str) -> None:
    """A search that fails says why, and the next one works again."""
    source = gutenberg(catalogues)
    catalogues.simulator.faults.next[act] = count  # type: ignore[index]  # the parameter is one of the acts
    with pytest.raises(Unavailable, match=words):
        await source.search(Query(text="dracula"), limit=5)
    assert len(await source.search(Query(text="dracula"), limit=5)) == 1
    assert await source.health() == ""
    await source.close()


async def test_a_later_page_that_fails_spoils_no_search(catalogues: Catalogues) -> None:
    """What the first page brought is returned when the second one cannot be had."""
    catalogues.simulator.faults.skip = 1
    catalogues.simulator.faults.next["error"] = 2
    source = gutenberg(catalogues)
    assert len(await source.search(Query(text="volume"), limit=100)) == 32
    await source.close()


async def test_a_slow_page_holds_up_no_search(catalogues: Catalogues) -> None:
    """What is here is returned when the next page takes too long."""
    source = Gutenberg(catalogues.context(), search_timeout=0.3)
    catalogues.simulator.faults.latency_s = 0.2
    assert len(await source.search(Query(text="volume"), limit=100)) == 32
    await source.close()


async def test_releases_of_a_known_book(catalogues: Catalogues) -> None:
    """A number leads to every format at once; without one the name does, in the wanted languages."""
    source = gutenberg(catalogues)
    book = BookMetadata(provider="p", provider_id="1", title="Frankenstein: the 1818 text", authors=("Mary Shelley",))
    linked = BookMetadata(provider="p", provider_id="1", title="x", links={"gutenberg": ("84", "../84", "11")})
    by_name = await source.releases(book, expand=False, languages=(), content_type="ebook")
    expanded = await source.releases(linked, expand=True, languages=(), content_type="ebook")
    by_number = await source.releases(linked, expand=False, languages=(), content_type="ebook")
    german = await source.releases(book, expand=False, languages=("de",), content_type="ebook")
    spoken = await source.releases(linked, expand=False, languages=(), content_type="audiobook")
    await source.close()
    assert ([row.id for row in by_name.books], by_name.search_type) == (["pg-84.epub", "pg-84.mobi"], "title_author")
    assert [row.id for row in by_number.books] == ["pg-84.epub", "pg-84.mobi", "pg-11.epub", "pg-11.mobi"]
    assert (by_number.search_type, expanded.search_type) == ("isbn", "expanded")
    assert (list(german.books), list(spoken.books)) == ([], [])


async def test_its_manners(catalogues: Catalogues) -> None:
    """Two seconds lie between two requests, one file is fetched at a time, and it is told who is asking."""
    asked: list[tuple[Policy, float]] = []
    surroundings = catalogues.context()

    def client(policy: Policy, *, gap: float = 0.5) -> Client:
        asked.append((policy, gap))
        return surroundings.client(policy, gap=gap)

    source = build(catalogues.context())
    watched = Gutenberg(
        type(surroundings)(
            **{name: getattr(surroundings, name) for name in surroundings.__slots__ if name != "client"}, client=client
        )
    )
    await source.search(Query(text="dracula"), limit=1)
    await source.close()
    await watched.close()
    ((policy, gap),) = asked
    assert (gap, watched.facts.gap, watched.facts.parallel, policy.timeout.total) == (2.0, 2.0, 1, 20.0)
    headers = catalogues.simulator.seen[0].headers
    assert headers["user-agent"].startswith("Alcove/")
    assert headers["user-agent"].endswith("(+owner@books.example)")
    assert "gzip" in headers["accept-encoding"]


async def test_files_of_other_hosts_are_not_offered(catalogues: Catalogues) -> None:
    """The site itself and the named catalogue may hold files; a private host is allowed only where it was named."""
    source = gutenberg(catalogues)
    default_url = build(catalogues.context(GUTENDEX_URL="https://gutendex.com"))
    (location,) = await source.resolve("pg-84.epub")
    assert location.allow_private
    assert default_url.facts.hosts == (".gutenberg.org", "gutendex.com")
    await source.close()
    await default_url.close()
