"""Values inside documents, each within a limit, so that a hostile document costs no more than a clear error."""

import re
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urldefrag, urljoin, urlsplit

LARGEST: Final = 10 * 1024 * 1024
"""Bytes of one document."""
MOST_PARTS: Final = 600_000
"""Tags, or objects and lists, of one document: 10 MB of the shortest ones would take 300 MB of memory."""
MOST_BOOKS: Final = 20_000
"""Books that are read from one document."""
MOST_ITEMS: Final = 200
"""Links, authors, subjects and the like that are read of one book."""
DEEPEST_CHAIN: Final = 8
"""Steps of an indirect acquisition; what goes on is taken to be protected."""
LONGEST: Final = 20_000
"""Letters of one text."""
LONGEST_ADDRESS: Final = 8000
"""Letters of an address; a picture inside of its own address may have more."""
_ZONE: Final = re.compile(r"([+-]\d\d)(\d\d)$")


class OpdsError(Exception):
    """A document or template cannot be used; the text says why, in words that a reader may see."""


def check_size(content: bytes, *marks: bytes) -> None:
    """Raise OpdsError when a document is larger, or has more parts, than anybody needs."""
    if len(content) > LARGEST:
        raise OpdsError(f"the document is larger than {LARGEST // 1024 // 1024} MB")
    if not content.strip():
        raise OpdsError("the document is empty")
    if sum(content.count(mark) for mark in marks) > MOST_PARTS:
        raise OpdsError(f"the document has more than {MOST_PARTS} parts")


def fold(text: str) -> str:
    """Return a text with its blanks folded, and cut to the limit."""
    return " ".join(text[: LONGEST * 2].split())[:LONGEST]


def parse_count(value: object) -> int | None:
    """Return a count, which some write as text; None when it is none."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 16:
        return int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**15 else None


def parse_position(value: object) -> float | None:
    """Return a position in a series; None when it is no number that a person would write."""
    try:
        found = float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else -1.0
    except (ValueError, OverflowError):
        return None
    return found if 0 <= found < 1_000_000 else None


def parse_date(text: str) -> datetime | None:
    """Return the moment of an RFC 3339 text, or of a date alone; None when it is neither."""
    try:
        found = datetime.fromisoformat(_ZONE.sub(r"\1:\2", text.strip()))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def format_date(when: datetime) -> str:
    """Return a moment as it is written in feeds."""
    text = when.astimezone(UTC).isoformat(timespec="microseconds" if when.microsecond else "seconds")
    return text.replace("+00:00", "Z")


def absolute_url(base: str, href: str, *, data: bool = False) -> str:
    """Return an absolute http or https address, or '' when it is none; with `data` a picture in itself will do."""
    text = "".join(letter for letter in href.strip() if letter >= " " and letter != "\x7f").replace(" ", "%20")
    if data and text[:11].lower() == "data:image/":
        return text if len(text) <= LARGEST else ""
    if not text or len(text) > LONGEST_ADDRESS:
        return ""
    try:
        address = urldefrag(urljoin(base, text)).url
        parts = urlsplit(address)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return ""
    return address if fine and "@" not in parts.netloc and "\\" not in address else ""
