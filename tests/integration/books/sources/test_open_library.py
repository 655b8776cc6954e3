"""Open Library knows books, numbers and links; files come from its neighbours."""

import pytest

from alcove.apps.books.model.book import BookMetadata, Query
from alcove.apps.books.sources.openlibrary import OpenLibrary, build_provider
from alcove.apps.books.sources.protocols import Unavailable
from fixtures.books.catalogues import Work
from integration.books.sources.around import Catalogues
from integration.books.sources.around import catalogues as served


@pytest.fixture
async def library(catalogues: Catalogues) -> OpenLibrary:
    """Give the metadata provider over the catalogues."""
    return build_provider(catalogues.context())


async def find(library: OpenLibrary, text: str = "", *, sort: str = "relevance", **fields: str) -> list[str]:
    """Return the titles that a search finds."""
    page = await library.find(text, fields=fields, sort=sort, page=1, limit=40)
    return [book.title for book in page.books]


async def test_a_work_is_described(library: OpenLibrary, catalogues: Catalogues) -> None:
    """A found work has checked numbers, a cover, its genres, display fields and where its files are."""
    page = await library.find("frankenstein", fields={}, sort="relevance", page=1, limit=10)
    await library.close()
    (book,) = page.books
    assert (page.total, page.has_more) == (1, False)
    assert (book.provider, book.provider_id, book.title) == ("openlibrary", "OL450063W", "Frankenstein")
    assert (book.authors, book.publish_year) == (("Mary Wollstonecraft Shelley",), 1818)
    assert (book.isbn_13, book.isbn_10, book.language) == ("9780141439471", "0141439475", "en")
    assert book.cover_url == f"{catalogues.base}/openlibrary/covers/b/id/84-L.jpg"
    assert book.genres[:2] == ("Gothic fiction", "Science fiction")
    assert book.display_fields == (
        ("Rating", "4.0 (500)", "star"), ("Readers", "1200", "users"), ("Editions", "85", "editions"),
    )  # fmt: skip
    assert book.links == {
        "standardebooks": ("mary-shelley/frankenstein",),
        "gutenberg": ("84",),
        "internetarchive": ("frankenstein00shel",),
    }
    assert book.source_url == "https://openlibrary.org/works/OL450063W"


@pytest.mark.parametrize(
    ("text", "fields", "titles"),
    [
        ("978-0-14-143947-1", {}, ["Frankenstein"]),
        ("0141439475", {}, ["Frankenstein"]),
        ("", {"author": "austen"}, ["Pride and Prejudice"]),
        ("", {"isbn": "9780141439518"}, ["Pride and Prejudice"]),
        ("gothic", {"author": "stoker"}, ["Dracula"]),
        ("", {"title": 'mo"by (dick) \\ ', "nonsense": "x"}, []),
        ("moby (dick):", {}, ["Moby Dick"]),
        ("alice's adventures", {}, ["Alice's Adventures in Wonderland"]),
        ("dracula OR frankenstein", {}, []),
        ("nothing of that name", {}, []),
        ('"?!*', {}, []),
        ("", {"author": "  "}, []),
    ],
)
async def test_what_a_reader_writes_is_never_an_operator(
    library: OpenLibrary, text: str, fields: dict[str, str], titles: list[str]
) -> None:
    """Numbers in any form, fields and words find what they mean; signs and operators mean nothing."""
    assert await find(library, text, **fields) == titles
    await library.close()


async def test_sorts_and_pages(library: OpenLibrary, catalogues: Catalogues) -> None:
    """The sort words are translated, unknown ones are relevance, and pages tell whether there are more."""
    assert (await find(library, "fiction", sort="oldest"))[:2] == ["Don Quijote", "Pride and Prejudice"]
    assert (await find(library, "fiction", sort="newest"))[0] == "Dracula"
    await find(library, "fiction", sort="popularity")
    await find(library, "fiction", sort="series_order")
    first = await library.find("volume", fields={}, sort="", page=1, limit=40)
    second = await library.find("volume", fields={}, sort="", page=2, limit=40)
    await library.close()
    assert [("sort=" in one) for one in catalogues.simulator.asked()] == [True, True, True, False, False, False]
    assert "sort=readinglog" in catalogues.simulator.asked()[2]
    assert (len(first.books), first.total, first.has_more) == (40, 60, True)
    assert (len(second.books), second.has_more) == (20, False)


