"""Query parameters for Open Library."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from alcove.apps.books.model import languages
from alcove.apps.books.model.book import Query
from alcove.apps.books.model.isbn import extract_isbns, isbn13, isbn_forms
from alcove.apps.books.sources.lucene import all_of, any_of, escape
from alcove.apps.books.sources.openlibrary.works import SearchDoc
from alcove.apps.books.sources.protocols import SearchField

FIELDS: Final = ",".join(SearchDoc.__struct_fields__)
LINK_FIELDS: Final = "key,title,author_name,language,ebook_access,ia,id_project_gutenberg,id_standard_ebooks"
SORTS: Final = {"relevance": "", "popularity": "readinglog", "rating": "rating", "newest": "new", "oldest": "old"}
"""The service's sort order by ours, the default first."""
SEARCH_FIELDS: Final = (
    SearchField(key="author", label="Author", placeholder="Who wrote it"),
    SearchField(key="title", label="Title", placeholder="What it is called"),
    SearchField(key="isbn", label="ISBN", placeholder="10 or 13 digits"),
    SearchField(key="subject", label="Subject", placeholder="What it is about"),
    SearchField(key="publisher", label="Publisher"),
)
_FIELD_NAMES: Final = {field.key for field in SEARCH_FIELDS}

Params = tuple[tuple[str, str], ...]


def find_params(text: str, fields: Mapping[str, str], *, sort: str, page: int, limit: int) -> Params:
    """Return the parameters of a search for works; empty when there is nothing to search for."""
    # People paste an ISBN into whatever box is nearest.
    boxes = {name: extract_isbns(value) for name, value in {"": text, **fields}.items() if name != "isbn"}
    numbers = [form for isbns, _ in boxes.values() for number in isbns for form in isbn_forms(number)]
    clauses = [
        any_of("isbn", numbers),
        strip_operators(boxes.pop("")[1]),
        _field_clause("isbn", fields.get("isbn", "")),
        *(_field_clause(name, rest) for name, (_, rest) in boxes.items() if name in _FIELD_NAMES),
    ]
    query = all_of(f"({clause})" if " " in clause and ":" not in clause else clause for clause in clauses if clause)
    if not query:
        return ()
    return _search_params(query, fields=FIELDS, page=page, limit=limit, sort=SORTS.get(sort, ""))


def key_params(work: str) -> Params:
    """Return the parameters that select one work."""
    return _search_params(f'key:"/works/{work}"', fields=FIELDS, limit=1)


def isbn_params(isbns: Iterable[str]) -> Params:
    """Return the parameters that select the works of ISBNs."""
    forms = [form for number in isbns for form in isbn_forms(number)]
    return _search_params(any_of("isbn", forms), fields=LINK_FIELDS, limit=10)


def free_works_params(query: Query, *, limit: int) -> Params:
    """Return the parameters of a search for works with free files."""
    codes = [code for language in query.languages for code in languages.marc_codes(language)]
    isbns = [form for number in (*query.isbns, query.text) for form in isbn_forms(number)]
    words = "" if isbn13(query.text) else strip_operators(query.text)
    clauses = (
        f"({words})" if words else "",
        any_of("isbn", isbns),
        *(f"title:({strip_operators(title)})" for title in query.titles if strip_operators(title)),
        *(f"author:({strip_operators(author)})" for author in query.authors if strip_operators(author)),
        any_of("language", codes),
        "ebook_access:public",
    )
    return _search_params(all_of(clauses), fields=LINK_FIELDS, limit=limit)


def strip_operators(words: str) -> str:
    """Return the words without special characters; this service does not always honour escaping."""
    return escape(" ".join(re.findall(r"[^\W_]+(?:[-'.\u2019][^\W_]+)*\.?", words))).replace("\\", "")


def _field_clause(name: str, value: str) -> str:
    if name == "isbn":
        return any_of("isbn", isbn_forms(value) or (strip_operators(value),))
    return f"{name}:({strip_operators(value)})" if strip_operators(value) else ""


def _search_params(query: str, *, fields: str, limit: int, page: int = 1, sort: str = "") -> Params:
    params = (("q", query), ("fields", fields), ("limit", str(limit)), ("page", str(page)), ("sort", sort))
    return tuple((name, value) for name, value in params if value)
