"""Ids of books: the path of the book's page and the format, so that they need no memory."""

import re
from typing import Final
from urllib.parse import urlsplit

PREFIX: Final = "se"
_PATH: Final = re.compile(r"[a-z0-9_-]+(?:/[a-z0-9_-]+){1,5}")
_ID: Final = re.compile(rf"{PREFIX}-([a-z0-9_-]+(?:~[a-z0-9_-]+){{1,5}})\.([a-z0-9]{{2,5}})")
LONGEST: Final = 120


def book_path(page: str) -> str:
    """Return the path of a book in the address of its page, such as `mary-shelley/frankenstein`; '' for another one."""
    path = urlsplit(page).path.strip("/").removeprefix("ebooks/")
    return path if _PATH.fullmatch(path) else ""


def make_id(path: str, form: str) -> str:
    """Return the id of a file; '' when it would be too long to be one."""
    made = f"{PREFIX}-{path.replace('/', '~')}.{form}"
    return made if len(made) <= LONGEST and _ID.fullmatch(made) else ""


def read_id(book_id: str) -> tuple[str, str] | None:
    """Return the path and the format in an id; None when it is none of ours."""
    found = _ID.fullmatch(book_id)
    return (found.group(1).replace("~", "/"), found.group(2)) if found else None
