"""Which file of an entry is chosen, what is left out and why, and how names are shown."""

from dataclasses import replace
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.apps.books.model.book import Query
from alcove.apps.books.model.cleaning import split_names
from alcove.apps.books.model.file_format import KNOWN_FORMATS, detect_file_format
from alcove.apps.books.model.matching import matches
from alcove.apps.books.sources.feeds.books import convert, count_left_out, is_allowed_url
from alcove.apps.books.sources.feeds.search import make_terms, name_after_list, query_variants
from alcove.apps.books.sources.left_out import LeftOut
from alcove.wires.opds import Acquisition, Person, Publication, SearchTemplate
from unit.books.feeds.test_conversion import CATALOG, acquisition, convert_one, publication


@pytest.mark.parametrize(
    ("type_", "disposition", "expected"),
    [
        ("application/octet-stream", 'attachment; filename="My Book.epub"', "epub"),
        ("application/zip", "attachment; filename=comic.cbz", "cbz"),
        ("", "attachment; filename*=UTF-8''%C3%89mile.kepub.epub", "kepub"),
        ("application/pdf", "attachment; filename=b.epub", "pdf"),
        ("application/octet-stream", "inline", ""),
        ("application/octet-stream", "attachment; filename*=nonsense''%FF%FE.epub", "epub"),
    ],
)
def test_format_by_the_name_in_the_answer(type_: str, disposition: str, expected: str) -> None:
    """The file name of the answer is the last thing that tells a format; a malformed one tells nothing."""
    assert detect_file_format(type_, url="https://h/download/7", disposition=disposition) == expected


@given(st.text(max_size=60), st.text(max_size=200), st.text(max_size=100), st.text(max_size=200))
def test_any_link_has_a_known_format_or_none(type_: str, url: str, title: str, disposition: str) -> None:
    """Whatever a catalogue writes, the result is a format or nothing."""
    assert detect_file_format(type_, url=url, title=title, disposition=disposition) in {"", *KNOWN_FORMATS}


def test_epub_is_preferred_to_kepub() -> None:
    """A KEPUB is chosen only where no EPUB is offered, also if it comes first or is listed first."""
    kepub = acquisition("https://books.example/opds/download/1/kepub/", title="KEPUB")
    epub = acquisition("https://books.example/opds/download/1/epub/", title="EPUB")
    for formats in (("epub",), ("kepub", "epub"), ("mobi", "epub", "kepub")):
        first = convert(publication(kepub, epub), CATALOG, source="opds-home", formats=formats)[0]
        assert (first.book.format, first.private["url"]) == ("epub", epub.href)
    assert len(convert(publication(kepub, epub), CATALOG, source="opds-home", formats=("epub",))) == 1
    only = convert_one(publication(kepub))
    assert only.format == "kepub"
    assert matches(only, Query(text="title"), formats=("mobi", "epub"))
    assert not matches(only, Query(text="title"), formats=("mobi",))
    assert convert(publication(epub), CATALOG, source="opds-home", formats=("kepub",)) == []


def test_links_without_a_relation() -> None:
    """A link with the type of an e-book counts only if there is no acquisition; pages and notes never do."""
    plain = Acquisition(href="https://books.example/b.epub", relation="unspecified", type="application/epub+zip")
    page = Acquisition(href="https://books.example/b.txt", relation="unspecified", type="text/plain")
    buy = Acquisition(href="https://books.example/buy", relation="buy", type="application/epub+zip")
    found = Publication(id="urn:1", title="A Title", other_files=(page, plain))
    assert convert_one(found, "txt", "epub").format == "epub"
    assert convert(replace(found, acquisitions=(buy,)), CATALOG, source="s", formats=("epub",)) == []
    assert convert_one(replace(found, acquisitions=(acquisition("https://books.example/a.epub"),))).format == "epub"


def test_private_hosts_of_the_server() -> None:
    """A private host that the server's setting names may be called, and no other one."""
    for url in ("http://10.0.0.7/b.epub", "http://nas.local/b.epub", "http://localhost:8083/b.epub"):
        host = urlsplit(url).hostname or ""
        assert not is_allowed_url(url, CATALOG)
        assert is_allowed_url(url, CATALOG, private_hosts={host})
        assert is_allowed_url(url, CATALOG, private_hosts={"*"})
        assert not is_allowed_url(url, CATALOG, private_hosts={"10.0.0.8"})


