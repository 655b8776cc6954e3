"""Combines the results of several sources into one list: filtered, merged, deduplicated, sorted, limited."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Final

from alcove.apps.books.model.book import Book, Query
from alcove.apps.books.model.cleaning import fold_text
from alcove.apps.books.model.matching import is_same_work, matches, work_key
from alcove.apps.books.model.media import rank_format

SORTS: Final = ("relevance", "newest", "oldest", "largest", "smallest", "newest_added", "oldest_added")
"""The sort orders of a search; every other word means relevance."""


def select_formats(requested: Sequence[str], supported: Sequence[str]) -> tuple[str, ...]:
    """Return the formats to search for, the preferred first: the requested ones, or all supported ones."""
    selected = tuple(dict.fromkeys(form.strip().lower() for form in requested if form.strip()))
    accepted = tuple(dict.fromkeys(form.lower() for form in supported))
    if not selected:
        return accepted
    return (*(form for form in accepted if form in selected), *(form for form in selected if form not in accepted))


def rank_books(
    found: Sequence[Sequence[Book]],
    query: Query,
    *,
    formats: Sequence[str],
    limit: int,
    per_format: bool = False,
) -> list[Book]:
    """Return the results of all sources as one list; `found` has one list per source, the preferred source first.

    A work has one row, in the best of `formats`, or with `per_format` one row for each of them.
    """
    matching = [[book for book in books if matches(book, query, formats=formats)] for books in found]
    merged = _deduplicate(_merge(matching, query, formats=formats), per_format=per_format)
    return sort_books(merged, query.sort)[: max(0, limit)]


def sort_books(books: Sequence[Book], order: str) -> list[Book]:
    """Return books in a sort order; those without the value come last, and ties keep their order."""
    value, reverse = _KEYS.get(order, (None, False))
    if value is None:
        return list(books)
    known = [book for book in books if value(book) is not None]
    unknown = [book for book in books if value(book) is None]
    return [*sorted(known, key=lambda book: value(book) or 0, reverse=reverse), *unknown]


@dataclass(slots=True)
class _RankedBook:
    """A book, and the ranks of its source and its format."""

    book: Book
    source: int
    format: int


def _merge(found: Sequence[Sequence[Book]], query: Query, *, formats: Sequence[str]) -> Iterator[_RankedBook]:
    """Yield the first book of every source, then the second ones; within each, by title, source and format."""
    searched = fold_text(" ".join((query.text, *query.titles)))
    for row in zip_longest(*found):
        ranked = [
            _RankedBook(book, source, _format_rank(book.format, formats))
            for source, book in enumerate(row)
            if book is not None
        ]
        yield from sorted(ranked, key=lambda entry: (not _has_title(entry.book, searched), entry.source, entry.format))


def _format_rank(form: str, formats: Sequence[str]) -> int:
    rank = rank_format(form, formats)
    return 2 * len(formats) if rank is None else rank


def _has_title(book: Book, title: str) -> bool:
    return bool(title) and fold_text(book.title) == title


def _deduplicate(ranked: Iterator[_RankedBook], *, per_format: bool) -> list[Book]:
    """Return each work at its first position, as its file with the best format and then the best source."""
    unique: list[_RankedBook] = []
    indexes: dict[Hashable, list[int]] = {}
    for entry in ranked:
        keys = _keys(entry, per_format=per_format)
        candidates = (index for key in keys for index in indexes.get(key, ()))
        index = next((index for index in candidates if is_same_work(unique[index].book, entry.book)), None)
        if index is None:
            index = len(unique)
            unique.append(entry)
        elif (entry.format, entry.source) < (unique[index].format, unique[index].source):
            unique[index] = entry
        for key in keys:
            indexes.setdefault(key, []).append(index)
    return [entry.book for entry in unique]


def _keys(entry: _RankedBook, *, per_format: bool) -> list[Hashable]:
    keys: list[Hashable] = [work_key(entry.book), *entry.book.isbns]
    return [(key, entry.book.format) for key in keys] if per_format else keys


_KEYS: Final[dict[str, tuple[Callable[[Book], float | None], bool]]] = {
    "newest": (lambda book: book.year, True),
    "oldest": (lambda book: book.year, False),
    "largest": (lambda book: book.size, True),
    "smallest": (lambda book: book.size, False),
    "newest_added": (lambda book: _timestamp(book.added_at), True),
    "oldest_added": (lambda book: _timestamp(book.added_at), False),
}


def _timestamp(moment: datetime | None) -> float | None:
    return moment.timestamp() if moment else None
