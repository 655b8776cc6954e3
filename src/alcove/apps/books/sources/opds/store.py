"""SQL of the local index of catalogues without a search of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from alcove.apps.books.model.book import Book
from alcove.foundation.database import Pool, transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedBook:
    """A book in the index: the text that searches match against, and the private data of its source."""

    book: Book
    private: Any
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogStatus:
    """When a catalogue was crawled last, and in words what failed and what was left out."""

    crawled_at: datetime | None
    error: str
    left_out: str


_REGISTER = """
INSERT INTO books_catalogue AS c (source, url) VALUES ($1, $2)
ON CONFLICT (source) DO UPDATE SET url = excluded.url, crawled_at = NULL, error = NULL WHERE c.url <> excluded.url
RETURNING true
"""
_DELETE_ALL = "DELETE FROM books_catalogue_book WHERE source = $1"
# Only one of several workers sees the old time and crawls.
_CLAIM = """
UPDATE books_catalogue SET crawled_at = $3
WHERE source = $1 AND url = $2 AND (crawled_at IS NULL OR crawled_at <= $4) RETURNING true
"""
_SAVE = """
INSERT INTO books_catalogue_book (source, id, place, words, book, private, seen_at)
SELECT $1, b.id, b.place, b.words, b.book::jsonb, b.private::jsonb, $2
FROM unnest($3::text[], $4::integer[], $5::text[], $6::text[], $7::text[]) AS b (id, place, words, book, private)
ON CONFLICT (source, id) DO UPDATE SET
    place = excluded.place, words = excluded.words, book = excluded.book, private = excluded.private,
    seen_at = excluded.seen_at
"""
_DELETE_UNSEEN = "DELETE FROM books_catalogue_book WHERE source = $1 AND seen_at < $2"
# The caller chooses the time of the next crawl after the first failure; each further one doubles it, up to a day.
_FINISH = """
UPDATE books_catalogue SET
    crawled_at = CASE WHEN $3::text IS NULL THEN $2::timestamptz
        ELSE least($2 + interval '1 hour' * (2 ^ least(failures, 10) - 1), greatest($2, now())) END,
    failures = CASE WHEN $3::text IS NULL THEN 0 ELSE failures + 1 END, error = $3, left_out = $4
WHERE source = $1
"""
_DELETE_REASON = "DELETE FROM books_left_out WHERE source = $1"
_STORE_REASON = "INSERT INTO books_left_out (source, reason) VALUES ($1, $2) ON CONFLICT (source) DO NOTHING"
_STATUS = "SELECT crawled_at, error, left_out FROM books_catalogue WHERE source = $1 AND url = $2"
_COUNT = """
SELECT (SELECT count(*) FROM books_catalogue_book WHERE source = $1) FROM books_catalogue WHERE source = $1 AND url = $2
"""
_SEARCH = """
SELECT book::text, private::text FROM books_catalogue_book AS b
WHERE source = $1 AND NOT EXISTS (SELECT FROM unnest($2::text[]) AS w (word) WHERE strpos(b.words, w.word) = 0)
ORDER BY place, id LIMIT $3
"""


class CatalogIndex:
    """The index of one catalogue."""

    def __init__(self, pool: Pool, *, source: str, url: str) -> None:
        self._pool = pool
        self._source = source
        self._url = url

    async def register(self) -> None:
        """Add the catalogue; empty its index when its URL has changed."""
        async with transaction(self._pool) as connection:
            if await connection.fetchval(_REGISTER, self._source, self._url):
                await connection.execute(_DELETE_ALL, self._source)

    async def count(self) -> int | None:
        """Return the number of books; None when the catalogue is not registered."""
        books: int | None = await self._pool.fetchval(_COUNT, self._source, self._url)
        return books

    async def claim(self, *, older_than: datetime, until: datetime) -> bool:
        """Claim the crawl of the catalogue if it was not crawled since `older_than`; return whether it was claimed.

        Until the crawl ends, the stored time is `until`, so that the crawl is due again soon if this process dies.
        """
        return bool(await self._pool.fetchval(_CLAIM, self._source, self._url, until, older_than))

    async def save(self, books: Sequence[IndexedBook], *, seen_at: datetime, position: int) -> None:
        """Save books, the first of which has this position in the catalogue."""
        unique = {entry.book.id: entry for entry in books}
        await self._pool.execute(
            _SAVE,
            self._source,
            seen_at,
            list(unique),
            list(range(position, position + len(unique))),
            [entry.words for entry in unique.values()],
            [msgspec.json.encode(entry.book).decode() for entry in unique.values()],
            [msgspec.json.encode(entry.private).decode() for entry in unique.values()],
        )

    async def finish(
        self, started_at: datetime, *, error: str = "", left_out: str = "", has_faults: bool = False
    ) -> None:
        """Record when the catalogue was crawled and what is missing; without an error, delete the books not seen.

        With `has_faults`, what was left out is named by the health check, because it can be mended.
        """
        async with transaction(self._pool) as connection:
            if not error:
                await connection.execute(_DELETE_UNSEEN, self._source, started_at)
            await connection.execute(_FINISH, self._source, started_at, error or None, left_out or None)
            await connection.execute(_DELETE_REASON, self._source)
            if has_faults:
                await connection.execute(_STORE_REASON, self._source, left_out)

    async def status(self) -> CatalogStatus | None:
        """Return what is known of the last crawl; None when the catalogue is not registered."""
        row = await self._pool.fetchrow(_STATUS, self._source, self._url)
        if row is None:
            return None
        return CatalogStatus(crawled_at=row[0], error=row[1] or "", left_out=row[2] or "")

    async def search(self, words: Sequence[str], *, limit: int) -> list[tuple[Book, Any]]:
        """Return the books that contain all of the folded words, in the catalogue's order."""
        rows = await self._pool.fetch(_SEARCH, self._source, list(words), limit)
        return [(msgspec.json.decode(book, type=Book), msgspec.json.decode(private)) for book, private in rows]
