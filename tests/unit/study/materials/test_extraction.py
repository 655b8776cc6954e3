"""Reading files: what comes back, and what hostile and damaged ones do."""

import io
import zipfile
import zlib
from pathlib import Path

import pytest
from fpdf import FPDF

from alcove.apps.study.materials.errors import UnsupportedFile
from alcove.apps.study.materials.extraction import ExtractionError, ExtractionLimits, find_kind, read_parts
from alcove.apps.study.materials.extraction.child import extract_text
from alcove.apps.study.materials.extraction.html import read_html
from alcove.apps.study.materials.extraction.output import OutputProgress
from alcove.apps.study.materials.extraction.pdf import join_lines
from alcove.apps.study.materials.model import MAX_TEXT
from support import ebooks

LIMITS = ExtractionLimits(pages=50, seconds=60)
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    f'<Override PartName="/word/document.xml" ContentType="{MAIN}"/></Types>'
).encode()
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def read(content: bytes, folder: Path) -> str:
    """Return the text of a file as a job would read it; UnsupportedFile, ExtractionError."""
    path, output = folder / "file", folder / "output"
    path.write_bytes(content)
    output.unlink(missing_ok=True)
    extract_text(path, kind=find_kind(path).name, output=output, limits=LIMITS)
    return read_parts(output)


def refusal(content: bytes, folder: Path) -> str:
    """Return why a file cannot be read."""
    with pytest.raises((ExtractionError, UnsupportedFile)) as refused:
        read(content, folder)
    return str(refused.value)


