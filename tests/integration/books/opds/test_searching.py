"""A catalogue is searched the way it wants to be, whichever version it speaks."""

from collections.abc import Iterator

import pytest

from alcove.apps.books.model.book import BookMetadata
from alcove.apps.books.sources.protocols import Unavailable
from fixtures.books.opds import TRAPS, SimBook
from integration.books.opds.sources import Served, found, opds, served

SPECIAL = SimBook(
    key="sea", title="Émile & the Sea", author="Renée Marsh", language="fr", year=1899, isbn="9780141439471", padding=10
)


@pytest.fixture(scope="module")
def catalogue() -> Iterator[Served]:
    """Serve a catalogue with one book that is easily told apart."""
    with served(publications=(SPECIAL,)) as running:
        yield running


@pytest.mark.parametrize("path", ["/opds", "/opds2"])
async def test_a_book_is_found_and_described(catalogue: Served, path: str) -> None:
    """Atom and JSON give the same row, clean and complete."""
    source = opds(f"{catalogue.base}{path}")
    (book,) = await found(source, "sea")
    await source.close()
    assert book.title == "Émile & the Sea"
    assert (book.authors, book.year, book.language, book.format) == (("Renée Marsh",), 1899, "fr", "epub")
    assert book.isbns == ("9780141439471",)
    assert book.size == len(catalogue.simulator.content(SPECIAL, "epub"))
    assert book.subjects == ("Fiction",)
    assert book.content == "book (fiction)"
    assert book.description == "About Émile & the Sea."
    assert book.cover_url == f"{catalogue.base}/covers/sea.png"
    assert book.source == "opds-home"
    assert book.id.startswith("opds-home-")


async def test_what_the_template_knows_is_asked_for_by_its_own_name(catalogue: Served) -> None:
    """Author, title and language go where the search description has room for them, percent-encoded."""
    source = opds(f"{catalogue.base}/opds")
    catalogue.simulator.seen.clear()
    (book,) = await found(source, authors=("Renée Marsh",), titles=("sea",), languages=("fr",))
    await source.close()
    assert book.title == "Émile & the Sea"
    asked = next(path for path in catalogue.simulator.paths() if path.startswith("/opds/search?"))
    assert asked == "/opds/search?q=sea%20Ren%C3%A9e%20Marsh&author=Ren%C3%A9e%20Marsh&title=sea&language=fr&page=1&x="


@pytest.mark.parametrize("path", ["/opds", "/opds2"])
async def test_all_pages_are_followed_until_there_is_enough(catalogue: Served, path: str) -> None:
    """A search goes on from page to page, and stops as soon as it has what was asked for."""
    source = opds(f"{catalogue.base}{path}")
    everything = await found(source, "volume")
    catalogue.simulator.seen.clear()
    some = await found(source, "volume", limit=12)
    await source.close()
    assert len(everything) == 60
    assert len({book.id for book in everything}) == 60
    assert some == everything[:12]
    assert len([path for path in catalogue.simulator.paths() if "search?" in path]) == 2


async def test_only_free_direct_files_are_found(catalogue: Served) -> None:
    """Of nine kinds of offers that cost, lend, protect or lead astray not one becomes a row."""
    for path in ("/opds", "/opds2"):
        source = opds(f"{catalogue.base}{path}")
        assert await found(source, "trap") == []
        await source.close()
    assert len(TRAPS) == 9


async def test_filters_that_a_catalogue_does_not_know_are_applied_here() -> None:
    """A direct template knows words alone; languages, authors and titles still count."""
    with served(publications=(SPECIAL,), search="direct") as catalogue:
        source = opds(f"{catalogue.base}/opds")
        assert {book.language for book in await found(source, "volume", languages=("fr",))} == {"fr"}
        assert await found(source, "sea", languages=("de",)) == []
        assert await found(source, titles=("sea",), authors=("somebody else",)) == []
        await source.close()