def test_left_out_says_why() -> None:
    """Of what is left out the reason is told: the host, the format, the offer, or what is missing."""
    left_out = LeftOut()
    for found in (
        publication(acquisition("http://10.0.0.7/b.epub")),
        publication(acquisition("http://10.0.0.7/c.epub")),
        publication(acquisition("https://h/b.pdf", "application/pdf")),
        publication(acquisition("https://h/b", "application/octet-stream")),
        publication(replace(acquisition(), relation="buy")),
        publication(title=" "),
        Publication(id="urn:2", title="No File"),
    ):
        count_left_out(found, formats=("epub",), left_out=left_out)
    left_out.add_problem("page 2 of its results cannot be read: it failed with status 500")
    assert left_out.describe() == (
        "7 left out: 2 link to a private host (10.0.0.7) that ALCOVE_ALLOW_PRIVATE_HOSTS does not name; "
        "1 cannot be read; 1 only as pdf, not among the supported formats; 1 of an unknown format; "
        "1 sold, lent or protected; 1 without a file; page 2 of its results cannot be read: it failed with status 500"
    )
    assert not LeftOut()
    assert LeftOut().describe() == ""


@pytest.mark.parametrize(
    ("text", "sort_name", "expected"),
    [
        ("Austen, Jane", "", ["Jane Austen"]),
        ("Jane Austen", "Austen, Jane", ["Jane Austen"]),
        ("Le Guin, Ursula K.", "", ["Ursula K. Le Guin"]),
        ("van Gogh, Vincent", "", ["Vincent van Gogh"]),
        ("Garc\u00eda M\u00e1rquez, Gabriel", "", ["Gabriel Garc\u00eda M\u00e1rquez"]),
        ("Conan Doyle, Arthur Ignatius", "Conan Doyle, Arthur Ignatius", ["Arthur Ignatius Conan Doyle"]),
        ("Jane Austen, Emily Bront\u00eb", "", ["Jane Austen, Emily Bront\u00eb"]),
        ("Robert Downey, Jr.", "", ["Robert Downey, Jr."]),
        ("Acme, Inc.", "", ["Acme, Inc."]),
        ("Austen, Jane & Shelley, Mary", "", ["Jane Austen", "Mary Shelley"]),
        ("Jane Austen; Mary Shelley", "", ["Jane Austen", "Mary Shelley"]),
        ("Smith & Sons", "", ["Smith & Sons"]),
        ("Austen, Jane, 1775-1817", "", ["Jane Austen"]),
        ("Plato", "Plato", ["Plato"]),
        (" , ", "", [" , "]),
    ],
)
def test_authors_are_shown_with_the_first_name_first(text: str, sort_name: str, expected: list[str]) -> None:
    """Names of catalogues that sort by last name are turned round; what may be two people is left as it is."""
    assert split_names(text, sort_name=sort_name) == expected


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        (Query(text="Austen, Jane"), ["Austen, Jane", "Jane Austen", "Austen"]),
        (Query(text="emma"), ["emma"]),
        (Query(text="\u00c9mile & the Sea"), ["\u00c9mile & the Sea", "\u00c9mile"]),
        (Query(isbns=("9780141439471",)), ["9780141439471", "0141439475", "isbn:9780141439471"]),
        (Query(isbns=("9791034901234",)), ["9791034901234", "isbn:9791034901234"]),
        (Query(titles=("The Sea",), authors=("Marsh, Ada",)), ["The Sea Marsh, Ada", "The Sea Ada Marsh", "Sea"]),
    ],
)
def test_forms_of_a_query(query: Query, texts: list[str]) -> None:
    """A query is sent as it was typed, then with names turned round, then as its longest word; ISBNs in their forms."""
    template = SearchTemplate(template="https://h/{searchTerms}")
    sent = [unquote(template.fill(make_terms(variant))).removeprefix("https://h/") for variant in query_variants(query)]
    assert sent == texts


@pytest.mark.parametrize(
    ("title", "list_title", "expected"),
    [
        ("Volume 1", "Saga", ("Saga - Volume 1", "Saga")),
        ("#12", "Saga", ("Saga - #12", "Saga")),
        ("Chapter One", "Saga", ("Chapter One", "Saga")),
        ("Saga 001", "Saga", ("Saga 001", "")),
        ("Emma", "Search result for *austen* in books", ("Emma", "")),
        ("Emma", "All books", ("Emma", "")),
        ("Emma", "Austen, Jane", ("Emma", "")),
        ("Emma", "", ("Emma", "")),
    ],
)
def test_books_are_named_after_their_list(title: str, list_title: str, expected: tuple[str, str]) -> None:
    """A volume gets the series as its title, any other book of a list only as its series, and headings are none."""
    found = name_after_list(publication(title=title, authors=(Person(name="Jane Austen"),)), list_title)
    assert (found.title, "".join(series.name for series in found.series)) == expected
