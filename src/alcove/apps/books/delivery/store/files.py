"""Delivered files and their paths."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

import msgspec

from alcove.apps.books.model.book import Book
from alcove.apps.books.model.cleaning import fold_text
from alcove.apps.books.queue import notify
from alcove.foundation.database import Connection, Pool

# When a library has moved a file away, another file may get the same path.
_ADD = """
INSERT INTO books_file (book_id, book, path, name, format, size, sha256, words)
VALUES ($1, $2::text::jsonb, $3, $4, $5, $6, $7, $8)
ON CONFLICT (path) DO UPDATE SET
    book_id = excluded.book_id, book = excluded.book, name = excluded.name, format = excluded.format,
    size = excluded.size, sha256 = excluded.sha256, words = excluded.words, delivered_at = now(), gone_at = NULL
"""

# The older download shows no other file under the path that its own had.
_FORGET_PATH = "UPDATE books_download SET file_path = NULL WHERE file_path = $1 AND id <> $2"

_FIND = """
SELECT file_path AS path, file_name AS name, coalesce(format, '') AS format FROM books_download
WHERE id = $1 AND state = 'complete' AND file_path IS NOT NULL
"""
_FIND_DELIVERED = """
SELECT path, name, format, book::text AS book FROM books_file WHERE book_id = $1
ORDER BY gone_at IS NOT NULL, delivered_at DESC LIMIT 1
"""

_FIND_BY_CONTENT = """
SELECT path, name, format FROM books_file WHERE sha256 = $1 AND size = $2 AND gone_at IS NULL
ORDER BY delivered_at DESC LIMIT 10
"""

_LIST_PATHS = """
SELECT file_path FROM books_download WHERE state = 'complete' AND file_path IS NOT NULL
UNION (SELECT path FROM books_file WHERE gone_at IS NULL ORDER BY delivered_at DESC LIMIT $1)
"""
_COUNT = "SELECT count(*) FROM books_file WHERE gone_at IS NULL"
_HAS_FILES = "SELECT to_regclass('books_file') IS NOT NULL"
_LIST_BELOW = "SELECT path FROM books_file WHERE gone_at IS NULL AND starts_with(path, $1) ORDER BY path"
_MARK_MISSING = "UPDATE books_file SET gone_at = now() WHERE path = ANY($1) AND gone_at IS NULL"
_CLEAR_PATHS = "UPDATE books_download SET file_path = NULL WHERE file_path = ANY($1)"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveredFile:
    """A delivered file; `path` never leaves the server."""

    path: str
    name: str
    format: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveredBook:
    """A book that was delivered, and its file, which the library may have moved away."""

    book: Book
    file: DeliveredFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Size and hash of a file."""

    size: int
    sha256: bytes


async def add(connection: Connection, book: Book, *, path: str, name: str, content: Content) -> None:
    """Add a delivered file."""
    await connection.execute(_FORGET_PATH, path, book.id)
    encoded = msgspec.json.encode(book).decode()
    await connection.execute(
        _ADD, book.id, encoded, path, name, book.format, content.size, content.sha256, search_words(book)
    )  # fmt: skip


def search_words(book: Book) -> str:
    """Return the folded text that a delivered book is searched by."""
    parts = (book.title, book.subtitle, *book.authors, book.series, *book.subjects)
    return f"{fold_text(' '.join(parts))} {' '.join(book.isbns)}".strip()


async def find(source: Pool | Connection, book_id: str) -> DeliveredFile | None:
    """Return the file of a book whose download is in the queue's list and complete; None when the file is missing."""
    row = await source.fetchrow(_FIND, book_id)
    return DeliveredFile(**row) if row else None


async def find_by_content(source: Pool | Connection, content: Content) -> list[DeliveredFile]:
    """Return delivered files with this content that are not marked as missing, the newest first."""
    return [DeliveredFile(**row) for row in await source.fetch(_FIND_BY_CONTENT, content.sha256, content.size)]


async def find_delivered(source: Pool | Connection, book_id: str) -> DeliveredBook | None:
    """Return a book that was ever delivered, with its newest file; one that is not marked as missing comes first."""
    row = await source.fetchrow(_FIND_DELIVERED, book_id)
    if row is None:
        return None
    file = DeliveredFile(path=row["path"], name=row["name"], format=row["format"])
    return DeliveredBook(book=msgspec.json.decode(row["book"], type=Book), file=file)


async def list_paths(source: Pool | Connection, *, limit: int) -> list[str]:
    """Return the paths of all files in the queue's list, and of the newest `limit` others not marked as missing."""
    return [row[0] for row in await source.fetch(_LIST_PATHS, limit)]


async def count(source: Pool | Connection) -> int:
    """Return the number of delivered files that are not marked as missing."""
    return int(await source.fetchval(_COUNT))


async def mark_missing(connection: Connection, paths: Sequence[str]) -> None:
    """Mark files as missing; notify the queue's listeners if the list shows one of them."""
    await connection.execute(_MARK_MISSING, list(paths))
    status = await connection.execute(_CLEAR_PATHS, list(paths))
    if status != "UPDATE 0":
        await notify(connection)


async def list_paths_below(connection: Connection, folder: str) -> AsyncIterator[str]:
    """Yield the paths of delivered files in a folder, below it included, in the caller's transaction."""
    if not await connection.fetchval(_HAS_FILES):
        return
    async for row in connection.cursor(_LIST_BELOW, f"{folder}/", prefetch=500):
        yield row["path"]
