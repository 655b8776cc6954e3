"""What a request searches for, in the words of the model."""

from collections.abc import Sequence

from alcove.apps.books.model.book import Query
from alcove.apps.books.model.cleaning import clean
from alcove.apps.books.model.content import labels_of
from alcove.apps.books.model.isbn import isbn13
from alcove.apps.books.model.languages import code_of
from alcove.apps.books.schemas import SearchQuery
from alcove.apps.books.settings import BooksSettings


def query_of(asked: SearchQuery, settings: BooksSettings) -> Query | None:
    """Return what a request searches for; None when nothing can match it."""
    isbns = tuple(filter(None, map(isbn13, asked.isbn)))
    if any(map(str.strip, asked.isbn)) and not isbns:
        return None
    content = labels_of(asked.content)
    return Query(
        text=clean(asked.query),
        isbns=isbns,
        authors=_words(asked.author),
        titles=_words(asked.title),
        languages=languages_of(asked.lang, settings),
        content=content,
        formats=tuple(dict.fromkeys(each.lower().strip().removeprefix(".") for each in asked.format if each.strip())),
        sort=asked.sort[0].lower() if asked.sort else "",
        content_type="audiobook" if content == ("audiobook",) else "ebook",
    )


def languages_of(given: Sequence[str], settings: BooksSettings) -> tuple[str, ...]:
    """Return the codes a request asks for: `all` is any language, nothing the ones of the settings."""
    words = [each.strip() for each in given if each.strip()]
    if any(each.lower() == "all" for each in words):
        return ()
    return tuple(dict.fromkeys(filter(None, map(code_of, words or settings.book_language))))


def _words(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(filter(None, map(clean, values)))
