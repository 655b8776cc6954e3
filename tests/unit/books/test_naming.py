"""Names of delivered files."""

import unicodedata
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.apps.books.delivery.model import MAX_NAME_BYTES, TOKENS, FileName, Naming, build_file_name
from alcove.apps.books.model.book import Book

RENAME = "{Author} - {Title} ({Year})"
ORGANIZE = "{Author}/{Title} ({Year})"
DEVICES = {
    "con",
    "prn",
    "aux",
    "nul",
    "conin$",
    "conout$",
    *(f"{kind}{n}" for kind in ("com", "lpt") for n in range(10)),
}

texts = st.text(max_size=700)
pieces = [*(f"{{{token}}}" for token in TOKENS), "/", "..", "{Series/}", "\\", ":"]
templates = st.lists(st.sampled_from(pieces) | st.text(max_size=9), max_size=7).map("".join)
books = st.builds(
    Book,
    id=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,119}", fullmatch=True),
    source=st.just("s"),
    title=texts,
    authors=st.lists(texts, max_size=3).map(tuple),
    subtitle=texts,
    series=texts,
    series_position=st.none() | st.floats(0, 99),
    year=st.none() | st.integers(0, 9999),
    format=st.sampled_from(["epub", "", "azw3", "cbz", "../x", "e p"]),
)
namings = st.builds(Naming, organization=st.sampled_from(["none", "rename", "organize"]), template=templates)


def book(title: str = "Frankenstein", **changes: object) -> Book:
    """Return a book."""
    defaults = {"authors": ("Mary Shelley",), "year": 1818, "format": "epub"}
    return Book(id="pg-84.epub", source="gutenberg", title=title, **(defaults | changes))  # type: ignore[arg-type] # the test's own values


def name_file(found: Book, template: str = RENAME, organization: str = "rename") -> str:
    """Return the path of a book's file."""
    name = build_file_name(found, Naming(organization=organization, template=template))  # type: ignore[arg-type] # likewise
    return "/".join((*name.folders, name.with_number(1)))


def is_safe(part: str) -> bool:
    """Return whether a name is valid on common file systems and has no misleading characters."""
    kinds = {unicodedata.category(letter) for letter in part}
    return (
        0 < len(part.encode()) <= MAX_NAME_BYTES
        and part == unicodedata.normalize("NFC", part)
        and not part.startswith(".")
        and not part.endswith((".", " "))
        and not set(part) & set('\\/:*?"<>|')
        and not kinds & {"Cc", "Cs"}
        and not any("\u202a" <= letter <= "\u202e" or letter in "\u200e\u200f\ufeff" for letter in part)
        and part.split(".", maxsplit=1)[0].rstrip().lower() not in DEVICES
    )


@given(books, namings, st.integers(1, 9999))
def test_file_names_are_safe(found: Book, naming: Naming, number: int) -> None:
    """For any book and template, each part of the path is safe, and the file is inside its folder."""
    name = build_file_name(found, naming)
    parts = (*name.folders, name.with_number(number))
    assert all(is_safe(part) for part in parts), parts
    folder = Path("/library/ingest")
    inside = folder.joinpath(*parts)
    assert inside.is_relative_to(folder)
    assert ".." not in inside.parts
    assert not PureWindowsPath(*parts).is_absolute()
    assert PurePosixPath(*parts).name == name.with_number(number)
    if not naming.makes_folders:
        assert not name.folders


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (book(), "Mary Shelley - Frankenstein (1818).epub"),
        (book(year=None), "Mary Shelley - Frankenstein.epub"),
        (book(authors=()), "Frankenstein (1818).epub"),
        (book(authors=("A", "B")), "A, B - Frankenstein (1818).epub"),
        (book("", authors=(), year=None), "pg-84.epub"),
        (book("AC/DC: The Story?"), "Mary Shelley - AC_DC_ The Story_ (1818).epub"),
        (book("Frankenstein; Or, The Prometheus"), "Mary Shelley - Frankenstein; Or, The Prometheus (1818).epub"),
        (book("Who Goes There..."), "Mary Shelley - Who Goes There... (1818).epub"),
        (book(format=""), "Mary Shelley - Frankenstein (1818)"),
    ],
)  # fmt: skip
def test_renaming(found: Book, expected: str) -> None:
    """A template is filled in; separators around empty values are removed."""
    assert name_file(found) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("../../x", "x.epub"),
        ("/etc/passwd", "etc_passwd.epub"),
        ("CON", "CON_.epub"),
        ("nul.txt", "nul_.txt.epub"),
        ("com1", "com1_.epub"),
        ("LPT²", "LPT²_.epub"),
        ("Console", "Console.epub"),
        ("<img src=x onerror=alert(1)>", "img src=x onerror=alert(1).epub"),
        ("\u202etxt.exe\u202c", "txt.exe.epub"),
        ("a\u0000b\u001fc\nd", "ab c d.epub"),
        ("...", "pg-84.epub"),
        (" . . ", "pg-84.epub"),
        ("u\u0308ber", "über.epub"),
        ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e.epub"),
        ("日本語の本", "日本語の本.epub"),
        ("Half \ud800 a letter", "Half a letter.epub"),
    ],
)
def test_hostile_titles(title: str, expected: str) -> None:
    """Path traversal, device names, bidi characters and HTML give plain names."""
    assert name_file(book(title), "{Title}") == expected


