"""Book ids that contain the path of the book's page and the format; resolving them needs no stored data."""

import re
from typing import Final
from urllib.parse import urlsplit

PREFIX: Final = "se"
_PATH: Final = re.compile(r"[a-z0-9_-]+(?:/[a-z0-9_-]+){1,5}")
_ID: Final = re.compile(rf"{PREFIX}-([a-z0-9_-]+(?:~[a-z0-9_-]+){{1,5}})\.([a-z0-9]{{2,5}})")
MAX_LENGTH: Final = 120


def book_path(page_url: str) -> str:
    """Return the path of a book in the URL of its page, such as `mary-shelley/frankenstein`; '' for other URLs."""
    path = urlsplit(page_url).path.strip("/").removeprefix("ebooks/")
    return path if _PATH.fullmatch(path) else ""


def make_id(path: str, format_: str) -> str:
    """Return the id of a file; '' when it would be too long."""
    book_id = f"{PREFIX}-{path.replace('/', '~')}.{format_}"
    return book_id if len(book_id) <= MAX_LENGTH and _ID.fullmatch(book_id) else ""


def read_id(book_id: str) -> tuple[str, str] | None:
    """Return the path and the format in an id; None when it is not an id of this source."""
    match = _ID.fullmatch(book_id)
    return (match.group(1).replace("~", "/"), match.group(2)) if match else None
