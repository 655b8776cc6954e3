"""Parsers for single values, and the limits that protect against hostile documents."""

import re
import zlib
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urldefrag, urljoin, urlsplit

MAX_BYTES: Final = 10 * 1024 * 1024
"""Size of one document."""
MAX_ELEMENTS: Final = 600_000
"""Number of tags, or of objects and lists, in one document: 10 MB of the shortest ones take 300 MB of memory."""
MAX_PUBLICATIONS: Final = 20_000
"""Number of publications that are read from one document."""
MAX_ITEMS: Final = 200
"""Number of links, authors, subjects and the like that are read of one publication."""
MAX_CHAIN_DEPTH: Final = 8
"""Depth of an indirect acquisition; a longer chain counts as protected by DRM."""
MAX_TEXT_LENGTH: Final = 20_000
"""Number of characters of one text."""
MAX_URL_LENGTH: Final = 8000
"""Number of characters of a URL, except for `data:` URLs of images."""
_ZONE: Final = re.compile(r"([+-]\d\d)(\d\d)$")


class OpdsError(Exception):
    """A document or template is not usable; the message says why, in words that users may see."""


def check_size(content: bytes, *marks: bytes) -> None:
    """Raise OpdsError when a document is empty, too large, or has too many elements."""
    if len(content) > MAX_BYTES:
        raise OpdsError(f"the document is larger than {MAX_BYTES // 1024 // 1024} MB")
    if not content.strip():
        raise OpdsError("the document is empty")
    if sum(content.count(mark) for mark in marks) > MAX_ELEMENTS:
        raise OpdsError(f"the document has more than {MAX_ELEMENTS} parts")


def unpack(content: bytes) -> bytes:
    """Return a document, decompressed when it is stored compressed and the headers do not say so. Raise OpdsError."""
    if not content.startswith(b"\x1f\x8b"):
        return content
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        return unpacker.decompress(content, MAX_BYTES + 1)
    except zlib.error:
        raise OpdsError("the document is compressed and broken") from None


def normalize_space(text: str) -> str:
    """Return the text with whitespace collapsed, cut to the limit."""
    return " ".join(text[: MAX_TEXT_LENGTH * 2].split())[:MAX_TEXT_LENGTH]


def parse_count(value: object) -> int | None:
    """Return a non-negative integer, which may be a string; None for anything else."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 16:
        return int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**15 else None


def parse_position(value: object) -> float | None:
    """Return a position in a series; None when it is not a plausible number."""
    try:
        position = float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else -1.0
    except (ValueError, OverflowError):
        return None
    return position if 0 <= position < 1_000_000 else None


def parse_date(text: str) -> datetime | None:
    """Return the time of an RFC 3339 string, or of a date alone; None for anything else."""
    try:
        parsed = datetime.fromisoformat(_ZONE.sub(r"\1:\2", text.strip()))
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def format_date(when: datetime) -> str:
    """Return a time in the format of feeds."""
    text = when.astimezone(UTC).isoformat(timespec="microseconds" if when.microsecond else "seconds")
    return text.replace("+00:00", "Z")


def absolute_url(base: str, href: str, *, data: bool = False) -> str:
    """Return an absolute http or https URL, '' when it is invalid; with `data`, `data:` URLs of images are accepted."""
    printable = "".join(character for character in href.strip() if character >= " " and character != "\x7f")
    text = printable.replace(" ", "%20")
    if data and text[:11].lower() == "data:image/":
        return text if len(text) <= MAX_BYTES else ""
    if not text or len(text) > MAX_URL_LENGTH:
        return ""
    try:
        url = urldefrag(urljoin(base, text)).url
        parts = urlsplit(url)
        is_valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return ""
    return url if is_valid and "@" not in parts.netloc and "\\" not in url else ""