async def test_one_book_has_a_description(library: OpenLibrary) -> None:
    """Both shapes of descriptions are read; what is no work is None."""
    frankenstein = await library.book("OL450063W")
    misery = await library.book("OL917489W")
    assert frankenstein is not None
    assert misery is not None
    assert (frankenstein.description, misery.description) == ("A work of 1818.", "A work of 1862.")
    assert misery.language == "fr"
    for unknown in ("OL1W", "OL450063M", "../authors/OL1A", "", "OL450063W/x"):
        assert await library.book(unknown) is None
    await library.close()


async def test_a_work_that_no_search_finds_is_told_by_its_records() -> None:
    """Its own record and those of its authors are enough."""
    hidden = Work(number=5, title="A Hidden Work", author="Marsh, Ada", kind="no-files")
    with served(works=(hidden,), with_traps=False) as catalogues:
        library = build_provider(catalogues.context())
        book = await library.book("OL900005W")
        await library.close()
    assert book is not None
    assert (book.title, book.authors) == ("A Hidden Work", ("Ada Marsh",))
    assert book.cover_url.endswith("/b/id/5-L.jpg")


async def test_an_isbn_leads_to_the_files(library: OpenLibrary, catalogues: Catalogues) -> None:
    """Either form of a number leads to the keys of its works; the answer is kept, and wrong numbers ask nobody."""
    links = await library.links(("0-14-143947-5",))
    assert (links["gutenberg"], links["internetarchive"]) == (("84",), ("frankenstein00shel",))
    assert await library.links(("9780141439471",)) == links
    assert len(catalogues.simulator.asked()) == 1
    assert await library.links(("9780141439472", "x")) == {}
    assert await library.links(("9780306406157",)) == {}
    await library.close()
    assert [one.partition("?")[0] for one in catalogues.simulator.asked()[1:]] == [
        "/openlibrary/search.json",
        "/openlibrary/isbn/9780306406157.json",
    ]


@pytest.mark.parametrize("act", ["error", "html", "throttle", "busy", "cut"])
async def test_failures_are_told(library: OpenLibrary, catalogues: Catalogues, act: str) -> None:
    """Whatever goes wrong is Unavailable with a reason, for searches and for one book."""
    catalogues.simulator.faults.next[act] = 10  # type: ignore[index]  # the parameter is one of the acts
    with pytest.raises(Unavailable, match="it"):
        await find(library, "dracula")
    with pytest.raises(Unavailable, match="it"):
        await library.book("OL450063W")
    await library.close()


async def test_as_a_source_it_gives_what_its_neighbours_have(catalogues: Catalogues) -> None:
    """Books have the ids of the sources that give them, which are there without being searched."""
    sources = catalogues.open("openlibrary", STANDARDEBOOKS_URL=f"{catalogues.base}/nothing")
    shelf = sources.by_name("openlibrary")
    assert shelf is not None
    found = await shelf.search(Query(text="fiction", languages=("en",)), limit=50)
    by_isbn = await shelf.search(Query(text="9780141439518"), limit=50)
    lent = await shelf.search(Query(text="lent"), limit=50)
    dracula = sources.of_id("pg-345.epub")
    assert [source.facts.name for source in sources.enabled()] == ["openlibrary"]
    assert {book.source for book in found} == {"gutenberg"}
    assert "pg-345.epub" in {book.id for book in found}
    assert [book.id for book in by_isbn] == ["pg-1342.epub"]
    assert list(lent) == []
    assert dracula is not None
    assert dracula.facts.name == "gutenberg"
    assert sources.of_id("ol-x.epub") is shelf
    assert await shelf.lookup("ol-x.epub") is None
    await sources.close()


async def test_its_releases_are_those_of_sources_that_are_not_searched(catalogues: Catalogues) -> None:
    """A file is listed once, under the source that is asked for it."""
    book = BookMetadata(provider="openlibrary", provider_id="OL450063W", title="x", links={"gutenberg": ("84",)})
    alone, beside = catalogues.open("openlibrary"), catalogues.open("openlibrary", "gutenberg")
    listed = []
    for sources in (alone, beside):
        shelf = sources.by_name("openlibrary")
        assert shelf is not None
        found = await shelf.releases(book, expand=False, languages=("en",), content_type="ebook")
        listed.append([row.id for row in found.books])
        await sources.close()
    assert listed == [["pg-84.epub", "pg-84.mobi"], []]
