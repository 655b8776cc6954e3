"""Reads the books of Calibre's `metadata.db`; within limits, and without a lock."""

import sqlite3
from pathlib import Path
from typing import Final

from alcove.apps.books.calibre_library.model import LibraryBook
from alcove.foundation.sqlite_snapshot import DatabaseUnusable, read_snapshot

MAX_ROWS: Final = 400_000
"""Authors of books, and ISBNs, that are read at most."""
TIMEOUT: Final = 10.0
"""Seconds that a read may take."""

_TABLES: Final = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
_NEEDED: Final = frozenset({"books", "authors", "books_authors_link", "identifiers"})
_BOOKS: Final = """
SELECT b.id, b.title, a.name FROM books AS b
JOIN books_authors_link AS l ON l.book = b.id JOIN authors AS a ON a.id = l.author ORDER BY b.id LIMIT ?
"""
_ISBNS: Final = "SELECT book, val FROM identifiers WHERE type = 'isbn' LIMIT ?"


def read_books(path: Path) -> list[LibraryBook]:
    """Return the books of a library; DatabaseUnusable."""
    return read_snapshot(path, _query_books, timeout=TIMEOUT)


def _query_books(database: sqlite3.Connection) -> list[LibraryBook]:
    if not {row[0] for row in database.execute(_TABLES)} >= _NEEDED:
        raise DatabaseUnusable("it is not the metadata.db of a Calibre library")
    titles: dict[int, str] = {}
    authors: dict[int, list[str]] = {}
    isbns: dict[int, list[str]] = {}
    for book_id, title, author in database.execute(_BOOKS, (MAX_ROWS,)):
        titles[int(book_id)] = str(title)
        # Calibre stores a comma within a name as a bar.
        authors.setdefault(int(book_id), []).append(str(author).replace("|", ","))
    for book_id, isbn in database.execute(_ISBNS, (MAX_ROWS,)):
        isbns.setdefault(int(book_id), []).append(str(isbn))
    return [
        LibraryBook(id=book_id, title=title, authors=authors[book_id], isbns=isbns.get(book_id, ()))
        for book_id, title in titles.items()
    ]
