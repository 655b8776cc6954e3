"""Searches of OPDS catalogues, in both versions of OPDS."""

from collections.abc import Iterator

import pytest

from alcove.apps.books.model.book import BookMetadata
from alcove.apps.books.sources.protocols import SourceUnavailable
from fixtures.books.opds import RESTRICTED_KINDS, SimBook
from integration.books.opds.opds_sources import ServedCatalogue, opds_source, search_books, serve_catalogue

SEA_BOOK = SimBook(
    key="sea", title="Émile & the Sea", author="Renée Marsh", language="fr", year=1899, isbn="9780141439471", padding=10
)


@pytest.fixture(scope="module")
def catalogue() -> Iterator[ServedCatalogue]:
    """Serve a catalogue with one distinctive book."""
    with serve_catalogue(publications=(SEA_BOOK,)) as running:
        yield running


@pytest.mark.parametrize("path", ["/opds", "/opds2"])
async def test_book_metadata(catalogue: ServedCatalogue, path: str) -> None:
    """Atom and JSON yield the same, complete book."""
    source = opds_source(f"{catalogue.base}{path}")
    (book,) = await search_books(source, "sea")
    await source.close()
    assert book.title == "Émile & the Sea"
    assert (book.authors, book.year, book.language, book.format) == (("Renée Marsh",), 1899, "fr", "epub")
    assert book.isbns == ("9780141439471",)
    assert book.size == len(catalogue.simulator.content(SEA_BOOK, "epub"))
    assert book.subjects == ("Fiction",)
    assert book.content == "book (fiction)"
    assert book.description == "About Émile & the Sea."
    assert book.cover_url == f"{catalogue.base}/covers/sea.png"
    assert book.source == "opds-home"
    assert book.id.startswith("opds-home-")


async def test_template_parameters(catalogue: ServedCatalogue) -> None:
    """Author, title and language are sent in the template's own parameters, percent-encoded."""
    source = opds_source(f"{catalogue.base}/opds")
    catalogue.simulator.requests.clear()
    (book,) = await search_books(source, authors=("Renée Marsh",), titles=("sea",), languages=("fr",))
    await source.close()
    assert book.title == "Émile & the Sea"
    search_path = next(path for path in catalogue.simulator.requests.paths() if path.startswith("/opds/search?"))
    assert (
        search_path
        == "/opds/search?q=sea%20Ren%C3%A9e%20Marsh&author=Ren%C3%A9e%20Marsh&title=sea&language=fr&page=1&x="
    )


@pytest.mark.parametrize("path", ["/opds", "/opds2"])
async def test_pages_are_read_up_to_the_limit(catalogue: ServedCatalogue, path: str) -> None:
    """A search reads page after page, and stops when the limit is reached."""
    source = opds_source(f"{catalogue.base}{path}")
    all_books = await search_books(source, "volume")
    catalogue.simulator.requests.clear()
    limited = await search_books(source, "volume", limit=12)
    await source.close()
    assert len(all_books) == 60
    assert len({book.id for book in all_books}) == 60
    assert limited == all_books[:12]
    assert len([path for path in catalogue.simulator.requests.paths() if "search?" in path]) == 2


async def test_only_free_direct_files_are_found(catalogue: ServedCatalogue) -> None:
    """None of nine kinds of offers with a price, a loan, DRM or a misleading link is returned."""
    for path in ("/opds", "/opds2"):
        source = opds_source(f"{catalogue.base}{path}")
        assert await search_books(source, "restricted") == []
        await source.close()
    assert len(RESTRICTED_KINDS) == 9


async def test_unsupported_filters_are_applied_locally() -> None:
    """With a template for text only, results are still filtered by language, author and title."""
    with serve_catalogue(publications=(SEA_BOOK,), search="direct") as catalogue:
        source = opds_source(f"{catalogue.base}/opds")
        assert {book.language for book in await search_books(source, "volume", languages=("fr",))} == {"fr"}
        assert await search_books(source, "sea", languages=("de",)) == []
        assert await search_books(source, titles=("sea",), authors=("somebody else",)) == []
        await source.close()


