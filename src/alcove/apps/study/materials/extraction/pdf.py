"""PDF: the text of its pages, whose lines are joined to paragraphs."""

import re
from collections.abc import Iterator, Sequence
from typing import IO, TYPE_CHECKING, Final

from alcove.apps.study.materials.extraction.model import ExtractedParts, ExtractionError, ExtractionLimits, clean_part

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

_DAMAGED: Final = "The PDF is damaged: it cannot be read."
_ENCRYPTED: Final = "The PDF is encrypted with a password."
_SHORT: Final = 0.75
"""A line shorter than this share of the page's long ones ends a paragraph."""
_LONG_QUANTILE: Final = 0.9
_HYPHEN: Final = re.compile(r"[^\W\d_]-$")
_LIST_ITEM: Final = re.compile(r"(?:[-*\u2022\u2013\u25aa]|\(?\d{1,3}[.)]|[a-z]\))\s")
_LIGATURES: Final = str.maketrans(
    {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"}
)


def extract_pdf(file: IO[bytes], limits: ExtractionLimits) -> ExtractedParts:
    """Return the pages of a document; ExtractionError."""
    reader = _open(file)
    total = _count_pages(reader)
    if total > limits.pages:
        raise ExtractionError(f"The PDF has {total:,} pages; {limits.pages:,} are the most. Add it in several parts.")
    return ExtractedParts(total=total, parts=_read_pages(reader, total), has_pages=True)


def _open(file: IO[bytes]) -> "PdfReader":
    from pypdf import PasswordType, PdfReader  # noqa: PLC0415 - in the child process

    try:
        reader = PdfReader(file)
        # Many documents are encrypted with an empty password, against changes only.
        is_open = not reader.is_encrypted or reader.decrypt("") != PasswordType.NOT_DECRYPTED
    except MemoryError:
        raise
    except ImportError as error:
        raise ExtractionError(_ENCRYPTED) from error
    except Exception as error:
        # The library raises errors of any class for damaged files.
        raise ExtractionError(_DAMAGED) from error
    if not is_open:
        raise ExtractionError(_ENCRYPTED)
    return reader


def _count_pages(reader: "PdfReader") -> int:
    try:
        return len(reader.pages)
    except MemoryError:
        raise
    except Exception as error:
        # As above.
        raise ExtractionError(_DAMAGED) from error


def _read_pages(reader: "PdfReader", total: int) -> Iterator[str | None]:
    for number in range(total):
        yield _read_page(reader, number)


def _read_page(reader: "PdfReader", number: int) -> str | None:
    """Return the text of a page, None for one that cannot be read."""
    try:
        page: PageObject = reader.pages[number]
        text = page.extract_text()
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - as above: other pages may be readable
        return None
    return join_lines(clean_part(text).replace("\f", "\n").translate(_LIGATURES))


def join_lines(text: str) -> str:
    """Return a page's text with the lines of a paragraph joined, and words put together that a line end has divided.

    A line that is clearly shorter than the long ones ends a paragraph, and so does an empty line.
    """
    lines = [" ".join(line.split()) for line in text.split("\n")]
    short = _SHORT * _find_long(lines)
    paragraphs = [""]
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        paragraphs[-1] = _join(paragraphs[-1], line)
        if not line or len(line) < short or _LIST_ITEM.match(following):
            paragraphs.append("")
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _find_long(lines: Sequence[str]) -> int:
    """Return the length of a long line of a page."""
    lengths = sorted(len(line) for line in lines if line)
    return lengths[int((len(lengths) - 1) * _LONG_QUANTILE)] if lengths else 0


def _join(paragraph: str, line: str) -> str:
    if not paragraph or not line:
        return paragraph or line
    if _HYPHEN.search(paragraph) and line[0].islower():
        return paragraph[:-1] + line
    return f"{paragraph} {line}"
