"""Whether a book is what was asked for, and whether two books are the same."""

import re
from collections.abc import Sequence

from alcove.apps.books.model import languages
from alcove.apps.books.model.book import Book, Query
from alcove.apps.books.model.cleaning import fold_text
from alcove.apps.books.model.content import matches_content
from alcove.apps.books.model.isbn import isbn13


def matches(book: Book, query: Query, *, formats: Sequence[str] = ()) -> bool:
    """Tell whether a book passes every filter of a query; what is not known of it passes.

    Every word, author and title must match, and any one of the ISBNs, languages, kinds and `formats`.
    """
    return (
        (not formats or book.format in formats)
        and matches_content(book.content, query.content)
        and languages.overlaps(book.language, query.languages)
        and _has_isbn(book, query.isbns)
        and _has_text(book, query.text)
        and all(contains_words(author, " ".join(book.authors)) for author in query.authors)
        and all(contains_words(title, f"{book.title} {book.subtitle}") for title in query.titles)
    )


def contains_words(words: str, text: str) -> bool:
    """Tell whether each of some words occurs in a text; case, accents, punctuation and order do not count."""
    there = fold_text(text)
    return all(word in there for word in fold_text(words).split())


def short_title(title: str) -> str:
    """Return a title without what some catalogues add to it: "Moby Dick; Or, The Whale" is "Moby Dick"."""
    return re.split(r"\s*[:;(/\[]", title.strip(), maxsplit=1)[0].strip() or title


def work_key(book: Book) -> tuple[str, str]:
    """Return what all files of a work share: title and first author, folded, in whatever order it names itself."""
    author = book.authors[0] if book.authors else ""
    return fold_text(book.title), " ".join(sorted(fold_text(author).split()))


def is_same_work(one: Book, other: Book) -> bool:
    """Tell whether two files are of one work: a number in common, or title, author and no different language."""
    if set(one.isbns) & set(other.isbns):
        return True
    return work_key(one) == work_key(other) and languages.overlaps(one.language, other.language.split(","))


def _has_isbn(book: Book, isbns: Sequence[str]) -> bool:
    wanted = {isbn13(number) or number for number in isbns}
    return not wanted or not book.isbns or bool(wanted & set(book.isbns))


def _has_text(book: Book, text: str) -> bool:
    number = isbn13(text)
    if number:
        return _has_isbn(book, (number,))
    return contains_words(text, " ".join((book.title, book.subtitle, *book.authors, book.series, *book.subjects)))
