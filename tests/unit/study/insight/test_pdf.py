"""PDFs of texts of all kinds; what is in them is read back with pypdf."""

import asyncio
import io
import multiprocessing
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from typing import Any
from zoneinfo import ZoneInfo

import pypdf
import pytest

from alcove.apps.study.exports.model import Document, ExportName, Section, format_value, make_section, protect_cell
from alcove.apps.study.exports.pdf import write_pdf
from alcove.apps.study.exports.rendering import ExportFailed, render_document
from support.until import until_async

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def render(*sections: Section) -> str:
    """Return the text of a PDF with these parts, with single spaces."""
    content = write_pdf(Document(title="Title", subtitle="now", created_at=NOW, sections=sections))
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).split())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Größe, naïve, Œuvre, Łódź", "Größe, naïve, Œuvre, Łódź"),
        ("Ελληνικά", "Ελληνικά"),
        ("Русский, українська", "Русский, українська"),
        ("漢字", "\ufffd\ufffd"),
        ("שלום", "\ufffd" * 4),
        ("a\u0000b\u0007c", "abc"),
        ("a\ud800b", "ab"),
        ("\u202eabc\u202c", "abc"),
        ("🎓!", "\ufffd!"),
        ("x" * 3000, "x" * 50),
        ("**bold** <b>&amp;</b> {nb} %s", "**bold** <b>&amp;</b>"),
    ],
)
def test_any_text_can_be_written(text: str, shown: str) -> None:
    """In a title, a line and a cell; characters of other scripts are replaced and counted, invisible ones left out."""
    section = Section(title=text[:50], lines=[text], headings=["a", "b"], rows=[[text[:600], "c"]])
    read = render(section)
    assert shown in read
    assert ("of scripts that this font does not have" in read) == ("\ufffd" in shown)


def test_the_same_document_is_the_same_file() -> None:
    """The time is that of the document, and nothing is random."""
    document = Document(title="t", subtitle="s", created_at=NOW, sections=[Section(title="x")])
    assert write_pdf(document) == write_pdf(document)


def test_a_list_is_cut_with_a_hint() -> None:
    """Rows beyond the limit are counted, long cells are shortened, instants are local."""
    rows: list[dict[str, Any]] = [{"due_at": "2026-03-01T12:00:00+00:00", "text": "y\n" * 100} for _ in range(5)]
    section = make_section(ExportName.TASKS, rows, zone=BERLIN, limit=3)
    assert (len(section.rows), section.left_out, section.headings) == (3, 2, ["Due at", "Text"])
    assert section.rows[0][0] == "2026-03-01 13:00"
    assert section.rows[0][1].count("\n") < 20
    assert "2 more rows are in the JSON and CSV exports." in render(section)
    assert "There is nothing here yet." in render(make_section(ExportName.TASKS, [], zone=BERLIN, limit=3))


def test_wide_tables_lie_and_the_next_part_stands() -> None:
    """A table with many columns is on a wide page; every cell is there."""
    wide = Section(title="wide", headings=[f"h{n}" for n in range(10)], rows=[[f"c{n}" for n in range(10)]] * 60)
    read = render(wide, Section(title="narrow", headings=["n"], rows=[["last"]]))
    assert all(f"c{n}" in read for n in range(10))
    assert read.count("c9") == 60
    assert "last" in read


def test_values_of_json_become_texts() -> None:
    """Also those that no calendar has."""
    assert [format_value(value) for value in (None, True, 3, 2.5, ["a", None, 1], {"k": 1})] == [
        "", "yes", "3", "2.5", "a, , 1", "{'k': 1}",
    ]  # fmt: skip
    assert format_value("9999-12-31T23:59:59Z", zone=ZoneInfo("Asia/Tokyo")) == "9999-12-31T23:59:59Z"
    assert [protect_cell(text) for text in ("=1", "+1", "@x", "-", "a=1", "")] == ["'=1", "'+1", "'@x", "'-", "a=1", ""]


async def test_a_killed_writer_is_an_error_and_leaves_no_process() -> None:
    """Without its child a PDF is 503; a caller who gives up ends the child; the next PDF is written."""
    rows = [[f"row {number}", "word " * 100] for number in range(2_000)]
    section = Section(title="x", headings=["a", "b"], rows=rows)
    slow = Document(title="t", subtitle="s", created_at=NOW, sections=[section])
    before = set(multiprocessing.active_children())

    def find_children() -> list[BaseProcess]:
        return [*(set(multiprocessing.active_children()) - before)]

    writing = asyncio.create_task(render_document(slow))
    (await until_async(find_children))[0].kill()
    with pytest.raises(ExportFailed, match="memory") as failure:
        await writing
    assert (failure.value.status, failure.value.headers) == (503, {"Retry-After": "60"})
    writing = asyncio.create_task(render_document(slow))
    (child,) = await until_async(find_children)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert not child.is_alive()
    assert find_children() == []
    small = Document(title="t", subtitle="s", created_at=NOW, sections=[])
    assert await render_document(small) == write_pdf(small)
