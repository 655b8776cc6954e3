"""Conversion of OPDS publications to books: formats, metadata, ids and allowed URLs."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.apps.books.model.book import AUDIOBOOK, COMIC, FICTION, NON_FICTION, UNKNOWN, Book, Query
from alcove.apps.books.model.cleaning import clean_text, fold_text
from alcove.apps.books.model.matching import matches
from alcove.apps.books.sources.feeds import Catalog
from alcove.apps.books.sources.feeds.books import (
    convert,
    detect_format,
    is_allowed_url,
    parse_year,
)
from alcove.apps.books.sources.opds.catalogs import catalog_key
from alcove.apps.books.sources.standardebooks.ids import book_path, make_id, read_id
from alcove.wires.opds import Acquisition, Image, Person, Publication, Series, Subject, Text

CATALOG = Catalog(name="Home", key="home", url="https://books.example/opds")
ALLOWED_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,119}")


def acquisition(
    href: str = "https://books.example/b.epub", type_: str = "application/epub+zip", *, title: str = ""
) -> Acquisition:
    """Return an open-access link to a file."""
    return Acquisition(href=href, relation="open-access", type=type_, title=title)


def publication(*acquisitions: Acquisition, **fields: object) -> Publication:
    """Return a publication with files."""
    values: dict[str, object] = {"id": "urn:1", "title": "A Title", "acquisitions": acquisitions or (acquisition(),)}
    return Publication(**values | fields)  # type: ignore[arg-type]  # any fields of a publication


def convert_one(found: Publication, *formats: str) -> Book:
    """Return the only book of a publication."""
    (record,) = convert(found, CATALOG, source="opds-home", formats=formats or ("epub",))
    return record.book


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
        ("application/x-rar", "https://h/opds/download/3/cbr/", "CBR", "cbr"),
        ("application/zip", "https://h/opds/download/3/cbz/", "CBZ", "cbz"),
        ("application/x-rar-compressed; version=4", "https://h/books/0D/file/Saga%20001.cbr", "", "cbr"),
        ("application/zip", "https://h/books/0D/file/manga.cbz", "", "cbz"),
        ("application/zip", "https://h/books/0D/file/manga.cbr", "", "cbz"),
        ("application/x-rar", "https://h/opds/download/3/cbz/", "", "cbr"),
        ("application/zip", "https://h/b", "", "zip"),
        ("application/zip", "https://h/b.fb2.zip", "", "fb2"),
        ("application/zip", "https://h/b", "Comic (CBZ)", "cbz"),
        ("application/x-7z-compressed", "https://h/opds/download/3/cb7/", "", "cb7"),
        ("application/x-7z-compressed", "https://h/b", "", ""),
        ("application/octet-stream", "https://h/opds/download/3/epub/", "EPUB", "epub"),
        ("application/octet-stream", "https://h/get/CBR/4/library", "", "cbr"),
        ("application/octet-stream", "https://h/manga.cbz/download", "", "cbz"),
        ("application/octet-stream", "https://h/fetch.php?data=12&type=epub", "", "epub"),
        ("application/octet-stream", "https://h/fetch.php?file=My%20Book.mobi&db=0", "", "mobi"),
        ("application/octet-stream", "https://h/b", "Download EPUB", "epub"),
        ("application/octet-stream", "https://h/b.epub", "PDF", "epub"),
        ("application/x-ebook", "https://h/b.epub", "", "epub"),
        ("unknown/unknown", "https://h/b.epub", "", "epub"),
        ("epub", "https://h/b", "", "epub"),
        ("application/epub+zip", "https://h/opds/download/3/kepub/", "KEPUB", "kepub"),
        ("application/epub+zip", "https://h/download?id=3", "Kobo Kepub", "kepub"),
        ("application/epub+zip", "https://h/b.pdf", "PDF", "epub"),
        ("application/x-mobi8-ebook", "https://h/get/azw3/6/library", "", "azw3"),
        ("application/x-mobipocket-ebook", "https://h/opds/download/6/azw3/", "AZW3", "azw3"),
        ("audio/x-m4a", "https://h/opds/download/13/m4b/", "M4B", "m4b"),
        ("application/x-zip-compressed-fb2", "https://h/b/1", "", "fb2"),
        ("text/html", "https://h/b.epub", "EPUB", "html"),
        ("application/atom+xml;type=entry", "https://h/b.epub", "EPUB", ""),
        ("application/json", "https://h/b.epub", "", ""),
        ("application/octet-stream", "https://[b.epub", "", ""),
    ],
)
def test_detect_format(type_: str, href: str, title: str, expected: str) -> None:
    """The media type decides; where it leaves several formats open, the path, then the title of the link."""
    assert detect_format(acquisition(href, type_, title=title)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1899", 1899), ("1899-05-01T00:00:00Z", 1899), ("May 1899", 1899), ("c. 1899?", 1899), ("", None), ("99", None),
     ("101-01-01T00:00:00+00:00", None), ("18991", None), ("0101", None)],
)  # fmt: skip
def test_parse_year(text: str, expected: int | None) -> None:
    """A year is found in any date; without one the result is None."""
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
        ("ISBN 978-0-14-143947-1 (paperback)", "9780141439471"),
        ("goodreads:0141439475", ""),
        ("", ""),
    ],
)
def test_isbns(text: str, expected: str) -> None:
    """ISBN-10 and ISBN-13 are read, with or without hyphens; one with a wrong check digit is ignored."""
    assert convert_one(publication(identifiers=(text,))).isbns == ((expected,) if expected else ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [("en-GB", "en"), ("ENG", "en"), ("fre", "fr"), ("French", "fr"), ("zh-TW", "zh-Hant"), ("", ""), ("xxxx", "")],
)
def test_language_codes(text: str, expected: str) -> None:
    """Regions are dropped, three-letter codes and names are mapped, unknown languages are ignored."""
    assert convert_one(publication(languages=(text,))).language == expected


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
def test_content_type(subjects: tuple[str, ...], form: str, expected: str) -> None:
    """Subjects distinguish fiction from non-fiction; without a clear subject the content is unknown."""
    types = {"epub": "application/epub+zip", "cbz": "application/x-cbz", "mp3": "audio/mpeg"}
    found = publication(acquisition(type_=types[form]), subjects=tuple(Subject(name=name) for name in subjects))
    assert convert_one(found, form).content == expected


def test_all_fields_are_converted() -> None:
    """A publication with all fields fills all fields of the book."""
    book = convert_one(
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


def test_unusable_publications_are_skipped() -> None:
    """A publication without a title, a requested format or an allowed URL yields no book."""
    assert convert(publication(title="<br>"), CATALOG, source="s", formats=("epub",)) == []
    assert convert(publication(), CATALOG, source="s", formats=("pdf",)) == []
    assert convert(publication(acquisition("http://127.0.0.1/b.epub")), CATALOG, source="s", formats=("epub",)) == []


def test_order_of_formats() -> None:
    """Of two files with one format the first is used; books are in the order of the requested formats."""
    found = publication(
        acquisition("https://h/advanced.epub"),
        acquisition("https://h/b.pdf", "application/pdf"),
        acquisition("https://h/second.epub"),
    )
    records = convert(found, CATALOG, source="opds-home", formats=("pdf", "epub"))
    assert [record.private["url"] for record in records] == ["https://h/b.pdf", "https://h/advanced.epub"]
    assert len({record.book.id for record in records}) == 2


def test_id_ignores_url_tokens() -> None:
    """A URL with a changing token yields the same id, unless the entry has no id of its own."""
    first, second = (publication(acquisition(f"https://h/b.epub?token={token}")) for token in (1, 2))
    assert convert_one(first).id == convert_one(second).id
    assert convert_one(publication(acquisition("https://h/c.epub"))).id != convert_one(first).id
    without_entry_id = [
        convert_one(publication(acquisition(f"https://h/download?file={number}"), id="")).id for number in (1, 2)
    ]
    assert without_entry_id[0] != without_entry_id[1]


@pytest.mark.parametrize(
    ("url", "allowed"),
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
def test_is_allowed_url(url: str, *, allowed: bool) -> None:
    """Literal private addresses are refused; host names are checked when they are resolved."""
    assert is_allowed_url(url, CATALOG) is allowed


def test_own_private_host_needs_permission() -> None:
    """With `allow_private`, files may be on the catalogue's own private host, and on no other one."""
    permitted = Catalog(name="H", key="h", url="http://192.168.1.5:8080/opds", allow_private=True)
    denied = Catalog(name="H", key="h", url="http://192.168.1.5:8080/opds")
    assert is_allowed_url("http://192.168.1.5:8080/b.epub", permitted)
    assert not is_allowed_url("http://192.168.1.6/b.epub", permitted)
    assert not is_allowed_url("http://192.168.1.5:8080/b.epub", denied)


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
def test_clean(text: str, expected: str) -> None:
    """Tags, entities, control and bidi characters are removed; whitespace is collapsed; the length is limited."""
    assert clean_text(text) == expected


