"""The values that sources and features share: books (one per file), queries, file locations and metadata."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

ContentType = Literal["ebook", "audiobook"]

FICTION: Final = "book (fiction)"
NON_FICTION: Final = "book (non-fiction)"
UNKNOWN: Final = "book (unknown)"
MAGAZINE: Final = "magazine"
COMIC: Final = "comic book"
STANDARDS: Final = "standards document"
MUSICAL_SCORE: Final = "musical score"
AUDIOBOOK: Final = "audiobook"
OTHER: Final = "other"

_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,119}")
"""Ids are used in URLs, JSON and pages, so only these characters are allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A file of a book as a source describes it; texts are cleaned, '' and None mean unknown."""

    id: str
    """The permanent id of the file: the source's prefix, a hyphen, the source's own key."""
    source: str
    title: str
    authors: tuple[str, ...] = ()
    """Names with the first name first."""
    publisher: str = ""
    year: int | None = None
    language: str = ""
    """ISO 639-1 codes, separated by commas, in the spelling of the language table; '' when unknown."""
    format: str = ""
    """Lower-case extension without a dot."""
    size: int | None = None
    """Bytes."""
    content: str = UNKNOWN
    """One of the labels of this module."""
    description: str = ""
    isbns: tuple[str, ...] = ()
    """ISBN-13, digits only."""
    subjects: tuple[str, ...] = ()
    series: str = ""
    series_position: float | None = None
    subtitle: str = ""
    info: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    cover_url: str = ""
    """The address of the cover image at the source; clients never see it."""
    source_url: str = ""
    """The page about the book at the source, http or https."""
    added_at: datetime | None = None
    """When the catalogue added the file."""

    @property
    def author(self) -> str:
        """All authors as one text."""
        return ", ".join(self.authors)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A search query: all criteria must match, each with any of its values.

    All `authors` and all `titles` must match. Empty `languages` means any, empty `formats` the supported ones.
    """

    text: str = ""
    isbns: tuple[str, ...] = ()
    """ISBN-13, digits only."""
    authors: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    content: tuple[str, ...] = ()
    """Content labels such as FICTION, not the words of a request."""
    formats: tuple[str, ...] = ()
    sort: str = ""
    content_type: ContentType = "ebook"

    @property
    def is_empty(self) -> bool:
        """Whether the query has only filters and nothing to search for."""
        return not (self.text.strip() or self.isbns or self.authors or self.titles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where a file can be fetched; it never leaves the server."""

    url: str
    format: str
    headers: Mapping[str, str] = field(default_factory=dict)
    size: int | None = None
    md5: str = ""
    sha1: str = ""
    sha256: str = ""
    allow_private: bool = False
    """Whether the host may have a private address, because the owner configured the catalogue so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookMetadata:
    """A book of a metadata provider, independent of any file."""

    provider: str
    provider_id: str
    title: str
    authors: tuple[str, ...] = ()
    subtitle: str = ""
    isbn_10: str = ""
    isbn_13: str = ""
    cover_url: str = ""
    description: str = ""
    publisher: str = ""
    publish_year: int | None = None
    language: str = ""
    genres: tuple[str, ...] = ()
    source_url: str = ""
    display_fields: tuple[tuple[str, str, str], ...] = ()
    """Label, value and icon: star, book, users or editions."""
    series_name: str = ""
    series_position: float | None = None
    series_count: int | None = None
    titles_by_language: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Keys of the same book at sources, by the source's name."""


def is_book_id(text: str) -> bool:
    """Return whether a text is a valid book id."""
    return _ID.fullmatch(text) is not None


def make_book_id(prefix: str, key: str) -> str:
    """Return the id for a source's own key; a digest replaces a key that is too long or has other characters."""
    plain = f"{prefix}-{key}"
    if key and is_book_id(plain) and not key.startswith("~"):
        return plain
    return f"{prefix}-~{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"
