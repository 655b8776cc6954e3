"""The local index of catalogues that have no search of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from alcove.apps.books.model.book import Book
from alcove.foundation.database import Pool, transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """A book in the index: what is searched for, and what its source keeps about it."""

    book: Book
    private: Any
    words: str


_OPEN = """
INSERT INTO books_catalogue AS c (source, url) VALUES ($1, $2)
ON CONFLICT (source) DO UPDATE SET url = excluded.url, crawled_at = NULL, error = NULL WHERE c.url <> excluded.url
RETURNING true
"""
_EMPTY = "DELETE FROM books_catalogue_book WHERE source = $1"
# Only whoever sees the old time may go on: of several workers one crawls.
_CLAIM = """
UPDATE books_catalogue SET crawled_at = $3
WHERE source = $1 AND url = $2 AND (crawled_at IS NULL OR crawled_at <= $4) RETURNING true
"""
_KEEP = """
INSERT INTO books_catalogue_book (source, id, place, words, book, private, seen_at)
SELECT $1, b.id, b.place, b.words, b.book::jsonb, b.private::jsonb, $2
FROM unnest($3::text[], $4::integer[], $5::text[], $6::text[], $7::text[]) AS b (id, place, words, book, private)
ON CONFLICT (source, id) DO UPDATE SET
    place = excluded.place, words = excluded.words, book = excluded.book, private = excluded.private,
    seen_at = excluded.seen_at
"""
_FORGET = "DELETE FROM books_catalogue_book WHERE source = $1 AND seen_at < $2"
_END = "UPDATE books_catalogue SET crawled_at = $2, error = $3 WHERE source = $1"
_SIZE = """
SELECT (SELECT count(*) FROM books_catalogue_book WHERE source = $1) FROM books_catalogue WHERE source = $1 AND url = $2
"""
_SEARCH = """
SELECT book::text, private::text FROM books_catalogue_book AS b
WHERE source = $1 AND NOT EXISTS (SELECT FROM unnest($2::text[]) AS w (word) WHERE strpos(b.words, w.word) = 0)
ORDER BY place, id LIMIT $3
"""


class Index:
    """What is kept of one catalogue."""

    def __init__(self, pool: Pool, *, source: str, url: str) -> None:
        self._pool = pool
        self._source = source
        self._url = url

    async def open(self) -> None:
        """Make room for the catalogue; one whose address changed starts anew."""
        async with transaction(self._pool) as connection:
            if await connection.fetchval(_OPEN, self._source, self._url):
                await connection.execute(_EMPTY, self._source)

    async def size(self) -> int | None:
        """Return how many books there are; None when nobody ever looked at this address."""
        found: int | None = await self._pool.fetchval(_SIZE, self._source, self._url)
        return found

    async def claim(self, *, older_than: datetime, until: datetime) -> bool:
        """Take it upon us to read the catalogue, if nobody read it since `older_than`.

        Until the reading ends, the time kept is `until`: so that it is due again soon should this process die.
        """
        return bool(await self._pool.fetchval(_CLAIM, self._source, self._url, until, older_than))

    async def keep(self, books: Sequence[Indexed], *, at: datetime, place: int) -> None:
        """Keep books, the first of which has this place in the catalogue."""
        unique = {row.book.id: row for row in books}
        await self._pool.execute(
            _KEEP,
            self._source,
            at,
            list(unique),
            list(range(place, place + len(unique))),
            [row.words for row in unique.values()],
            [msgspec.json.encode(row.book).decode() for row in unique.values()],
            [msgspec.json.encode(row.private).decode() for row in unique.values()],
        )

    async def end(self, began: datetime, *, error: str = "") -> None:
        """Note when the catalogue was read; without an error what was not seen since is forgotten."""
        async with transaction(self._pool) as connection:
            if not error:
                await connection.execute(_FORGET, self._source, began)
            await connection.execute(_END, self._source, began, error or None)

    async def search(self, words: Sequence[str], *, limit: int) -> list[tuple[Book, Any]]:
        """Return the books in which every one of the folded words occurs, in the catalogue's order."""
        rows = await self._pool.fetch(_SEARCH, self._source, list(words), limit)
        return [(msgspec.json.decode(book, type=Book), msgspec.json.decode(private)) for book, private in rows]
