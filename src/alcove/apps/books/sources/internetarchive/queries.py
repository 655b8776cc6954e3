"""Search queries for the Internet Archive, and the check of an item's rights.

Only items in the public domain are searched and accepted, and those that the owner adds by collection or licence.
"""

from collections.abc import Sequence
from typing import Any, Final

from alcove.apps.books.model import languages
from alcove.apps.books.model.book import ContentType, Query
from alcove.apps.books.model.isbn import isbn13, isbn_forms
from alcove.apps.books.sources.internetarchive.items import Item, archive_formats, as_texts, first_text
from alcove.apps.books.sources.lucene import all_of, any_of, escape

Params = tuple[tuple[str, str], ...]

LENDING_COLLECTIONS: Final = ("inlibrary", "printdisabled")
LIBRIVOX_COLLECTION: Final = "librivoxaudio"
_TRUE_VALUES: Final = (True, "true", "True", "1", 1)
_SORTS: Final = {
    "newest": "year desc",
    "oldest": "year asc",
    "largest": "item_size desc",
    "smallest": "item_size asc",
    "newest_added": "publicdate desc",
    "oldest_added": "publicdate asc",
}


def search_query(query: Query, *, rights: Sequence[str], formats: Sequence[str]) -> str:
    """Return the query string; '' when the query contains nothing to search for."""
    isbns = [format_ for number in (*query.isbns, query.text) for format_ in isbn_forms(number)]
    words = "" if isbn13(query.text) else _require_words(query.text)
    clauses = [
        f"({words})" if words else "",
        any_of("isbn", isbns),
        *(f"title:({_require_words(title)})" for title in query.titles if _require_words(title)),
        *(f"creator:({_require_words(author)})" for author in query.authors if _require_words(author)),
    ]
    if not any(clauses):
        return ""
    return all_of([*clauses, _language_clause(query), *rights, any_of("format", archive_formats(formats))])


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


def _require_words(text: str) -> str:
    # A comma as in "last, first" would join the two words; each must be searched for separately.
    return " AND ".join(escape(text.replace(",", " ")).split())


def _language_clause(query: Query) -> str:
    names = [
        name
        for code in query.languages
        for name in (*languages.marc_codes(code), languages.two_letter_code(code), languages.language_name(code))
    ]
    return any_of("language", names)


def rights_query(content_type: ContentType, *, collections: Sequence[str], commons: bool) -> tuple[str, ...]:
    """Return the clauses that restrict a search to items of a content type that are free to download."""
    media_clause = (
        "mediatype:texts" if content_type == "ebook" else f"mediatype:audio AND collection:{LIBRIVOX_COLLECTION}"
    )
    free = ["possible-copyright-status:NOT_IN_COPYRIGHT", "licenseurl:*publicdomain*"]
    free += ["licenseurl:*creativecommons*"] if commons else []
    free += [any_of("collection", collections)] if collections and content_type == "ebook" else []
    return (
        media_clause,
        "-access-restricted-item:true",
        f"-collection:({' OR '.join(LENDING_COLLECTIONS)})",
        f"({' OR '.join(free)})",
    )


def content_type_of(item: Item) -> ContentType | None:
    """Return the content type of an item, None when it is neither a text nor a LibriVox audiobook."""
    kind = first_text(item.metadata.get("mediatype"))
    if kind == "texts":
        return "ebook"
    return "audiobook" if kind == "audio" and LIBRIVOX_COLLECTION in as_texts(item.metadata.get("collection")) else None


def is_free(item: Item, *, collections: Sequence[str], commons: bool) -> bool:
    """Return whether the item's own record confirms that it is free to download."""
    metadata = item.metadata
    item_collections = set(as_texts(metadata.get("collection")))
    if item.is_dark in _TRUE_VALUES or _is_restricted(metadata) or item_collections & set(LENDING_COLLECTIONS):
        return False
    licence = first_text(metadata.get("licenseurl")).lower()
    return (
        first_text(metadata.get("possible-copyright-status")) == "NOT_IN_COPYRIGHT"
        or "publicdomain" in licence
        or (commons and "creativecommons.org" in licence)
        or (bool(item_collections & set(collections)) and content_type_of(item) == "ebook")
    )


def _is_restricted(metadata: dict[str, Any]) -> bool:
    return any(value.lower() == "true" for value in as_texts(metadata.get("access-restricted-item")))
