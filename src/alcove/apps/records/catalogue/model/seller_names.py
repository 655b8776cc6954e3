"""Validation of sellers' names from a path, from JSON or from the command line."""

import re
import unicodedata
from urllib.parse import unquote_to_bytes

from alcove.apps.records.errors import InvalidSeller

MAX_NAME_LENGTH = 255
_BROKEN_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_UNPRINTABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})
# URL normalisation removes these path segments.
_DOT_SEGMENTS = frozenset({".", ".."})


def parse_seller_in_path(raw_path: str | bytes, *, after: str) -> str:
    """Return the seller whose name follows `after` in a raw path, one trailing slash removed; InvalidSeller."""
    raw = _to_bytes(raw_path)
    _, separator, rest = raw.partition(after.encode())
    if not separator:
        raise InvalidSeller("The address names no seller.")
    return parse_seller_segment(rest.removesuffix(b"/"))


def parse_seller_segment(segment: str | bytes) -> str:
    """Return the seller of a percent-encoded path segment; InvalidSeller."""
    raw = _to_bytes(segment)
    if _BROKEN_ESCAPE.search(raw):
        raise InvalidSeller("The seller's name has a malformed escape in it: write a percent sign as %25.")
    try:
        return validate_seller(unquote_to_bytes(raw).decode("utf-8"))
    except UnicodeDecodeError:
        raise InvalidSeller("The seller's name is not valid UTF-8.") from None


def validate_seller(name: str) -> str:
    """Return a decoded name without surrounding whitespace; InvalidSeller if no seller can have it."""
    is_plain = name.isascii() and name.isprintable()
    if not is_plain and any(unicodedata.category(character) in _UNPRINTABLE for character in name):
        raise InvalidSeller("A seller's name cannot have control characters in it.")
    name = name.strip()
    if not name:
        raise InvalidSeller("Give the name of a seller.")
    if "/" in name:
        raise InvalidSeller("A seller's name cannot have a slash in it.")
    if name in _DOT_SEGMENTS:
        raise InvalidSeller(f"No seller can be called {name}")
    if len(name) > MAX_NAME_LENGTH:
        raise InvalidSeller(f"A seller's name has at most {MAX_NAME_LENGTH} characters.")
    return name


def _to_bytes(raw: str | bytes) -> bytes:
    """Return the bytes of a path; servers that pass it on as text decode it as Latin-1."""
    if isinstance(raw, bytes):
        return raw
    try:
        return raw.encode("latin-1")
    except UnicodeEncodeError:
        return raw.encode("utf-8", "surrogatepass")
