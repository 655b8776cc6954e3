"""What the Internet Archive is asked."""

from collections.abc import Sequence

from alcove.apps.books.model import languages
from alcove.apps.books.model.book import Query
from alcove.apps.books.model.isbn import both_forms, isbn13
from alcove.apps.books.sources.internetarchive.files import names_of
from alcove.apps.books.sources.lucene import either, escaped, every

Params = tuple[tuple[str, str], ...]

_SORTS = {
    "newest": "year desc",
    "oldest": "year asc",
    "largest": "item_size desc",
    "smallest": "item_size asc",
    "newest_added": "publicdate desc",
    "oldest_added": "publicdate asc",
}


def lucene(query: Query, *, rights: Sequence[str], formats: Sequence[str]) -> str:
    """Return a query; '' when nothing is asked for that can be written in one."""
    isbns = [form for number in (*query.isbns, query.text) for form in both_forms(number)]
    words = "" if isbn13(query.text) else _words(query.text)
    asked = [
        f"({words})" if words else "",
        either("isbn", isbns),
        *(f"title:({_words(title)})" for title in query.titles if _words(title)),
        *(f"creator:({_words(author)})" for author in query.authors if _words(author)),
    ]
    if not any(asked):
        return ""
    return every([*asked, _in_languages(query), *rights, either("format", names_of(formats))])


def search_params(query: str, *, sort: str, rows: int) -> Params:
    """Return the parameters of a search."""
    return (
        ("q", query),
        ("fl[]", "identifier"),
        ("fl[]", "title"),
        ("sort[]", _SORTS.get(sort, "downloads desc")),
        ("rows", str(rows)),
        ("page", "1"),
        ("output", "json"),
    )


def _words(text: str) -> str:
    # A comma between last and first name joins words here, and each of them is looked for.
    return " AND ".join(escaped(text.replace(",", " ")).split())


def _in_languages(query: Query) -> str:
    told = [
        name
        for code in query.languages
        for name in (*languages.marc_codes(code), languages.two_letters(code), languages.name_of(code))
    ]
    return either("language", told)
