"""Words of catalogues, cleaned, folded and compared."""

import html
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from alcove.apps.books.model.book import Book, Query

TITLE: Final = 500
AUTHOR: Final = 300
OTHER: Final = 1000
_TAG: Final = re.compile(
    r"<(?:script|style)\b.*?</(?:script|style)\s*>|<!--.*?-->|</?[a-zA-Z!][^<>]*>", re.DOTALL | re.IGNORECASE
)
_BIDI: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def clean(text: str, *, limit: int = OTHER, html_in: bool = False) -> str:
    """Return plain words on one line: no tags, entities, control characters or changes of direction."""
    if html_in or "<" in text or "&" in text:
        # Entities may hide tags, and tags entities: twice is what real feeds need.
        text = _TAG.sub(" ", html.unescape(_TAG.sub(" ", text)))
    spaced = "".join(" " if letter.isspace() else letter for letter in text if letter.isspace() or _is_shown(letter))
    return " ".join(spaced.split())[:limit].rstrip()


def _is_shown(letter: str) -> bool:
    return letter not in _BIDI and unicodedata.category(letter) not in ("Cc", "Cs", "Co", "Cn")


def folded(text: str) -> str:
    """Return words without case, accents and punctuation, for comparing."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = (letter for letter in plain if not unicodedata.combining(letter))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in letters).split())


def words_of(book: Book) -> str:
    """Return everything about a book in which words are looked for, folded."""
    return folded(" ".join((book.title, book.subtitle, *book.authors, book.series, *book.subjects, *book.isbns)))


def matches(book: Book, query: Query) -> bool:
    """Tell whether a book is what was asked for, as far as can be told; what is not known of it passes."""
    if query.languages and book.language and not _share(book.language.split(","), query.languages):
        return False
    if query.isbns and book.isbns and not set(query.isbns) & set(book.isbns):
        return False
    there = f" {words_of(book)} "
    return (
        _all_in(query.text, there)
        and all(_all_in(author, folded(" ".join(book.authors))) for author in query.authors)
        and all(_all_in(title, folded(f"{book.title} {book.subtitle}")) for title in query.titles)
    )


def _all_in(words: str, there: str) -> bool:
    return all(word in there for word in folded(words).split())


def _share(has: Iterable[str], wanted: Iterable[str]) -> bool:
    first = {code.strip().lower().partition("-")[0] for code in has}
    return bool(first & {code.lower().partition("-")[0] for code in wanted})