@given(st.text(max_size=300))
def test_clean_any_text(text: str) -> None:
    """Cleaned text has no control or bidi characters and no repeated whitespace."""
    cleaned = clean_text(text)
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e]", cleaned)
    assert cleaned == " ".join(cleaned.split())


def test_matches() -> None:
    """All words must occur in title, author, series or subject; case and accents are ignored."""
    book = Book(
        id="x", source="s", title="Émile & the Sea", authors=("Renée Marsh",), subjects=("Voyages",), language="fr"
    )
    assert fold_text("Émile-&-the SEA!") == "emile the sea"
    assert matches(book, Query(text="sea EMILE voyages rene"))
    assert not matches(book, Query(text="sea land"))
    assert matches(book, Query(titles=("emile",), authors=("Marsh, Renée",)))
    assert not matches(book, Query(titles=("marsh",)))
    assert matches(book, Query(languages=("de", "fr")))
    assert not matches(book, Query(languages=("de",)))
    assert matches(Book(id="x", source="s", title="T"), Query(languages=("de",), isbns=("9780141439471",)))


@given(st.text(max_size=80), st.text(max_size=300), st.text(max_size=300))
def test_ids_contain_only_allowed_characters(name: str, entry: str, path: str) -> None:
    """For any names of catalogue, entry and file, the id has only characters that are allowed in URLs."""
    key = catalog_key(name)
    assert not key or ALLOWED_ID.fullmatch(key)
    found = publication(acquisition(f"https://h/{path}".replace("\n", "")), id=entry)
    assert ALLOWED_ID.fullmatch(convert_one(found).id.replace("opds-home", f"opds-{key or 'x'}"))


def test_standard_ebooks_ids() -> None:
    """An id contains path and format, and can be read back; other URLs and ids are rejected."""
    page = "https://standardebooks.org/ebooks/leo-tolstoy/war-and-peace/louise-maude_aylmer-maude"
    path = book_path(page)
    assert path == "leo-tolstoy/war-and-peace/louise-maude_aylmer-maude"
    assert make_id(path, "epub") == "se-leo-tolstoy~war-and-peace~louise-maude_aylmer-maude.epub"
    assert book_path("https://standardebooks.org/ebooks") == ""
    assert read_id(make_id(path, "epub")) == (path, "epub")
    assert make_id("a/" + "b" * 120, "epub") == ""
    for other in ("se-", "se-x.epub", "pg-84.epub", "se-a~b", "se-A~b.epub", "se-a~b.epub/..", "opds-home-1"):
        assert read_id(other) is None
