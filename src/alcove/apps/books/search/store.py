"""Books and cover addresses that sources returned, stored so that their ids stay valid after a restart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from alcove.apps.books.model.book import Book
from alcove.foundation.database import Connection, Pool, skip_on_full_disk

_GET = "SELECT book::text, private::text FROM books_row WHERE id = $1"

# In one order, so that two searches that found the same books do not deadlock.
_PUT = """
INSERT INTO books_row AS old (id, source, book, cover_url, private)
SELECT id, source, book::jsonb, cover_url, private::jsonb
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) AS new (id, source, book, cover_url, private)
ORDER BY id
ON CONFLICT (id) DO UPDATE SET
    source = excluded.source, book = excluded.book, cover_url = excluded.cover_url,
    private = coalesce(excluded.private, old.private), seen_at = now()
"""

_DELETE_OLD = """
DELETE FROM books_row AS r WHERE seen_at < now() - $1 * interval '1 day'
    AND NOT EXISTS (SELECT FROM books_download AS d WHERE d.id = r.id)
    AND NOT EXISTS (SELECT FROM books_file AS f WHERE f.book_id = r.id AND f.gone_at IS NULL)
"""
_DELETE_OLD_COVERS = "DELETE FROM books_cover WHERE seen_at < now() - $1 * interval '1 day'"

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

_STORE_LEFT_OUT = """
INSERT INTO books_left_out (source, reason) SELECT * FROM unnest($1::text[], $2::text[]) AS new (source, reason)
ORDER BY source ON CONFLICT (source) DO UPDATE SET reason = excluded.reason, seen_at = now()
"""
_SOURCES_WITH_PROBLEMS = """
SELECT source FROM books_left_out WHERE seen_at > now() - $1 * interval '1 day'
UNION SELECT source FROM books_catalogue WHERE error IS NOT NULL
ORDER BY source LIMIT 50
"""
_RECORD_ANSWER = """
INSERT INTO books_source_answer AS a (source, succeeded_at, failed_at, reason, retry_at, failures)
VALUES ($1, CASE WHEN $2 = '' THEN now() END, CASE WHEN $2 <> '' THEN now() END, $2,
    now() + $3::float8 * interval '1 second', CASE WHEN $2 = '' THEN 0 ELSE 1 END)
ON CONFLICT (source) DO UPDATE SET
    succeeded_at = coalesce(excluded.succeeded_at, a.succeeded_at),
    failed_at = coalesce(excluded.failed_at, a.failed_at), reason = excluded.reason, retry_at = excluded.retry_at,
    failures = CASE WHEN excluded.failures = 0 THEN 0 ELSE a.failures + 1 END
"""
LEFT_OUT_DAYS: Final = 2
"""Days for which a source is named that left something out."""

_decode: Final = msgspec.json.Decoder(Book).decode


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverSource:
    """The address of a cover image, and the source or provider that it comes from."""

    source: str
    url: str


class BookStore:
    """Stores the books that sources returned."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def get(self, book_id: str) -> tuple[Book, Any] | None:
        """Return a book and its source's private JSON value; None when it is not stored."""
        row = await self._pool.fetchrow(_GET, book_id)
        if row is None:
            return None
        return _decode(row[0]), None if row[1] is None else msgspec.json.decode(row[1])

    async def put(self, books: Sequence[tuple[Book, Any]]) -> None:
        """Store books, each with its source's private JSON value; None leaves a stored value unchanged."""
        unique = {book.id: (book, private) for book, private in books}
        if not unique:
            return
        columns = zip(*(_columns(book, private) for book, private in unique.values()), strict=True)
        with skip_on_full_disk("books that a search found"):
            await self._pool.execute(_PUT, *map(list, columns))

    async def store_left_out(self, reasons: Mapping[str, str]) -> None:
        """Store, by source, what was left out of a search and why."""
        await self._pool.execute(_STORE_LEFT_OUT, list(reasons), list(reasons.values()))

    async def record_answer(self, source: str, *, problem: str = "", retry_after: float | None = None) -> None:
        """Store that a source has answered now, or why it has not; `retry_after` is a pause that it asked for."""
        with skip_on_full_disk("the state of a source"):
            await self._pool.execute(_RECORD_ANSWER, source, problem, retry_after)

    async def delete_old(self, *, days: int) -> None:
        """Delete books that no search has found for `days`, except those that are queued or delivered."""
        with skip_on_full_disk("deletion of old books"):
            await self._pool.execute(_DELETE_OLD, days)
            await self._pool.execute(_DELETE_OLD_COVERS, days)


async def find_sources_with_problems(source: Pool | Connection) -> list[str]:
    """Return the sources of which something could not be read or fetched lately."""
    return [row[0] for row in await source.fetch(_SOURCES_WITH_PROBLEMS, LEFT_OUT_DAYS)]


def _columns(book: Book, private: Any) -> tuple[str, str, str, str, str | None]:
    encoded = None if private is None else msgspec.json.encode(private).decode()
    return book.id, book.source, msgspec.json.encode(book).decode(), book.cover_url, encoded


async def find_cover(source: Pool | Connection, cover_id: str) -> CoverSource | None:
    """Return the cover address of a source's or a provider's book, None when there is none."""
    row = await source.fetchrow(_COVER, cover_id)
    return CoverSource(source=row["source"], url=row["url"]) if row else None


async def save_covers(source: Pool | Connection, covers: dict[str, CoverSource]) -> None:
    """Store the cover addresses of a provider's books, by their cover ids."""
    if covers:
        with skip_on_full_disk("covers of books"):
            await source.execute(
                _PUT_COVERS,
                list(covers),
                [cover.source for cover in covers.values()],
                [cover.url for cover in covers.values()],
            )
