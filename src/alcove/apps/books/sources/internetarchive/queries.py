"""Queries to the Internet Archive, and its rights: only what everybody may fetch is asked for and taken.

That is what is in the public domain, and what the owner adds.
"""

from collections.abc import Sequence
from typing import Any, Final

from alcove.apps.books.model import languages
from alcove.apps.books.model.book import ContentType, Query
from alcove.apps.books.model.isbn import both_forms, isbn13
from alcove.apps.books.sources.internetarchive.items import Item, first, many, names_of
from alcove.apps.books.sources.lucene import either, escaped, every

Params = tuple[tuple[str, str], ...]

LENT: Final = ("inlibrary", "printdisabled")
READINGS: Final = "librivoxaudio"
_YES: Final = (True, "true", "True", "1", 1)
_SORTS: Final = {
    "newest": "year desc",
    "oldest": "year asc",
    "largest": "item_size desc",
    "smallest": "item_size asc",
    "newest_added": "publicdate desc",
    "oldest_added": "publicdate asc",
}


def search_query(query: Query, *, rights: Sequence[str], formats: Sequence[str]) -> str:
    """Return a query; '' when nothing is asked for that can be written in one."""
    isbns = [form for number in (*query.isbns, query.text) for form in both_forms(number)]
    words = "" if isbn13(query.text) else _words(query.text)
    parts = [
        f"({words})" if words else "",
        either("isbn", isbns),
        *(f"title:({_words(title)})" for title in query.titles if _words(title)),
        *(f"creator:({_words(author)})" for author in query.authors if _words(author)),
    ]
    if not any(parts):
        return ""
    return every([*parts, _in_languages(query), *rights, either("format", names_of(formats))])


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
    names = [
        name
        for code in query.languages
        for name in (*languages.marc_codes(code), languages.two_letters(code), languages.name_of(code))
    ]
    return either("language", names)


def rights_query(content_type: ContentType, *, collections: Sequence[str], commons: bool) -> tuple[str, ...]:
    """Return the parts of a query that leave out all else."""
    kind = "mediatype:texts" if content_type == "ebook" else f"mediatype:audio AND collection:{READINGS}"
    free = ["possible-copyright-status:NOT_IN_COPYRIGHT", "licenseurl:*publicdomain*"]
    free += ["licenseurl:*creativecommons*"] if commons else []
    free += [either("collection", collections)] if collections and content_type == "ebook" else []
    return (
        kind,
        "-access-restricted-item:true",
        f"-collection:({' OR '.join(LENT)})",
        f"({' OR '.join(free)})",
    )


def content_type_of(item: Item) -> ContentType | None:
    """Return what an item is, None for what is neither a text nor a reading."""
    kind = first(item.metadata.get("mediatype"))
    if kind == "texts":
        return "ebook"
    return "audiobook" if kind == "audio" and READINGS in many(item.metadata.get("collection")) else None


def is_free(item: Item, *, collections: Sequence[str], commons: bool) -> bool:
    """Tell whether an item's own record says what the query asked for."""
    metadata = item.metadata
    held = set(many(metadata.get("collection")))
    if item.is_dark in _YES or _is_lent(metadata) or held & set(LENT):
        return False
    licence = first(metadata.get("licenseurl")).lower()
    return (
        first(metadata.get("possible-copyright-status")) == "NOT_IN_COPYRIGHT"
        or "publicdomain" in licence
        or (commons and "creativecommons.org" in licence)
        or (bool(held & set(collections)) and content_type_of(item) == "ebook")
    )


def _is_lent(metadata: dict[str, Any]) -> bool:
    return any(value.lower() == "true" for value in many(metadata.get("access-restricted-item")))
