"""What catalogues say becomes rows that pages can show and workers can fetch."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.apps.books.model.book import AUDIOBOOK, COMIC, FICTION, NON_FICTION, UNKNOWN, Book, Query
from alcove.apps.books.model.cleaning import clean, folded
from alcove.apps.books.model.matching import matches
from alcove.apps.books.sources.feeds import Catalog
from alcove.apps.books.sources.feeds.books import convert, detect_format, is_allowed_url, parse_year
from alcove.apps.books.sources.opds.catalogs import catalog_key
from alcove.apps.books.sources.standardebooks.ids import book_path, make_id, read_id
from alcove.wires.opds import Acquisition, Image, Person, Publication, Series, Subject, Text

CATALOG = Catalog(name="Home", key="home", url="https://books.example/opds")
ALPHABET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,119}")


def way(href: str = "https://books.example/b.epub", type_: str = "application/epub+zip", **more: str) -> Acquisition:
    """Return an open way to a file."""
    return Acquisition(href=href, relation="open-access", type=type_, title=more.get("title", ""))


def publication(*ways: Acquisition, **more: object) -> Publication:
    """Return a book with files."""
    told: dict[str, object] = {"id": "urn:1", "title": "A Title", "acquisitions": ways or (way(),), **more}
    return Publication(**told)  # type: ignore[arg-type]  # whatever the test says of it


def only(found: Publication, *formats: str) -> Book:
    """Return the one row of a book."""
    (row,) = convert(found, CATALOG, source="opds-home", formats=formats or ("epub",))
    return row.book


@pytest.mark.parametrize(
    ("type_", "href", "title", "expected"),
    [
        ("application/epub+zip", "https://h/b", "", "epub"),
        ("application/epub+zip; charset=binary", "https://h/b", "", "epub"),
        ("APPLICATION/PDF", "https://h/b", "", "pdf"),
        ("application/x-mobipocket-ebook", "https://h/b.mobi", "", "mobi"),
        ("application/x-mobipocket-ebook", "https://h/b.azw3?source=feed", "", "azw3"),
        ("application/x-mobipocket-ebook", "https://h/b", "Amazon Kindle azw3", "azw3"),
        ("application/vnd.amazon.ebook", "https://h/b", "", "azw3"),
        ("application/kepub+zip", "https://h/b.kepub.epub", "", "kepub"),
        ("application/epub+zip", "https://h/b.kepub.epub", "", "kepub"),
        ("application/x-cbz", "https://h/b", "", "cbz"),
        ("text/plain; charset=us-ascii", "https://h/b", "", "txt"),
        ("", "https://h/b.EPUB", "", "epub"),
        ("application/octet-stream", "https://h/b.djvu?x=1", "", "djvu"),
        ("application/octet-stream", "https://h/b", "", ""),
        ("", "https://h/dir.epub/b", "", ""),
        ("application/octet-stream", "https://h/b.exe", "", ""),
        ("image/jpeg", "https://h/b.epub", "", ""),
    ],
)
def test_a_format_is_known_by_type_then_by_name(type_: str, href: str, title: str, expected: str) -> None:
    """Media types decide; where they say nothing the end of the address does; Kindle files need both."""
    assert detect_format(way(href, type_, title=title)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1899", 1899), ("1899-05-01T00:00:00Z", 1899), ("May 1899", 1899), ("c. 1899?", 1899), ("", None), ("99", None),
     ("101-01-01T00:00:00+00:00", None), ("18991", None), ("0101", None)],
)  # fmt: skip
def test_a_year_is_four_digits(text: str, expected: int | None) -> None:
    """A year is read out of any date; what is no year is none."""
    assert parse_year(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("urn:isbn:9780141439471", "9780141439471"),
        ("urn:ISBN:978-0-14-143947-1", "9780141439471"),
        ("isbn:0141439475", "9780141439471"),
        ("0-14-143947-5", "9780141439471"),
        ("080442957X", "9780804429573"),
        ("9780141439472", ""),
        ("0141439476", ""),
        ("urn:uuid:12345", ""),
        ("", ""),
    ],
)
def test_an_isbn_is_thirteen_checked_digits(text: str, expected: str) -> None:
    """Both lengths are read, with or without hyphens; a wrong check digit is no ISBN."""
    assert only(publication(identifiers=(text,))).isbns == ((expected,) if expected else ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [("en-GB", "en"), ("ENG", "en"), ("fre", "fr"), ("French", "fr"), ("zh-TW", "zh-Hant"), ("", ""), ("xxxx", "")],
)
def test_languages_are_codes_of_the_table(text: str, expected: str) -> None:
    """Regions are dropped, three-letter codes and names mapped; what is no language is not known."""
    assert only(publication(languages=(text,))).language == expected


@pytest.mark.parametrize(
    ("subjects", "form", "expected"),
    [
        (("Gothic fiction",), "epub", FICTION),
        (("Non-Fiction", "History"), "epub", NON_FICTION),
        (("History",), "epub", NON_FICTION),
        (("English fiction -- History and criticism",), "epub", NON_FICTION),
        (("Bees",), "epub", UNKNOWN),
        (("Comics",), "epub", COMIC),
        ((), "cbz", COMIC),
        (("Fiction",), "mp3", AUDIOBOOK),
    ],
)
def test_the_kind_of_a_book_is_told_by_subjects_and_format(subjects: tuple[str, ...], form: str, expected: str) -> None:
    """Subjects tell fiction from non-fiction; unsure is unknown."""
    types = {"epub": "application/epub+zip", "cbz": "application/x-cbz", "mp3": "audio/mpeg"}
    found = publication(way(type_=types[form]), subjects=tuple(Subject(name=name) for name in subjects))
    assert only(found, form).content == expected


def test_everything_known_is_kept() -> None:
    """A whole entry fills the whole row."""
    book = only(
        publication(
            authors=(Person(name="Mary  <b>Shelley</b>"), Person(name=" ")),
            languages=("eng", "fr", "en-US"),
            publisher="Lackington &amp; Co",
            issued="1818",
            published=datetime(2024, 1, 2, tzinfo=UTC),
            identifiers=("urn:isbn:9780141439471", "0141439475"),
            summary=Text(value="<p>A &lt;script&gt;alert(1)&lt;/script&gt; tale</p>", html=True),
            series=(Series(name="Monsters", position=2.0),),
            images=(Image(href="data:image/png;base64,AA"),),
            rights="Public domain",
        )
    )
    assert (book.authors, book.language, book.publisher) == (("Mary Shelley",), "en,fr", "Lackington & Co")
    assert (book.year, book.isbns, book.description) == (1818, ("9780141439471",), "A tale")
    assert (book.series, book.series_position) == ("Monsters", 2.0)
    assert (book.cover_url, book.info, book.size) == ("", {"Rights": ("Public domain",)}, None)


def test_an_entry_without_a_title_or_a_wanted_file_is_no_row() -> None:
    """What could not be shown or fetched is left out."""
    assert convert(publication(title="<br>"), CATALOG, source="s", formats=("epub",)) == []
    assert convert(publication(), CATALOG, source="s", formats=("pdf",)) == []
    assert convert(publication(way("http://127.0.0.1/b.epub")), CATALOG, source="s", formats=("epub",)) == []


def test_the_first_file_of_a_format_is_taken_in_the_order_of_the_formats() -> None:
    """Of two files of one format the first counts; rows come in the order in which formats are wanted."""
    found = publication(
        way("https://h/advanced.epub"), way("https://h/b.pdf", "application/pdf"), way("https://h/second.epub")
    )
    rows = convert(found, CATALOG, source="opds-home", formats=("pdf", "epub"))
    assert [row.private["url"] for row in rows] == ["https://h/b.pdf", "https://h/advanced.epub"]
    assert len({row.book.id for row in rows}) == 2


def test_an_id_does_not_change_with_a_token() -> None:
    """An address that is signed anew each time gives the same id, unless the entry has no id of its own."""
    first, second = (publication(way(f"https://h/b.epub?token={token}")) for token in (1, 2))
    assert only(first).id == only(second).id
    assert only(publication(way("https://h/c.epub"))).id != only(first).id
    nameless = [only(publication(way(f"https://h/download?file={number}"), id="")).id for number in (1, 2)]
    assert nameless[0] != nameless[1]


@pytest.mark.parametrize(
    ("url", "fine"),
    [
        ("https://files.example/b", True),
        ("http://93.184.216.34/b", True),
        ("http://10.0.0.1/b", False),
        ("http://[::1]/b", False),
        ("http://169.254.169.254/b", False),
        ("http://localhost/b", False),
        ("http://x.localhost/b", False),
    ],
)
def test_files_on_private_addresses_are_told_by_their_address(url: str, *, fine: bool) -> None:
    """Literal private addresses are refused at once; names are checked when they are called."""
    assert is_allowed_url(url, CATALOG) is fine


def test_the_catalogues_own_private_host_needs_permission() -> None:
    """A catalogue at home may give files from its own host if its owner says so, and from no other."""
    home = Catalog(name="H", key="h", url="http://192.168.1.5:8080/opds", allow_private=True)
    closed = Catalog(name="H", key="h", url="http://192.168.1.5:8080/opds")
    assert is_allowed_url("http://192.168.1.5:8080/b.epub", home)
    assert not is_allowed_url("http://192.168.1.6/b.epub", home)
    assert not is_allowed_url("http://192.168.1.5:8080/b.epub", closed)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  two   words ", "two words"),
        ("<b>bold</b> &amp; <i>plain</i>", "bold & plain"),
        ("a < b and c > d", "a < b and c > d"),
        ("<img src=x onerror=alert(1)>Title", "Title"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;Title", "Title"),
        ("left\u202eright\u200f", "leftright"),
        ("tab\tnew\nline\x00\x07", "tab new line"),
        ("a" * 2000, "a" * 1000),
    ],
)
def test_texts_are_clean(text: str, expected: str) -> None:
    """Tags, entities, control characters and changes of direction are gone; blanks are one; length is bounded."""
    assert clean(text) == expected


@given(st.text(max_size=300))
def test_clean_text_stays_as_it_is(text: str) -> None:
    """Whatever was cleaned holds no control characters, and no tag that a browser would take for one."""
    cleaned = clean(text)
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e]", cleaned)
    assert cleaned == " ".join(cleaned.split())


def test_words_are_compared_without_case_accents_and_signs() -> None:
    """Every word must occur in title, author, series or subject; every title and author in its own field."""
    book = Book(
        id="x", source="s", title="Émile & the Sea", authors=("Renée Marsh",), subjects=("Voyages",), language="fr"
    )
    assert folded("Émile-&-the SEA!") == "emile the sea"
    assert matches(book, Query(text="sea EMILE voyages rene"))
    assert not matches(book, Query(text="sea land"))
    assert matches(book, Query(titles=("emile",), authors=("Marsh, Renée",)))
    assert not matches(book, Query(titles=("marsh",)))
    assert matches(book, Query(languages=("de", "fr")))
    assert not matches(book, Query(languages=("de",)))
    assert matches(Book(id="x", source="s", title="T"), Query(languages=("de",), isbns=("9780141439471",)))


@given(st.text(max_size=80), st.text(max_size=300), st.text(max_size=300))
def test_every_id_fits_the_alphabet(name: str, entry: str, path: str) -> None:
    """Whatever catalogue, entry and file are called, the id can travel in addresses."""
    key = catalog_key(name)
    assert not key or ALPHABET.fullmatch(key)
    found = publication(way(f"https://h/{path}".replace("\n", "")), id=entry)
    assert ALPHABET.fullmatch(only(found).id.replace("opds-home", f"opds-{key or 'x'}"))


def test_ids_of_standard_ebooks_tell_their_page() -> None:
    """Path and format go into the id and come out of it; what is no such page or id is none."""
    page = "https://standardebooks.org/ebooks/leo-tolstoy/war-and-peace/louise-maude_aylmer-maude"
    path = book_path(page)
    assert path == "leo-tolstoy/war-and-peace/louise-maude_aylmer-maude"
    assert make_id(path, "epub") == "se-leo-tolstoy~war-and-peace~louise-maude_aylmer-maude.epub"
    assert book_path("https://standardebooks.org/ebooks") == ""
    assert read_id(make_id(path, "epub")) == (path, "epub")
    assert make_id("a/" + "b" * 120, "epub") == ""
    for other in ("se-", "se-x.epub", "pg-84.epub", "se-a~b", "se-A~b.epub", "se-a~b.epub/..", "opds-home-1"):
        assert read_id(other) is None
