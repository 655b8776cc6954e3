"""What sources told of books, kept so that ids and covers outlive a restart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from alcove.apps.books.model.book import Book
from alcove.foundation.database import Connection, Pool

_GET = "SELECT book::text, private::text FROM books_row WHERE id = $1"

# In one order, so that two searches which found the same books do not wait for each other in a circle.
_PUT = """
INSERT INTO books_row AS old (id, source, book, cover_url, private)
SELECT id, source, book::jsonb, cover_url, private::jsonb
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) AS new (id, source, book, cover_url, private)
ORDER BY id
ON CONFLICT (id) DO UPDATE SET
    source = excluded.source, book = excluded.book, cover_url = excluded.cover_url,
    private = coalesce(excluded.private, old.private), seen_at = now()
"""

_FORGET = """
DELETE FROM books_row AS r WHERE seen_at < now() - $1 * interval '1 day'
    AND NOT EXISTS (SELECT FROM books_download AS d WHERE d.id = r.id)
    AND NOT EXISTS (SELECT FROM books_file AS f WHERE f.book_id = r.id AND f.gone_at IS NULL)
"""
_FORGET_COVERS = "DELETE FROM books_cover WHERE seen_at < now() - $1 * interval '1 day'"

_COVER = """
SELECT source, cover_url AS url FROM books_row WHERE id = $1 AND cover_url <> ''
UNION ALL SELECT source, url FROM books_cover WHERE id = $1
LIMIT 1
"""
_PUT_COVERS = """
INSERT INTO books_cover (id, source, url)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) AS new (id, source, url) ORDER BY id
ON CONFLICT (id) DO UPDATE SET source = excluded.source, url = excluded.url, seen_at = now()
"""

_decode: Final = msgspec.json.Decoder(Book).decode


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverSource:
    """Where a picture is, and which source or provider said so."""

    source: str
    url: str


class BookStore:
    """The kept books of one database."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def get(self, book_id: str) -> tuple[Book, Any] | None:
        """Return a book and what its source keeps about it."""
        row = await self._pool.fetchrow(_GET, book_id)
        if row is None:
            return None
        return _decode(row[0]), None if row[1] is None else msgspec.json.decode(row[1])

    async def put(self, rows: Sequence[tuple[Book, Any]]) -> None:
        """Keep books, each with its source's JSON value; None leaves the value that is there."""
        unique = {book.id: (book, private) for book, private in rows}
        if not unique:
            return
        columns = zip(*(_columns(book, private) for book, private in unique.values()), strict=True)
        await self._pool.execute(_PUT, *map(list, columns))

    async def forget(self, *, days: int) -> None:
        """Drop what nobody has found for so long, except for what is queued or delivered."""
        await self._pool.execute(_FORGET, days)
        await self._pool.execute(_FORGET_COVERS, days)


def _columns(book: Book, private: Any) -> tuple[str, str, str, str, str | None]:
    kept = None if private is None else msgspec.json.encode(private).decode()
    return book.id, book.source, msgspec.json.encode(book).decode(), book.cover_url, kept


async def find_cover(source: Pool | Connection, cover_id: str) -> CoverSource | None:
    """Return where the picture of a book is, of one that can be fetched or one that a provider knows."""
    row = await source.fetchrow(_COVER, cover_id)
    return CoverSource(source=row["source"], url=row["url"]) if row else None


async def save_covers(source: Pool | Connection, covers: dict[str, CoverSource]) -> None:
    """Keep where the pictures of books are that a provider knows, by their ids."""
    if covers:
        await source.execute(
            _PUT_COVERS,
            list(covers),
            [find_cover.source for find_cover in covers.values()],
            [find_cover.url for find_cover in covers.values()],
        )
