"""Open Library: metadata, ISBNs and links; the files come from other sources."""

import pytest

from alcove.apps.books.model.book import BookMetadata, Query
from alcove.apps.books.sources.openlibrary import OpenLibrary, build_provider
from alcove.apps.books.sources.openlibrary.queries import find_params
from alcove.apps.books.sources.protocols import SourceUnavailable
from fixtures.books.catalogues import Work
from fixtures.books.fault_injection import Fault
from fixtures.books.opds import SimBook, StandardEbooksConfig
from integration.books.opds.opds_sources import serve_catalogue
from integration.books.sources.simulated_catalogues import Catalogues, serve_catalogues


@pytest.fixture
async def library(catalogues: Catalogues) -> OpenLibrary:
    """Build the metadata provider."""
    return build_provider(catalogues.make_context())


async def search_titles(library: OpenLibrary, text: str = "", *, sort: str = "relevance", **fields: str) -> list[str]:
    """Return the titles of the books that a search finds."""
    page = await library.find(text, fields=fields, sort=sort, page=1, limit=40)
    return [book.title for book in page.books]


async def test_work_metadata(library: OpenLibrary, catalogues: Catalogues) -> None:
    """A work has valid ISBNs, a cover, genres, display fields and links to other sources."""
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
async def test_user_text_contains_no_operators(
    library: OpenLibrary, text: str, fields: dict[str, str], titles: list[str]
) -> None:
    """ISBNs in any form, fields and words are matched; special characters and operators have no effect."""
    assert await search_titles(library, text, **fields) == titles
    await library.close()


async def test_sorts_and_pages(library: OpenLibrary, catalogues: Catalogues) -> None:
    """The sort words are translated, unknown ones are relevance, and pages tell whether there are more."""
    assert (await search_titles(library, "fiction", sort="oldest"))[:2] == ["Don Quijote", "Pride and Prejudice"]
    assert (await search_titles(library, "fiction", sort="newest"))[0] == "Dracula"
    await search_titles(library, "fiction", sort="popularity")
    await search_titles(library, "fiction", sort="series_order")
    first = await library.find("volume", fields={}, sort="", page=1, limit=40)
    second = await library.find("volume", fields={}, sort="", page=2, limit=40)
    await library.close()
    assert [("sort=" in path) for path in catalogues.simulator.requests.paths()] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]
    assert "sort=readinglog" in catalogues.simulator.requests.paths()[2]
    assert (len(first.books), first.total, first.has_more) == (40, 60, True)
    assert (len(second.books), second.has_more) == (20, False)


async def test_book_description(library: OpenLibrary) -> None:
    """Both forms of descriptions are read; an unknown work is None."""
    frankenstein = await library.book("OL450063W")
    fantine = await library.book("OL917489W")
    assert frankenstein is not None
    assert fantine is not None
    assert (frankenstein.description, fantine.description) == ("A work of 1818.", "A work of 1862.")
    assert fantine.language == "fr"
    for unknown in ("OL1W", "OL450063M", "../authors/OL1A", "", "OL450063W/x"):
        assert await library.book(unknown) is None
    await library.close()


async def test_work_missing_from_search_is_read_from_records() -> None:
    """The work's own record and those of its authors are sufficient."""
    hidden = Work(number=5, title="A Hidden Work", author="Marsh, Ada", kind="no-files")
    with serve_catalogues(works=(hidden,), with_restricted=False) as catalogues:
        library = build_provider(catalogues.make_context())
        book = await library.book("OL900005W")
        await library.close()
    assert book is not None
    assert (book.title, book.authors) == ("A Hidden Work", ("Ada Marsh",))
    assert book.cover_url.endswith("/b/id/5-L.jpg")


async def test_isbn_links(library: OpenLibrary, catalogues: Catalogues) -> None:
    """Both forms of an ISBN return the keys of its works; the result is cached; an invalid ISBN causes no request."""
    links = await library.links(("0-14-143947-5",))
    assert (links["gutenberg"], links["internetarchive"]) == (("84",), ("frankenstein00shel",))
    assert await library.links(("9780141439471",)) == links
    assert len(catalogues.simulator.requests.paths()) == 1
    assert await library.links(("9780141439472", "x")) == {}
    assert await library.links(("9780306406157",)) == {}
    await library.close()
    assert [path.partition("?")[0] for path in catalogues.simulator.requests.paths()[1:]] == [
        "/openlibrary/search.json",
        "/openlibrary/isbn/9780306406157.json",
    ]


