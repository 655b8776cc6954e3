"""Files of every kind: their text comes back, by pages where there are some."""

import io
import re

import docx
import pytest
from fpdf import FPDF

from integration.study.materials.site import MaterialSite
from support.ebooks import build_zip

SENTENCES = [f"Sentence {number} of the lesson explains how plants drink water from the soil." for number in range(60)]


def make_pdf(pages: list[str], *, password: str = "") -> bytes:
    """Return a PDF with a text on every page."""
    document = FPDF()
    document.set_font("Helvetica", size=12)
    for text in pages:
        document.add_page()
        document.multi_cell(0, 6, text)
    if password:
        document.set_encryption(owner_password=password, user_password=password)
    return bytes(document.output())


def make_docx(paragraphs: list[str], table: list[list[str]] | None = None) -> bytes:
    """Return a DOCX with paragraphs and perhaps a table."""
    document = docx.Document()
    document.add_heading("The heading", level=1)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if table:
        made = document.add_table(rows=0, cols=len(table[0]))
        for row in table:
            for cell, text in zip(made.add_row().cells, row, strict=True):
                cell.text = text
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def words(text: str) -> str:
    """Return a text with single spaces."""
    return " ".join(text.split())


def test_a_pdf_comes_back_by_pages(site: MaterialSite) -> None:
    """The text of a generated PDF comes back, each passage with its page, and sentences across lines in one piece."""
    pages = [" ".join(SENTENCES[start : start + 15]) for start in range(0, 60, 15)]
    found = site.add_file(make_pdf(pages), name="Lesson 1.pdf")
    assert (found["title"], found["state"], found["pages"]) == ("Lesson 1", "ready", 4)
    assert (found["media_type"], found.get("reason")) == ("application/pdf", None)
    rows = site.passages(found["id"])
    for number, text in enumerate(pages, start=1):
        assert words(" ".join(row["content"] for row in rows if row["page"] == number)) == text
    assert all(re.search(r"[.]$", row["content"]) for row in rows)
    assert site.list_files() == []


def test_a_docx_comes_back(site: MaterialSite) -> None:
    """Paragraphs, headings and tables of a DOCX come back in their order."""
    content = make_docx(SENTENCES[:3], table=[["Plant", "Water"], ["Cactus", "little"]])
    found = site.add_file(content, name="lesson.docx", title="My lesson")
    assert (found["title"], found["state"]) == ("My lesson", "ready")
    text = "\n\n".join(site.texts(found["id"]))
    assert text == "\n\n".join(["The heading", *SENTENCES[:3], "Plant\tWater\nCactus\tlittle"])


def test_an_epub_comes_back(site: MaterialSite) -> None:
    """The chapters of an EPUB come back in the order of the spine, without its navigation."""
    page = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>{}</body></html>'
    content = build_zip({
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": b'<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        b'<rootfile full-path="E/p.opf"/></rootfiles></container>',
        "E/p.opf": b'<package xmlns="http://www.idpf.org/2007/opf"><manifest>'
        b'<item id="a" href="a%20b.xhtml" media-type="application/xhtml+xml"/>'
        b'<item id="b" href="../b.xhtml" media-type="application/xhtml+xml"/></manifest>'
        b'<spine><itemref idref="b"/><itemref idref="a"/></spine></package>',
        "E/a b.xhtml": page.format("<nav>Contents</nav><p>Second <b>chap</b>ter.</p>").encode(),
        "b.xhtml": page.format("<h1>One</h1><p>First\nchapter.</p>").encode(),
    })  # fmt: skip
    found = site.add_file(content, name="book.epub")
    assert (found["state"], found["media_type"]) == ("ready", "application/epub+zip")
    assert site.texts(found["id"]) == ["One\n\nFirst chapter.\n\nSecond chapter."]


def test_html_comes_back(site: MaterialSite) -> None:
    """The text of a page comes back without scripts, styles and navigation."""
    html = (
        "<!DOCTYPE html><html><head><title>T</title><style>p {}</style></head><body><nav>Menu</nav>"
        "<h1>Heading</h1><p>First &amp; <i>se</i>cond.<script>alert(1)</script></p><ul><li>one<li>two</ul></body>"
    )
    found = site.add_file(html.encode(), name="page.txt")
    assert (found["state"], found["media_type"]) == ("ready", "text/html")
    assert site.texts(found["id"]) == ["Heading\n\nFirst & second.\n\none\ntwo"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_text_comes_back_in_every_encoding(site: MaterialSite, encoding: str) -> None:
    """A text file comes back, whatever its encoding is, and without NUL characters."""
    found = site.add_file("Über die Größe\r\n\r\nvon B\0äumen.".encode(encoding), name="notes.pdf")
    assert (found["title"], found["state"]) == ("notes", "ready")
    assert site.texts(found["id"]) == ["Über die Größe\n\nvon Bäumen."]
