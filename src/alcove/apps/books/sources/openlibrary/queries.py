"""Queries to Open Library."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from alcove.apps.books.model import languages
from alcove.apps.books.model.book import Query
from alcove.apps.books.model.isbn import both_forms, isbn13
from alcove.apps.books.sources.lucene import either, escaped, every
from alcove.apps.books.sources.openlibrary.works import Doc
from alcove.apps.books.sources.protocols import SearchField

FIELDS: Final = ",".join(Doc.__struct_fields__)
LINK_FIELDS: Final = "key,title,author_name,language,ebook_access,ia,id_project_gutenberg,id_standard_ebooks"
SORTS: Final = {"relevance": "", "popularity": "readinglog", "rating": "rating", "newest": "new", "oldest": "old"}
"""Its own words by ours, the default first."""
SEARCH_FIELDS: Final = (
    SearchField(key="author", label="Author", placeholder="Who wrote it"),
    SearchField(key="title", label="Title", placeholder="What it is called"),
    SearchField(key="isbn", label="ISBN", placeholder="10 or 13 digits"),
    SearchField(key="subject", label="Subject", placeholder="What it is about"),
    SearchField(key="publisher", label="Publisher"),
)
_OWN: Final = {field.key for field in SEARCH_FIELDS}

Params = tuple[tuple[str, str], ...]


def find_params(text: str, fields: Mapping[str, str], *, sort: str, page: int, limit: int) -> Params:
    """Return the parameters of a search for works; empty when nothing is asked for."""
    number = isbn13(text)
    parts = [
        either("isbn", both_forms(number)) if number else plain(text),
        *(_field(name, value) for name, value in fields.items() if name in _OWN and value.strip()),
    ]
    query = every(f"({part})" if " " in part and ":" not in part else part for part in parts if part)
    if not query:
        return ()
    return _searched(query, fields=FIELDS, page=page, limit=limit, sort=SORTS.get(sort, ""))


def key_params(work: str) -> Params:
    """Return the parameters that ask for one work."""
    return _searched(f'key:"/works/{work}"', fields=FIELDS, limit=1)


def isbn_params(isbns: Iterable[str]) -> Params:
    """Return the parameters that ask for the works of some ISBNs."""
    forms = [form for number in isbns for form in both_forms(number)]
    return _searched(either("isbn", forms), fields=LINK_FIELDS, limit=10)


def free_works_params(query: Query, *, limit: int) -> Params:
    """Return the parameters of a search for works whose files are free."""
    codes = [code for language in query.languages for code in languages.marc_codes(language)]
    isbns = [form for number in (*query.isbns, query.text) for form in both_forms(number)]
    words = "" if isbn13(query.text) else plain(query.text)
    parts = (
        f"({words})" if words else "",
        either("isbn", isbns),
        *(f"title:({plain(title)})" for title in query.titles if plain(title)),
        *(f"author:({plain(author)})" for author in query.authors if plain(author)),
        either("language", codes),
        "ebook_access:public",
    )
    return _searched(every(parts), fields=LINK_FIELDS, limit=limit)


def plain(words: str) -> str:
    """Return words without the signs that mean something in a query, which this service does not always unescape."""
    return escaped(" ".join(re.findall(r"[^\W_]+(?:[-'.\u2019][^\W_]+)*\.?", words))).replace("\\", "")


def _field(name: str, value: str) -> str:
    if name == "isbn":
        return either("isbn", both_forms(value) or (plain(value),))
    return f"{name}:({plain(value)})" if plain(value) else ""


def _searched(query: str, *, fields: str, limit: int, page: int = 1, sort: str = "") -> Params:
    params = (("q", query), ("fields", fields), ("limit", str(limit)), ("page", str(page)), ("sort", sort))
    return tuple((name, value) for name, value in params if value)
