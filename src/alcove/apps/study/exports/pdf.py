"""Documents as PDF, with the font Roboto, which has the Latin, Greek and Cyrillic scripts.

Characters that it does not have are shown as U+FFFD, and a line at the end says how many there are.
"""

import unicodedata
from collections.abc import Collection, Sequence
from typing import Final

import font_roboto
from fpdf import FPDF, FontFace
from fpdf.fonts import TTFFont

from alcove.apps.study.exports.model import Document, Section

_FAMILY: Final = "Roboto"
_SMALL: Final = 8
_TEXT: Final = 10
_HEADING: Final = 13
_TITLE: Final = 18
_LINE_HEIGHT: Final = 4.0
"""Millimetres."""
_WIDE: Final = 6
"""Tables with more columns are on pages that lie."""
_MISSING: Final = "\N{REPLACEMENT CHARACTER}"
_KEPT: Final = "\n"
_DROPPED: Final = frozenset({"Cc", "Cf", "Cs", "Mn", "Me"})
"""Kinds of characters without a place of their own: what the font has not of them is left out."""
_HEAD: Final = FontFace(emphasis="BOLD", fill_color=(235, 235, 235))


def write_pdf(document: Document) -> bytes:
    """Return a document as PDF; the same bytes for the same document."""
    writer = _Writer(document)
    for section in document.sections:
        writer.add_section(section)
    return writer.finish()


class _Pages(FPDF):
    """Pages with their numbers."""

    def footer(self) -> None:
        """Write the number of a page."""
        self.set_y(-12)
        self.set_font(_FAMILY, size=_SMALL)
        self.cell(0, 8, f"{self.page_no()} / {{nb}}", align="C")


class _Writer:
    """Writes a document; it counts the characters that the font does not have."""

    def __init__(self, document: Document) -> None:
        self._pdf = pdf = _Pages(format="A4")
        pdf.set_creation_date(document.created_at)
        for style, name in (("", "Roboto"), ("B", "RobotoBold")):
            pdf.add_font(_FAMILY, style, font_roboto.font_files[name])
        font = pdf.fonts[_FAMILY.lower()]
        assert isinstance(font, TTFFont), "it was added from a file"
        pdf.set_auto_page_break(auto=True, margin=16)
        self._known: Collection[int] = font.cmap
        self._missing = 0
        self._is_wide = False
        pdf.set_title(self._clean(document.title))
        pdf.set_creator("Alcove")
        pdf.add_page()
        self._add_text(document.title, size=_TITLE, style="B")
        self._add_text(document.subtitle, size=_SMALL)

    def add_section(self, section: Section) -> None:
        """Write a part with its table."""
        pdf = self._pdf
        if len(section.headings) > _WIDE and section.rows:
            pdf.add_page(orientation="landscape")
            self._is_wide = True
        elif self._is_wide:
            pdf.add_page(orientation="portrait")
            self._is_wide = False
        pdf.ln(4)
        self._add_text(section.title, size=_HEADING, style="B")
        for line in section.lines:
            self._add_text(line, size=_TEXT)
        if section.rows:
            self._add_table(section)
        if section.left_out:
            self._add_text(f"{section.left_out} more rows are in the JSON and CSV exports.", size=_TEXT)

    def finish(self) -> bytes:
        """Return the bytes."""
        if self._missing:
            text = f"{self._missing} characters are of scripts that this font does not have: export JSON or CSV."
            self._pdf.ln(4)
            self._add_text(text, size=_SMALL)
        return bytes(self._pdf.output())

    def _add_text(self, text: str, *, size: int, style: str = "") -> None:
        self._pdf.set_font(_FAMILY, style, size)
        self._pdf.multi_cell(0, size * 0.5, self._clean(text), align="L", new_x="LMARGIN", new_y="NEXT")

    def _add_table(self, section: Section) -> None:
        self._pdf.ln(2)
        self._pdf.set_font(_FAMILY, size=_SMALL)
        rows = [section.headings, *section.rows]
        with self._pdf.table(
            line_height=_LINE_HEIGHT,
            headings_style=_HEAD,
            text_align="LEFT",
            col_widths=_find_widths(rows),
            padding=0.5,
        ) as table:
            for row in rows:
                table.row([self._clean(value) for value in row])

    def _clean(self, text: str) -> str:
        return "".join(self._replace(character) for character in text.replace("\t", "    "))

    def _replace(self, character: str) -> str:
        if ord(character) in self._known and unicodedata.category(character) != "Cc":
            return character
        if character in _KEPT:
            return character
        if unicodedata.category(character) in _DROPPED:
            return ""
        self._missing += 1
        return _MISSING


def _find_widths(rows: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """Return the shares of the columns in the width: by their longest text, within limits."""
    return tuple(min(40, max(9, *(len(row[column]) for row in rows))) for column in range(len(rows[0])))
