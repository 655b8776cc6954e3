"""What several sources found, made into one list: filtered, merged, without doubles, sorted, cut."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Final

from alcove.apps.books.model.book import Book, Query
from alcove.apps.books.model.cleaning import fold_text
from alcove.apps.books.model.matching import is_same_work, matches, work_key

SORTS: Final = ("relevance", "newest", "oldest", "largest", "smallest", "newest_added", "oldest_added")
"""The sort words of a search; every other word means relevance."""


def select_formats(asked: Sequence[str], supported: Sequence[str]) -> tuple[str, ...]:
    """Return the formats to look for, the preferred first: those asked for by name, or all supported ones."""
    named = tuple(dict.fromkeys(form.strip().lower() for form in asked if form.strip()))
    known = tuple(dict.fromkeys(form.lower() for form in supported))
    if not named:
        return known
    return (*(form for form in known if form in named), *(form for form in named if form not in known))


def rank_books(
    found: Sequence[Sequence[Book]],
    query: Query,
    *,
    formats: Sequence[str],
    limit: int,
    each_format: bool = False,
) -> list[Book]:
    """Return one list of what the sources found, each in its own order, the preferred source first.

    A work has one row, in the best of the wanted formats, or with `each_format` one for each of them.
    """
    kept = [[book for book in books if matches(book, query, formats=formats)] for books in found]
    merged = _deduplicate(_merge(kept, query, formats=formats), each_format=each_format)
    return sort_books(merged, query.sort)[: max(0, limit)]


def sort_books(books: Sequence[Book], word: str) -> list[Book]:
    """Return books by a sort word; those without the value come last, and ties keep their order."""
    value, reverse = _KEYS.get(word, (None, False))
    if value is None:
        return list(books)
    known = [book for book in books if value(book) is not None]
    unknown = [book for book in books if value(book) is None]
    return [*sorted(known, key=lambda book: value(book) or 0, reverse=reverse), *unknown]


@dataclass(slots=True)
class _RankedBook:
    """A book in the list, and how good its source and format are."""

    book: Book
    source: int
    format: int


def _merge(found: Sequence[Sequence[Book]], query: Query, *, formats: Sequence[str]) -> Iterator[_RankedBook]:
    """Yield the first book of every source, then the second ones: good titles first, then by source and format."""
    order = {form: place for place, form in enumerate(formats)}
    wanted = fold_text(" ".join((query.text, *query.titles)))
    for row in zip_longest(*found):
        places = [
            _RankedBook(book, source, order.get(book.format, len(order)))
            for source, book in enumerate(row)
            if book is not None
        ]
        yield from sorted(places, key=lambda place: (not _is_title(place.book, wanted), place.source, place.format))


def _is_title(book: Book, wanted: str) -> bool:
    return bool(wanted) and fold_text(book.title) == wanted


def _deduplicate(places: Iterator[_RankedBook], *, each_format: bool) -> list[Book]:
    """Return each work where it came first, in its best file: by format unless all are wanted, then by source."""
    kept: list[_RankedBook] = []
    by_key: dict[Hashable, list[int]] = {}
    for place in places:
        keys = _keys(place, each_format=each_format)
        numbers = (number for key in keys for number in by_key.get(key, ()))
        double = next((number for number in numbers if is_same_work(kept[number].book, place.book)), None)
        if double is None:
            double = len(kept)
            kept.append(place)
        elif (place.format, place.source) < (kept[double].format, kept[double].source):
            kept[double] = place
        for key in keys:
            by_key.setdefault(key, []).append(double)
    return [place.book for place in kept]


def _keys(place: _RankedBook, *, each_format: bool) -> list[Hashable]:
    keys: list[Hashable] = [work_key(place.book), *place.book.isbns]
    return [(key, place.book.format) for key in keys] if each_format else keys


_KEYS: Final[dict[str, tuple[Callable[[Book], float | None], bool]]] = {
    "newest": (lambda book: book.year, True),
    "oldest": (lambda book: book.year, False),
    "largest": (lambda book: book.size, True),
    "smallest": (lambda book: book.size, False),
    "newest_added": (lambda book: _moment(book.added_at), True),
    "oldest_added": (lambda book: _moment(book.added_at), False),
}


def _moment(added: datetime | None) -> float | None:
    return added.timestamp() if added else None
