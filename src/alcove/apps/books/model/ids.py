"""Ids of books: they travel in addresses, in JSON and in pages, so that their alphabet is small."""

import hashlib
import re
from typing import Final

LONGEST: Final = 120
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,119}")


def is_book_id(text: str) -> bool:
    """Tell whether a text can be the id of a book."""
    return _ID.fullmatch(text) is not None


def make_id(prefix: str, key: str) -> str:
    """Return the id for a source's own key; one that does not fit the alphabet or the length stands as its digest."""
    plain = f"{prefix}-{key}"
    if key and is_book_id(plain) and not key.startswith("~"):
        return plain
    return f"{prefix}-~{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"
