"""What Gutendex answers; everything but the number of a book may be missing."""

from typing import Any

import msgspec


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who made a book: last name first."""

    name: str | None = None


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One book."""

    id: int
    title: str | None = None
    authors: list[Person] = []
    editors: list[Person] = []
    translators: list[Person] = []
    summaries: list[str] = []
    subjects: list[str] = []
    bookshelves: list[str] = []
    languages: list[str] = []
    copyright: bool | None = None
    media_type: str | None = None
    download_count: int | None = None
    formats: dict[str, str] = {}
    """Address by media type, which may carry a charset."""


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a search."""

    results: list[Any]
    count: int | None = None
    next: str | None = None

    def entries(self) -> list[Entry]:
        """Return the books that can be read; one that cannot spoils no other."""
        found = []
        for one in self.results:
            try:
                found.append(msgspec.convert(one, Entry))
            except msgspec.ValidationError:
                continue
        return found
