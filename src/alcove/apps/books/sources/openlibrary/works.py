"""What Open Library answers, and what a work of it is to this app.

Every field may be absent, and some come in two shapes.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from alcove.apps.books.model import languages
from alcove.apps.books.model.book import BookMetadata
from alcove.apps.books.model.cleaning import AUTHOR, TITLE, clean
from alcove.apps.books.model.isbn import isbn10, isbn13
from alcove.apps.books.sources.json_client import convert_valid

NAME: Final = "openlibrary"
SITE: Final = "https://openlibrary.org"
MOST_GENRES: Final = 20
MOST_LINKS: Final = 20
_WORK: Final = re.compile(r"OL[1-9]\d{0,11}W")


class Doc(msgspec.Struct, frozen=True, kw_only=True):
    """A work as a search tells of it."""

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


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a search."""

    docs: list[Any]
    num_found: int | None = None
    numFound: int | None = None  # noqa: N815 - the service's spelling

    @property
    def total(self) -> int:
        """Return how many works there are in all pages."""
        return self.num_found or self.numFound or 0

    def works(self) -> list[Doc]:
        """Return the works that can be read."""
        return convert_valid(map(_without_nulls, self.docs), Doc, strict=False)


class Keyed(msgspec.Struct, frozen=True, kw_only=True):
    """A reference."""

    key: str = ""


class Credit(msgspec.Struct, frozen=True, kw_only=True):
    """A reference to an author of a work."""

    author: Keyed | None = None


class WorkRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A work's own record; one that was merged into another has its `location`."""

    title: str = ""
    description: str | dict[str, Any] | None = None
    subjects: list[str] = []
    covers: list[int | None] = []
    authors: list[Credit] = []
    location: str = ""

    @property
    def text(self) -> str:
        """Return the description, whichever shape it has."""
        if isinstance(self.description, dict):
            return str(self.description.get("value", ""))
        return self.description or ""


class EditionRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The record of an edition."""

    works: list[Keyed] = []


class AuthorRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The record of an author."""

    name: str = ""


def _without_nulls(one: Any) -> Any:
    return {name: value for name, value in one.items() if value is not None} if isinstance(one, dict) else one


def work_id(key: str) -> str:
    """Return the id in the key of a work, '' when it is none."""
    plain = key.removeprefix("/works/")
    return plain if _WORK.fullmatch(plain) else ""


def links_of(doc: Doc) -> dict[str, tuple[str, ...]]:
    """Return where the files of a work are, by source; scans only of works that are free for everybody."""
    links = {
        "standardebooks": doc.id_standard_ebooks,
        "gutenberg": doc.id_project_gutenberg,
        "internetarchive": doc.ia if doc.ebook_access in ("public", "") else [],
    }
    return {name: tuple(keys[:MOST_LINKS]) for name, keys in links.items() if keys}


def merged(links: Sequence[Mapping[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    """Return the keys of several works, by source."""
    names = dict.fromkeys(name for work in links for name in work)
    return {name: tuple(dict.fromkeys(key for work in links for key in work.get(name, ()))) for name in names}


def describe(doc: Doc, *, covers: str, preferred: Sequence[str], record: WorkRecord | None = None) -> BookMetadata:
    """Return a work; `preferred` are the languages of which the first one that it has is named."""
    numbers = [number for text in doc.isbn if (number := isbn13(text))]
    number = numbers[0] if numbers else ""
    codes = languages.codes_of(doc.language)
    subjects = doc.subject or (record.subjects if record else [])
    return BookMetadata(
        provider=NAME,
        provider_id=work_id(doc.key),
        title=clean(doc.title, limit=TITLE) or "Untitled",
        subtitle=clean(doc.subtitle),
        authors=tuple(filter(None, (clean(name, limit=AUTHOR) for name in doc.author_name))),
        isbn_13=number,
        isbn_10=isbn10(number),
        cover_url=f"{covers}/b/id/{doc.cover_i}-L.jpg" if doc.cover_i and doc.cover_i > 0 else "",
        description=clean(record.text, limit=5000) if record else "",
        publisher=clean(next(iter(doc.publisher), "")),
        publish_year=doc.first_publish_year,
        language=next((code for code in (*preferred, *codes) if code in codes), ""),
        genres=tuple(dict.fromkeys(filter(None, (clean(text, limit=100) for text in subjects))))[:MOST_GENRES],
        source_url=f"{SITE}/works/{work_id(doc.key)}",
        display_fields=_display(doc),
        links=links_of(doc),
    )


def _display(doc: Doc) -> tuple[tuple[str, str, str], ...]:
    fields = []
    if doc.ratings_average and doc.ratings_count:
        fields.append(("Rating", f"{doc.ratings_average:.1f} ({doc.ratings_count})", "star"))
    if doc.readinglog_count:
        fields.append(("Readers", str(doc.readinglog_count), "users"))
    if doc.edition_count:
        fields.append(("Editions", str(doc.edition_count), "editions"))
    return tuple(fields)