@pytest.mark.parametrize("fault", ["error", "html", "throttle", "busy", "cut"])
async def test_failures_have_a_reason(library: OpenLibrary, catalogues: Catalogues, fault: Fault) -> None:
    """Any failure raises SourceUnavailable with a reason, for searches and for single books."""
    catalogues.simulator.faults.next[fault] = 10
    with pytest.raises(SourceUnavailable, match="it"):
        await search_titles(library, "dracula")
    with pytest.raises(SourceUnavailable, match="it"):
        await library.book("OL450063W")
    await library.close()


async def test_source_returns_books_of_linked_sources(catalogues: Catalogues) -> None:
    """Books have the ids of the linked sources, which are built without being enabled."""
    sources = catalogues.open("openlibrary", STANDARDEBOOKS_URL=f"{catalogues.base}/nothing")
    open_library = sources.by_name("openlibrary")
    assert open_library is not None
    found = await open_library.search(Query(text="fiction", languages=("en",)), limit=50)
    by_isbn = await open_library.search(Query(text="9780141439518"), limit=50)
    lent = await open_library.search(Query(text="lent"), limit=50)
    dracula = sources.by_book_id("pg-345.epub")
    assert [source.info.name for source in sources.list_enabled()] == ["openlibrary"]
    assert {book.source for book in found} == {"gutenberg"}
    assert "pg-345.epub" in {book.id for book in found}
    assert [book.id for book in by_isbn] == ["pg-1342.epub"]
    assert list(lent) == []
    assert dracula is not None
    assert dracula.info.name == "gutenberg"
    assert sources.by_book_id("ol-x.epub") is open_library
    assert await open_library.lookup("ol-x.epub") is None
    await sources.close()


async def test_source_returns_books_of_standard_ebooks() -> None:
    """A work with a key at Standard Ebooks is looked up there by this key."""
    work = Work(number=5, title="A Tale", author="Marsh, Ada", standard_ebooks="ada-marsh/tale", kind="unclear")
    book = SimBook(key="tale", title="A Tale")
    rules = StandardEbooksConfig()
    with (
        serve_catalogues(works=(work,)) as catalogues,
        serve_catalogue(publications=(book,), count=0, standard_ebooks=rules) as ebooks,
    ):
        sources = catalogues.open("openlibrary", STANDARDEBOOKS_URL=ebooks.base)
        (open_library,) = sources.list_enabled()
        found = await open_library.search(Query(titles=("tale",), authors=("marsh",)), limit=5)
        await sources.close()
    assert [book.id for book in found] == ["se-ada-marsh~tale.epub"]


async def test_releases_of_enabled_sources_are_not_repeated(catalogues: Catalogues) -> None:
    """A file of a source that is enabled itself is not listed a second time by Open Library."""
    book = BookMetadata(provider="openlibrary", provider_id="OL450063W", title="x", links={"gutenberg": ("84",)})
    own_port_app, with_gutenberg = catalogues.open("openlibrary"), catalogues.open("openlibrary", "gutenberg")
    listed = []
    for sources in (own_port_app, with_gutenberg):
        open_library = sources.by_name("openlibrary")
        assert open_library is not None
        found = await open_library.releases(book, expand=False, languages=("en",), content_type="ebook")
        listed.append([row.id for row in found.books])
        await sources.close()
    assert listed == [["pg-84.epub", "pg-84.mobi"], []]


def test_isbns_in_every_box() -> None:
    """An ISBN in the search box or in that of the title is searched for as an ISBN, in both forms."""
    clause = "isbn:(9780141439471 OR 0141439475)"
    for text, fields, expected in (
        ("978-0-14-143947-1", {}, clause),
        ("", {"title": "0 14 143947 5"}, clause),
        ("Frankenstein 978-0-14-143947-1", {}, f"{clause} AND Frankenstein"),
        ("", {"isbn": "978-0-14-143947-1"}, clause),
    ):
        params = dict(find_params(text, fields, sort="", page=1, limit=10))
        assert params["q"] == expected
