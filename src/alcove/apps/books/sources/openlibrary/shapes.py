"""What Open Library answers; every field may be absent, and some come in two shapes."""

from typing import Any

import msgspec


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
        """Return the works that can be read; one that cannot spoils no other."""
        found = []
        for one in self.docs:
            try:
                found.append(msgspec.convert(_without_nulls(one), Doc, strict=False))
            except msgspec.ValidationError:
                continue
        return found


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
    ocaid: str = ""


class AuthorRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The record of an author."""

    name: str = ""


def _without_nulls(one: Any) -> Any:
    return {name: value for name, value in one.items() if value is not None} if isinstance(one, dict) else one
