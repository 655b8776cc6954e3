"""Decides whether a book matches a query, and whether two books are the same work."""

import re
from collections.abc import Sequence

from alcove.apps.books.model import languages
from alcove.apps.books.model.book import Book, Query
from alcove.apps.books.model.cleaning import fold_text, split_words
from alcove.apps.books.model.content import matches_content
from alcove.apps.books.model.isbn import isbn13
from alcove.apps.books.model.media import rank_format


def matches(book: Book, query: Query, *, formats: Sequence[str] = ()) -> bool:
    """Return whether a book matches a query; unknown values of the book match.

    Every word, author and title must match, and any one of the ISBNs, languages, labels and `formats`.
    """
    return (
        (not formats or rank_format(book.format, formats) is not None)
        and matches_content(book.content, query.content)
        and languages.overlaps(book.language, query.languages)
        and _has_isbn(book, query.isbns)
        and _has_text(book, query.text)
        and all(contains_words(author, " ".join(book.authors)) for author in query.authors)
        and all(contains_words(title, f"{book.title} {book.subtitle}") for title in query.titles)
    )


def contains_words(words: str, text: str) -> bool:
    """Return whether all words occur in a text; case, accents, punctuation and order are ignored."""
    folded = fold_text(text)
    return all(word in folded for word in split_words(words))


def short_title(title: str) -> str:
    """Return a title without its additions: "Moby Dick; Or, The Whale" becomes "Moby Dick"."""
    return re.split(r"\s*[:;(/\[]", title.strip(), maxsplit=1)[0].strip() or title


def work_key(book: Book) -> tuple[str, str]:
    """Return the key that all files of a work share: folded title and the sorted words of the first author."""
    author = book.authors[0] if book.authors else ""
    return fold_text(book.title), " ".join(sorted(fold_text(author).split()))


def is_same_work(one: Book, other: Book) -> bool:
    """Return whether two files are of the same work: a common ISBN, or same title, author and language."""
    if set(one.isbns) & set(other.isbns):
        return True
    return work_key(one) == work_key(other) and languages.overlaps(one.language, other.language.split(","))


def _has_isbn(book: Book, isbns: Sequence[str]) -> bool:
    normalized = {isbn13(number) or number for number in isbns}
    return not normalized or not book.isbns or bool(normalized & set(book.isbns))


def _has_text(book: Book, text: str) -> bool:
    number = isbn13(text)
    if number:
        return _has_isbn(book, (number,))
    return contains_words(text, " ".join((book.title, book.subtitle, *book.authors, book.series, *book.subjects)))