async def test_formats_of_searches_and_releases(catalogue: ServedCatalogue) -> None:
    """A search returns each book once, in the first requested format; releases return all requested formats."""
    options = {"SUPPORTED_FORMATS": "epub,pdf"}
    source = opds_source(f"{catalogue.base}/opds", context_options=options)
    books = await search_books(source, "volume 10")
    pdfs = await search_books(source, "volume 10", formats=("pdf",))
    releases = await source.releases(
        BookMetadata(provider="p", provider_id="1", title=books[0].title, authors=books[0].authors),
        expand=False,
        languages=(),
        content_type="ebook",
    )
    await source.close()
    assert [book.format for book in books] == ["epub"]
    assert [book.format for book in pdfs] == ["pdf"]
    assert [book.format for book in releases.books] == ["epub", "pdf"]
    assert releases.search_type == "title_author"
    assert len({book.id for book in releases.books}) == 2


async def test_releases_by_isbn(catalogue: ServedCatalogue) -> None:
    """Releases of a book are searched for by its ISBN, with `expand` by title and author."""
    source = opds_source(f"{catalogue.base}/opds")
    wanted = BookMetadata(provider="p", provider_id="1", title="Emile and the Sea", isbn_13="9780141439471")
    releases = await source.releases(wanted, expand=False, languages=("fr",), content_type="ebook")
    assert ([book.title for book in releases.books], releases.search_type) == (["Émile & the Sea"], "isbn")
    assert (await source.releases(wanted, expand=True, languages=(), content_type="ebook")).search_type == "expanded"
    await source.close()


async def test_partial_entries_are_completed() -> None:
    """An entry without a file is replaced by the complete entry that it links to, also with relative URLs."""
    short = SimBook(key="short", title="A Short Entry", kind="short")
    for xml_base in (False, True):
        with serve_catalogue(publications=(short,), count=0, xml_base=xml_base) as catalogue:
            source = opds_source(f"{catalogue.base}/opds")
            (book,) = await search_books(source, "short entry")
            (location,) = await source.resolve(book.id)
            await source.close()
            assert location.url == f"{catalogue.base}/files/short.epub"
            assert "/opds/full/short" in catalogue.simulator.requests.paths()


async def test_format_of_a_link_without_type() -> None:
    """Without a media type, the format is that of the file extension."""
    with serve_catalogue(publications=(SimBook(key="untyped", title="Untyped", kind="untyped"),), count=0) as catalogue:
        source = opds_source(f"{catalogue.base}/opds")
        assert [book.format for book in await search_books(source, "untyped")] == ["epub"]
        await source.close()


async def test_markup_is_removed() -> None:
    """A script in a title is removed."""
    with serve_catalogue(publications=(SimBook(key="script", title="Harmless", kind="script"),), count=0) as catalogue:
        source = opds_source(f"{catalogue.base}/opds")
        (book,) = await search_books(source, "harmless")
        await source.close()
        assert book.title == "Harmless"


async def test_empty_query_sends_no_request(catalogue: ServedCatalogue) -> None:
    """An empty query, or a limit of zero, sends no request."""
    source = opds_source(f"{catalogue.base}/opds")
    catalogue.simulator.requests.clear()
    assert await search_books(source, "  ") == []
    assert await search_books(source, "sea", limit=0) == []
    await source.close()
    assert catalogue.simulator.requests.paths() == []


async def test_no_results(catalogue: ServedCatalogue) -> None:
    """A search without results returns an empty list."""
    source = opds_source(f"{catalogue.base}/opds")
    assert await search_books(source, "xyzzy") == []
    await source.close()


async def test_user_agent(catalogue: ServedCatalogue) -> None:
    """The User-Agent has the program, its version and the contact."""
    source = opds_source(f"{catalogue.base}/opds")
    catalogue.simulator.requests.clear()
    await search_books(source, "sea")
    await source.close()
    agents = {request.headers["user-agent"] for request in catalogue.simulator.requests}
    assert len(agents) == 1
    assert agents.pop().endswith("(+owner@books.example)")


async def test_failures_have_a_reason(catalogue: ServedCatalogue) -> None:
    """The health check and the error of a search have a short reason."""
    for path, message in [("/missing", "no catalogue"), ("/broken", "500"), ("/hostile/page", "cannot be read")]:
        source = opds_source(f"{catalogue.base}{path}")
        assert message in await source.health()
        with pytest.raises(SourceUnavailable, match=message):
            await search_books(source, "sea")
        await source.close()
    source = opds_source(f"{catalogue.base}/opds")
    assert await source.health() == ""
    await source.close()
