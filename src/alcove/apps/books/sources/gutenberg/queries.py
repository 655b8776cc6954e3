"""Query parameters for Gutendex."""

import re
from collections.abc import Sequence
from typing import Final

from alcove.apps.books.model import languages
from alcove.apps.books.model.book import Query
from alcove.apps.books.model.media import media_type_of_format

PER_PAGE: Final = 32
MAX_WORDS: Final = 32
_WORD: Final = re.compile(r"[^\W_]+(?:['\u2019\u02bc][^\W_]+)*", re.UNICODE)
_SORTS: Final = {"newest_added": "descending", "oldest_added": "ascending"}

Params = tuple[tuple[str, str], ...]


def search_params(query: Query, *, formats: Sequence[str], topic: bool = False) -> Params:
    """Return the parameters of a search by words, or by subject with `topic`."""
    words = split_words(" ".join((query.text, *query.authors, *query.titles)))
    terms = ("topic", query.text.strip()) if topic else ("search", " ".join(words))
    return (terms, *_filters(query, formats=formats))


def number_params(numbers: Sequence[int]) -> Params:
    """Return the parameters that select books by number."""
    return (("ids", ",".join(map(str, numbers))), ("copyright", "false"))


def split_words(text: str) -> list[str]:
    """Return the words to search for; of a word with an apostrophe, which has several forms, its longest part."""
    parts = (max(re.split(r"['\u2019\u02bc]", word), key=len) for word in _WORD.findall(text))
    return list(dict.fromkeys(part.lower() for part in parts))[:MAX_WORDS]


def _filters(query: Query, *, formats: Sequence[str]) -> Params:
    codes = [code for language in query.languages if (code := languages.two_letter_code(language))]
    filters = (
        # If one language has no two-letter code, the filter must be left out.
        ("languages", ",".join(dict.fromkeys(codes)) if len(codes) == len(query.languages) else ""),
        ("copyright", "false"),
        ("mime_type", media_type_of_format(formats[0]).partition("+")[0] if len(formats) == 1 else ""),
        ("sort", _SORTS.get(query.sort, "")),
    )
    return tuple((name, value) for name, value in filters if value)