async def test_the_best_format_is_one_row_and_releases_are_all(catalogue: Served) -> None:
    """A search gives each book once, in the first of the wanted formats; releases give every wanted format."""
    around = {"SUPPORTED_FORMATS": "epub,pdf"}
    source = opds(f"{catalogue.base}/opds", around=around)
    rows = await found(source, "volume 10")
    pdfs = await found(source, "volume 10", formats=("pdf",))
    releases = await source.releases(
        BookMetadata(provider="p", provider_id="1", title=rows[0].title, authors=rows[0].authors),
        expand=False,
        languages=(),
        content_type="ebook",
    )
    await source.close()
    assert [book.format for book in rows] == ["epub"]
    assert [book.format for book in pdfs] == ["pdf"]
    assert [book.format for book in releases.books] == ["epub", "pdf"]
    assert releases.search_type == "title_author"
    assert len({book.id for book in releases.books}) == 2


async def test_a_release_is_known_by_its_number(catalogue: Served) -> None:
    """A book with an ISBN is searched for by it; another edition's number is no match."""
    source = opds(f"{catalogue.base}/opds")
    wanted = BookMetadata(provider="p", provider_id="1", title="Emile and the Sea", isbn_13="9780141439471")
    releases = await source.releases(wanted, expand=False, languages=("fr",), content_type="ebook")
    assert ([book.title for book in releases.books], releases.search_type) == (["Émile & the Sea"], "isbn")
    assert (await source.releases(wanted, expand=True, languages=(), content_type="ebook")).search_type == "expanded"
    await source.close()


async def test_short_entries_are_completed() -> None:
    """An entry without a file is replaced by the whole one it names, relative addresses and all."""
    short = SimBook(key="short", title="A Short Entry", kind="short")
    for xml_base in (False, True):
        with served(publications=(short,), count=0, xml_base=xml_base) as catalogue:
            source = opds(f"{catalogue.base}/opds")
            (book,) = await found(source, "short entry")
            (location,) = await source.resolve(book.id)
            await source.close()
            assert location.url == f"{catalogue.base}/files/short.epub"
            assert "/opds/full/short" in catalogue.simulator.paths()


async def test_a_link_without_a_type_is_known_by_its_name() -> None:
    """A file whose media type is missing is taken for what its address ends in."""
    with served(publications=(SimBook(key="untyped", title="Untyped", kind="untyped"),), count=0) as catalogue:
        source = opds(f"{catalogue.base}/opds")
        assert [book.format for book in await found(source, "untyped")] == ["epub"]
        await source.close()


async def test_texts_are_cleaned() -> None:
    """A title with a script in it is a title without one."""
    with served(publications=(SimBook(key="script", title="Harmless", kind="script"),), count=0) as catalogue:
        source = opds(f"{catalogue.base}/opds")
        (book,) = await found(source, "harmless")
        await source.close()
        assert book.title == "Harmless"


async def test_nothing_asked_is_nothing_fetched(catalogue: Served) -> None:
    """A search for nothing, or for no rows, makes no request."""
    source = opds(f"{catalogue.base}/opds")
    catalogue.simulator.seen.clear()
    assert await found(source, "  ") == []
    assert await found(source, "sea", limit=0) == []
    await source.close()
    assert catalogue.simulator.paths() == []


async def test_no_results_are_no_error(catalogue: Served) -> None:
    """A search that finds nothing answers with nothing."""
    source = opds(f"{catalogue.base}/opds")
    assert await found(source, "xyzzy") == []
    await source.close()


async def test_every_request_says_who_is_calling(catalogue: Served) -> None:
    """The User-Agent names program, version and contact."""
    source = opds(f"{catalogue.base}/opds")
    catalogue.simulator.seen.clear()
    await found(source, "sea")
    await source.close()
    agents = {each.headers["user-agent"] for each in catalogue.simulator.seen}
    assert len(agents) == 1
    assert agents.pop().endswith("(+owner@books.example)")


async def test_a_catalogue_that_fails_says_why(catalogue: Served) -> None:
    """Its health is a short reason, and so is the error of a search."""
    for path, words in [("/nowhere", "no catalogue"), ("/broken", "500"), ("/hostile/page", "cannot be read")]:
        source = opds(f"{catalogue.base}{path}")
        assert words in await source.health()
        with pytest.raises(Unavailable, match=words):
            await found(source, "sea")
        await source.close()
    source = opds(f"{catalogue.base}/opds")
    assert await source.health() == ""
    await source.close()
