"""Plain text and Markdown: UTF-8, UTF-16 with a byte order mark, or else Latin-1."""

import codecs
from typing import IO

from alcove.apps.study.materials.chunks import PAGE_END, count_pages
from alcove.apps.study.materials.extraction.model import (
    MAX_PART,
    ExtractedParts,
    ExtractionError,
    ExtractionLimits,
    clean_part,
)


def extract_plain(file: IO[bytes], limits: ExtractionLimits) -> ExtractedParts:
    """Return the text of a file; form feeds in it end pages. ExtractionError."""
    text = clean_part(decode_text(read_limited(file)))
    if (count_pages(text) or 0) > limits.pages:
        raise ExtractionError(f"The file has more than {limits.pages:,} pages.")
    if PAGE_END not in text:
        return ExtractedParts(total=1, parts=iter([text]))
    pages = text.removesuffix(PAGE_END).split(PAGE_END)
    return ExtractedParts(total=len(pages), parts=iter(pages), has_pages=True)


def read_limited(file: IO[bytes]) -> bytes:
    """Return the content of a file of text; ExtractionError for one that is too large."""
    content = file.read(MAX_PART + 1)
    if len(content) > MAX_PART:
        raise ExtractionError(f"The file has more than {MAX_PART // 2**20} MB of text: add it in several parts.")
    return content


def decode_text(content: bytes) -> str:
    """Return the characters of a text."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("latin-1")