def test_long_titles_are_cut_at_whole_characters() -> None:
    """A title of 600 umlauts is cut to 255 bytes with extension and number, at a whole character."""
    name = build_file_name(book("ü" * 600), Naming(organization="rename", template="{Title}"))
    assert set(name.stem) == {"ü"}
    assert 235 < len(name.with_number(1).encode()) <= MAX_NAME_BYTES
    assert len(name.with_number(999).encode()) <= MAX_NAME_BYTES
    assert len(build_file_name(book("x" * 600), Naming(organization="rename", template="{Title}")).stem) <= 245


def test_numbers_come_before_the_extension() -> None:
    """The second file with a name has (2) before its extension."""
    name = FileName(folders=(), stem="A", extension=".epub")
    assert [name.with_number(number) for number in (1, 2, 13)] == ["A.epub", "A (2).epub", "A (13).epub"]


@pytest.mark.parametrize(
    ("template", "changes", "expected"),
    [
        (ORGANIZE, {}, "Mary Shelley/Frankenstein (1818).epub"),
        (ORGANIZE, {"authors": ()}, "Frankenstein (1818).epub"),
        ("{Author}/{Series/}{Title}", {"series": "Gothic"}, "Mary Shelley/Gothic/Frankenstein.epub"),
        ("{Author}/{Series/}{Title}", {}, "Mary Shelley/Frankenstein.epub"),
        ("{Series }{SeriesPosition - }{Title}", {"series": "S", "series_position": 2.0}, "S 2 - Frankenstein.epub"),
        ("{[SeriesPosition] }{Title}", {"series": "S", "series_position": 1.5}, "[1.5] Frankenstein.epub"),
        ("/{Author}//../{Title}", {}, "Mary Shelley/Frankenstein.epub"),
        ("{Author}/{Title}{ - Subtitle}", {"subtitle": "Or/And"}, "Mary Shelley/Frankenstein - Or_And.epub"),
        ("{Author}/{Title}", {"authors": ("../..",)}, "Frankenstein.epub"),
        ("{Author}/{Title}", {"authors": ("AC/DC",)}, "AC_DC/Frankenstein.epub"),
        ("{Title}/", {}, "Frankenstein/pg-84.epub"),
        ("{Autor}", {}, "{Autor}.epub"),
    ],
)  # fmt: skip
def test_organize_creates_folders(template: str, changes: dict[str, object], expected: str) -> None:
    """Slashes of the template make folders, those of values do not; braces are omitted together with an empty value."""
    assert name_file(book(**changes), template, "organize") == expected  # type: ignore[arg-type] # the test's own values


def test_rename_creates_no_folder() -> None:
    """With `rename`, slashes of the template become underscores."""
    assert name_file(book(series="S"), "{Series/}{Title}") == "S_Frankenstein.epub"


@pytest.mark.parametrize(
    ("book_id", "form", "expected"),
    [
        ("pg-84.epub", "epub", "pg-84.epub"),
        ("ia-x", "pdf", "ia-x.pdf"),
        ("pg-84.epub", "pdf", "pg-84.epub.pdf"),
        ("con", "", "con_"),
        ("x", "../epub", "x"),
    ],
)
def test_plain_ids(book_id: str, form: str, expected: str) -> None:
    """With `none`, the id is the file name, and its extension is not repeated."""
    found = Book(id=book_id, source="s", title="T", format=form)
    assert name_file(found, "", "none") == expected
