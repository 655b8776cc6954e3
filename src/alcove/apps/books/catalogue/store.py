"""Reads of delivered files for the catalogue: lists, menus of authors and series, search."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

import msgspec

from alcove.apps.books.model.book import Book
from alcove.foundation.database import Connection, Pool, read_row, read_table

_FILTER: Final = """
FROM books_file AS f
WHERE f.gone_at IS NULL
    AND ($1::text IS NULL OR f.book->'authors' ? $1)
    AND ($2::text IS NULL OR f.book->>'series' = $2)
    AND NOT EXISTS (SELECT FROM unnest($3::text[]) AS searched (word) WHERE strpos(f.words, searched.word) = 0)
"""
_COLUMNS: Final = "SELECT f.id, f.book::text AS book, f.path, f.name, f.format, f.size, f.delivered_at"
_ORDER_BY: Final = {
    "newest": " ORDER BY f.delivered_at DESC, f.id DESC",
    "title": " ORDER BY lower(f.book->>'title'), f.id",
    "series_position": " ORDER BY (f.book->>'series_position')::float8 NULLS LAST, lower(f.book->>'title'), f.id",
}
_PAGES: Final = {name: f"{_COLUMNS} {_FILTER} {order} LIMIT $4 OFFSET $5" for name, order in _ORDER_BY.items()}
_COUNT: Final = f"SELECT count(*) AS count, max(f.delivered_at) AS newest {_FILTER}"
_FIND_FILE: Final = f"{_COLUMNS} FROM books_file AS f WHERE f.id = $1 AND f.gone_at IS NULL"

_AUTHORS: Final = """
SELECT author AS name, count(*) AS books, count(*) OVER () AS total
FROM books_file AS f, jsonb_array_elements_text(f.book->'authors') AS author
WHERE f.gone_at IS NULL GROUP BY author ORDER BY lower(author), author LIMIT $1 OFFSET $2
"""
_SERIES: Final = """
SELECT f.book->>'series' AS name, count(*) AS books, count(*) OVER () AS total
FROM books_file AS f WHERE f.gone_at IS NULL AND f.book->>'series' <> ''
GROUP BY 1 ORDER BY lower(f.book->>'series'), 1 LIMIT $1 OFFSET $2
"""

Order = Literal["newest", "title", "series_position"]

_decode: Final = msgspec.json.Decoder(Book).decode


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFilter:
    """A filter of delivered files; all files when nothing is set."""

    author: str | None = None
    series: str | None = None
    words: tuple[str, ...] = ()
    """Folded words that all must occur."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueFile:
    """One delivered file; `path` never leaves the server."""

    id: int
    book: Book
    path: str
    name: str
    format: str
    size: int
    delivered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePage:
    """One page of files, the total number, and the time of the newest delivery."""

    files: Sequence[CatalogueFile]
    total: int
    newest: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuEntry:
    """An author or a series, and the number of its files."""

    name: str
    books: int


async def find_files(
    source: Pool | Connection, file_filter: FileFilter, *, order: Order, limit: int, offset: int
) -> FilePage:
    """Return a page of the files that match a filter."""
    filters = (file_filter.author, file_filter.series, list(file_filter.words))
    rows = await read_table(source, _PAGES[order], *filters, limit, offset)
    summary = await read_row(source, _COUNT, *filters)
    assert summary is not None
    return FilePage(files=[_read_file(row) for row in rows], total=summary["count"], newest=summary["newest"])


async def find_file(source: Pool | Connection, file_id: int) -> CatalogueFile | None:
    """Return one file that is not marked as missing."""
    row = await read_row(source, _FIND_FILE, file_id)
    return _read_file(row) if row else None


async def list_authors(source: Pool | Connection, *, limit: int, offset: int) -> tuple[list[MenuEntry], int]:
    """Return a page of the authors, and their total number."""
    return _read_entries(await read_table(source, _AUTHORS, limit, offset))


async def list_series(source: Pool | Connection, *, limit: int, offset: int) -> tuple[list[MenuEntry], int]:
    """Return a page of the series, and their total number."""
    return _read_entries(await read_table(source, _SERIES, limit, offset))


def _read_entries(rows: Sequence[Mapping[str, Any]]) -> tuple[list[MenuEntry], int]:
    return [MenuEntry(name=row["name"], books=row["books"]) for row in rows], rows[0]["total"] if rows else 0


def _read_file(row: Mapping[str, Any]) -> CatalogueFile:
    return CatalogueFile(**{**row, "book": _decode(row["book"])})
