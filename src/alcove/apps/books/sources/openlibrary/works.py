"""The JSON of Open Library, and its conversion to book metadata.

Every field may be missing, and some have two forms.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from alcove.apps.books.model import languages
from alcove.apps.books.model.book import BookMetadata
from alcove.apps.books.model.cleaning import MAX_AUTHOR, MAX_TITLE, clean_text
from alcove.apps.books.model.isbn import isbn10, isbn13
from alcove.apps.books.sources.json_client import convert_valid

NAME: Final = "openlibrary"
SITE: Final = "https://openlibrary.org"
MAX_GENRES: Final = 20
MAX_LINKS: Final = 20
_WORK: Final = re.compile(r"OL[1-9]\d{0,11}W")


class SearchDoc(msgspec.Struct, frozen=True, kw_only=True):
    """A work as search result."""

    key: str = ""
    title: str = ""
    subtitle: str = ""
    author_name: list[str] = []
    first_publish_year: int | None = None
    cover_i: int | None = None
    edition_count: int | None = None
    isbn: list[str] = []
    publisher: list[str] = []
    language: list[str] = []
    subject: list[str] = []
    ebook_access: str = ""
    ia: list[str] = []
    id_project_gutenberg: list[str] = []
    id_standard_ebooks: list[str] = []
    ratings_average: float | None = None
    ratings_count: int | None = None
    readinglog_count: int | None = None


class SearchResult(msgspec.Struct, frozen=True, kw_only=True):
    """A page of search results."""

    docs: list[Any]
    num_found: int | None = None
    numFound: int | None = None  # noqa: N815 - the service's spelling

    @property
    def total(self) -> int:
        """Return the number of works on all pages."""
        return self.num_found or self.numFound or 0

    def works(self) -> list[SearchDoc]:
        """Return the valid works."""
        return convert_valid(map(_without_nulls, self.docs), SearchDoc, strict=False)


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """A reference by key."""

    key: str = ""


class AuthorRole(msgspec.Struct, frozen=True, kw_only=True):
    """The role of an author in a work."""

    author: Reference | None = None


class WorkRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The record of a work; that of a merged work has the other work's key in `location`."""

    title: str = ""
    description: str | dict[str, Any] | None = None
    subjects: list[str] = []
    covers: list[int | None] = []
    authors: list[AuthorRole] = []
    location: str = ""

    @property
    def text(self) -> str:
        """Return the description, whichever form it has."""
        if isinstance(self.description, dict):
            return str(self.description.get("value", ""))
        return self.description or ""


class EditionRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The record of an edition."""

    works: list[Reference] = []


class AuthorRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The record of an author."""

    name: str = ""


def _without_nulls(doc: Any) -> Any:
    return {name: value for name, value in doc.items() if value is not None} if isinstance(doc, dict) else doc


def work_id(key: str) -> str:
    """Return the id in the key of a work, '' when it is not a work's key."""
    identifier = key.removeprefix("/works/")
    return identifier if _WORK.fullmatch(identifier) else ""


def source_links(doc: SearchDoc) -> dict[str, tuple[str, ...]]:
    """Return the keys of a work at other sources; scans only of works that are free to download."""
    links = {
        "standardebooks": doc.id_standard_ebooks,
        "gutenberg": doc.id_project_gutenberg,
        "internetarchive": doc.ia if doc.ebook_access in ("public", "") else [],
    }
    return {name: tuple(keys[:MAX_LINKS]) for name, keys in links.items() if keys}


def merge_links(links: Sequence[Mapping[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    """Return the keys of several works, by the source's name."""
    names = dict.fromkeys(name for work in links for name in work)
    return {name: tuple(dict.fromkeys(key for work in links for key in work.get(name, ()))) for name in names}


def convert_work(
    doc: SearchDoc, *, covers: str, preferred: Sequence[str], record: WorkRecord | None = None
) -> BookMetadata:
    """Return the metadata of a work; its language is the first of `preferred` that it has, or else its first one."""
    isbn = next(filter(None, map(isbn13, doc.isbn)), "")
    codes = languages.parse_codes(doc.language)
    subjects = doc.subject or (record.subjects if record else [])
    return BookMetadata(
        provider=NAME,
        provider_id=work_id(doc.key),
        title=clean_text(doc.title, limit=MAX_TITLE) or "Untitled",
        subtitle=clean_text(doc.subtitle),
        authors=tuple(filter(None, (clean_text(name, limit=MAX_AUTHOR) for name in doc.author_name))),
        isbn_13=isbn,
        isbn_10=isbn10(isbn),
        cover_url=f"{covers}/b/id/{doc.cover_i}-L.jpg" if doc.cover_i and doc.cover_i > 0 else "",
        description=clean_text(record.text, limit=5000) if record else "",
        publisher=clean_text(next(iter(doc.publisher), "")),
        publish_year=doc.first_publish_year,
        language=next((code for code in (*preferred, *codes) if code in codes), ""),
        genres=tuple(dict.fromkeys(filter(None, (clean_text(text, limit=100) for text in subjects))))[:MAX_GENRES],
        source_url=f"{SITE}/works/{work_id(doc.key)}",
        display_fields=_display_fields(doc),
        links=source_links(doc),
    )


def _display_fields(doc: SearchDoc) -> tuple[tuple[str, str, str], ...]:
    fields = []
    if doc.ratings_average and doc.ratings_count:
        fields.append(("Rating", f"{doc.ratings_average:.1f} ({doc.ratings_count})", "star"))
    if doc.readinglog_count:
        fields.append(("Readers", str(doc.readinglog_count), "users"))
    if doc.edition_count:
        fields.append(("Editions", str(doc.edition_count), "editions"))
    return tuple(fields)