def docx(document: str, *, types: bytes = TYPES, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a DOCX with this XML as its document."""
    parts = {"[Content_Types].xml": types, "word/document.xml": document.encode()}
    return ebooks.build_zip(parts, compression=compression)


def pdf(pages: int = 1, *, text: str = "Some text.", password: str = "", owner: str = "") -> bytes:
    """Return a PDF whose pages all have the same text."""
    document = FPDF()
    document.set_font("Helvetica", size=12)
    for _ in range(pages):
        document.add_page()
        document.multi_cell(0, 6, text)
    if password or owner:
        document.set_encryption(owner_password=owner or password, user_password=password)
    return bytes(document.output())


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (pdf(), "pdf"),
        (b"\n\n" + pdf(), "pdf"),
        (ebooks.epub(), "epub"),
        (docx("<x/>"), "docx"),
        (b"<!doctype html><p>x", "html"),
        (b"\xef\xbb\xbf  <HTML><body>x", "html"),
        (b"<?xml version='1.0'?><!-- c --><html xmlns='http://www.w3.org/1999/xhtml'/>", "html"),
        ("<html>x".encode("utf-16"), "html"),
        (b"# Markdown\n\nwith <b>tags</b>", "text"),
        ("Gr\u00f6\u00dfe".encode("latin-1"), "text"),
        (b"a\0b", "text"),
        ("\u00e4".encode() * 40_000, "text"),
    ],
)
def test_kinds_are_found_by_content(content: bytes, kind: str, tmp_path: Path) -> None:
    """The kind of a file follows from its content alone."""
    (tmp_path / "file.exe").write_bytes(content)
    assert find_kind(tmp_path / "file.exe").name == kind


@pytest.mark.parametrize(
    "content",
    [
        ebooks.png(), ebooks.cbr(), ebooks.mobi(), ebooks.cbz(), zlib.compress(b"x" * 1000), b"\x7fELF" + bytes(100),
        b"{\\rtf1 text}", b"%!PS-Adobe", b"PK\x03\x04 nothing more", ebooks.epub()[:-30],
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
    ],
)  # fmt: skip
def test_other_files_are_refused(content: bytes, tmp_path: Path) -> None:
    """A file of any other kind is refused with the list of kinds."""
    assert "PDF, DOCX, EPUB, HTML, Markdown and plain text can be read." in refusal(content, tmp_path)


def test_pdf_with_passwords(tmp_path: Path) -> None:
    """A PDF that needs a password is refused; one that is only protected against changes is read."""
    assert refusal(pdf(password="secret"), tmp_path) == "The PDF is encrypted with a password."
    assert read(pdf(owner="secret"), tmp_path) == "Some text.\f"


def test_pdf_without_text(tmp_path: Path) -> None:
    """A PDF without text may be scanned, which is said."""
    assert refusal(ebooks.pdf(), tmp_path) == "The PDF contains no text; it may be scanned."


def test_pdf_with_too_many_pages(tmp_path: Path) -> None:
    """The number of pages is limited; one fewer is read."""
    assert "51 pages; 50 are the most" in refusal(pdf(51), tmp_path)
    assert read(pdf(50), tmp_path).count("\f") == 50


@pytest.mark.parametrize("keep", [10, 200, 700])
def test_truncated_pdf(keep: int, tmp_path: Path) -> None:
    """A PDF that is cut off is refused in words, without an error of the library."""
    assert refusal(pdf()[:keep], tmp_path).startswith("The PDF ")


def test_pdf_with_a_page_tree_that_contains_itself(tmp_path: Path) -> None:
    """A PDF whose pages are their own parents is refused, and ends."""
    content = ebooks.pdf().replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]")
    assert refusal(content, tmp_path).startswith("The PDF ")


def test_pdf_with_a_stream_that_unpacks_to_too_much(tmp_path: Path) -> None:
    """A page that unpacks to a gigabyte cannot be read; the others are."""
    bomb = zlib.compress(b" " * 2**28, 9)
    content = ebooks.pdf().replace(
        b"/MediaBox [0 0 300 400]", b"/MediaBox [0 0 300 400] /Contents 5 0 R"
    ) + b"5 0 obj\n<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream\nendobj\n" % (len(bomb), bomb)
    assert refusal(content, tmp_path).startswith("The ")


def test_lines_of_a_page_are_joined() -> None:
    """Lines of a paragraph are joined, divided words put together; short lines, list items and gaps end one."""
    text = (
        "Heading\nThe first line of a paragraph that is long\nand the second one, which ends with a di-\nvided word.\n"
    )
    text += "- one item of a list\n- another item of it\n\n3) Numbered"
    assert join_lines(text).split("\n\n") == [
        "Heading",
        "The first line of a paragraph that is long and the second one, which ends with a divided word.",
        "- one item of a list",
        "- another item of it",
        "3) Numbered",
    ]
    assert join_lines("") == ""


def test_docx_with_an_xml_bomb(tmp_path: Path) -> None:
    """Entities are not resolved, neither those that grow nor those from files."""
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE x [<!ENTITY a0 "ha">{entities}]><w:document {W}><w:body><w:p><w:r><w:t>&a11;</w:t></w:r></w:p>'
    bomb += "</w:body></w:document>"
    assert refusal(docx(bomb), tmp_path).startswith("The ")
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    file = (
        f'<!DOCTYPE x [<!ENTITY a SYSTEM "{secret.as_uri()}">]><w:document {W}><w:body><w:p><w:r><w:t>&a;</w:t></w:r>'
    )
    file += "</w:p></w:body></w:document>"
    assert "secret" not in refusal(docx(file), tmp_path)


def test_archives_that_unpack_to_too_much(tmp_path: Path) -> None:
    """A part that unpacks to more than 64 MB is refused, without unpacking the rest."""
    document = f"<w:document {W}><w:body>{' ' * 80 * 2**20}</w:body></w:document>"
    assert "far larger" in refusal(docx(document), tmp_path)


def test_archives_with_too_many_parts(tmp_path: Path) -> None:
    """An archive whose list of parts is too long is refused before the list is read."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for number in range(70_000):
            archive.writestr(zipfile.ZipInfo(f"{number:040d}"), b"")
    assert "too many parts" in refusal(output.getvalue(), tmp_path)


def test_damaged_docx(tmp_path: Path) -> None:
    """A DOCX without a document, with damaged XML or with a damaged part is refused in words."""
    assert "damaged" in refusal(docx("<w:document"), tmp_path)
    assert "damaged" in refusal(docx(f"<w:document {W}/>"), tmp_path)
    parts = {"[Content_Types].xml": TYPES, "word/other.xml": b"<x/>"}
    assert "damaged" in refusal(ebooks.build_zip(parts), tmp_path)
    content = docx(f"<w:document {W}><w:body/></w:document>", compression=zipfile.ZIP_STORED)
    assert "damaged" in refusal(content.replace(b"<w:body/>", b"<w:bodY/>"), tmp_path)


def test_docx_without_text(tmp_path: Path) -> None:
    """A DOCX without any text is refused."""
    assert refusal(docx(f"<w:document {W}><w:body/></w:document>"), tmp_path) == "The DOCX contains no text."


def test_docx_with_everything_in_a_paragraph(tmp_path: Path) -> None:
    """Tabs, breaks and text boxes come back once; deleted text and the copy for older programs do not."""
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    body = (
        "<w:p><w:r><w:t>one</w:t><w:tab/><w:t>two</w:t><w:br/><w:t>three</w:t></w:r><w:del><w:r><w:delText>gone"
        f'</w:delText></w:r></w:del><mc:AlternateContent xmlns:mc="{mc}"><mc:Choice><w:r><w:t> box</w:t></w:r>'
        "</mc:Choice><mc:Fallback><w:r><w:t> box</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>"
    )
    assert read(docx(f"<w:document {W}><w:body>{body}</w:body></w:document>"), tmp_path) == "one\ttwo\nthree box"


def test_epub_with_protection(tmp_path: Path) -> None:
    """A book whose chapters are all encrypted is refused as protected."""
    encryption = b'<e xmlns="x"><CipherReference URI="EPUB/text.xhtml"/></e>'
    with zipfile.ZipFile(io.BytesIO(ebooks.epub())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert "protected" in refusal(ebooks.build_zip({**parts, "META-INF/encryption.xml": encryption}), tmp_path)
    assert read(ebooks.epub("Title", "Author"), tmp_path) == "Title\n\nby Author"


def test_epub_whose_spine_leads_nowhere(tmp_path: Path) -> None:
    """A book that names parts outside of the archive has no text; nothing else is read."""
    with zipfile.ZipFile(io.BytesIO(ebooks.epub())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["EPUB/package.opf"] = parts["EPUB/package.opf"].replace(b"text.xhtml", b"../../../../etc/passwd")
    assert refusal(ebooks.build_zip(parts), tmp_path) == "The EPUB contains no text."


def test_html_that_is_nested_deeply() -> None:
    """A page with 100,000 elements within one another is read without an error."""
    assert "deep" in read_html(b"<html><body><p>deep" + b"<div>" * 100_000 + b"down")


def test_html_in_its_own_encoding() -> None:
    """A page that is not UTF-8 is read as it says itself."""
    html = '<html><head><meta charset="windows-1252"></head><body>Gr\u00f6\u00dfe \u2013 x</body></html>'
    assert read_html(html.encode("windows-1252")) == "Gr\u00f6\u00dfe \u2013 x"
    assert read_html(html.encode()) == "Gr\u00f6\u00dfe \u2013 x"


def test_tables_and_preformatted_text_of_html() -> None:
    """Cells are parted by tabs, rows by line ends; preformatted text keeps its lines."""
    html = b"<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2 3</td></tr></table><pre>x\n  y</pre>a<br>b"
    assert read_html(html) == "a\tb\n1\t2 3\n\nx\ny\n\na\nb"


def test_text_that_is_too_large(tmp_path: Path) -> None:
    """A text of more than 16 MB is refused."""
    assert "more than 16 MB of text" in refusal(b"word " * (MAX_TEXT // 5 + 1), tmp_path)


def test_text_with_pages(tmp_path: Path) -> None:
    """Form feeds in a text end its pages, of which there may not be too many."""
    assert read(b"one\ftwo\f", tmp_path) == "one\ftwo\f"
    assert "more than 50 pages" in refusal(b"x\f" * 51, tmp_path)
    assert refusal(b" \n\t", tmp_path) == "The file contains no text."


def test_progress_is_read_while_parts_are_written(tmp_path: Path) -> None:
    """The share of written parts grows with each complete line."""
    path = tmp_path / "output"
    progress = OutputProgress(path)
    assert progress.read() == 0
    for content, share in (("[4", 0), (", true]\n", 0), ('"a"\n', 0.25), ('"b"\n"c', 0.5), ('"\n"d"\n', 1)):
        with path.open("a") as file:
            file.write(content)
        assert progress.read() == share
