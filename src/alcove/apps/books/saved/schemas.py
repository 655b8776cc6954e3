"""The wire shapes of saved searches."""

from datetime import datetime
from typing import Annotated, ClassVar

from msgspec import Meta, Struct

from alcove.apps.books.search import Words
from alcove.foundation.web import openapi_required

WordList = Annotated[list[Words], Meta(max_length=20)]


class SavedQuery(Struct, frozen=True, kw_only=True):
    """What to search for, as in `/api/search`; several words of one kind may be given."""

    query: Words = ""
    isbn: WordList = []
    author: WordList = []
    title: WordList = []
    lang: WordList = []
    content: WordList = []
    format: WordList = []


class SavedSearchForm(SavedQuery, frozen=True, kw_only=True):
    """A search to save: its name, what to search for, and what becomes of what it finds."""

    one_of: ClassVar = tuple(("name", field) for field in ("query", "isbn", "author", "title"))
    name: Annotated[str, Meta(max_length=100, extra=openapi_required(pattern=r"\S"))] = ""
    queue_matches: bool = True
    most_per_run: Annotated[int, Meta(ge=1, le=50)] = 5


class SavedSearchChange(Struct, frozen=True, kw_only=True):
    """Whether a search runs by itself."""

    enabled: bool


class SavedSearch(SavedQuery, frozen=True, kw_only=True):
    """A saved search, what it has found, and how its last run ended."""

    id: int
    name: str
    owner: str
    enabled: bool
    queue_matches: bool
    most_per_run: int
    ran_at: datetime | None
    error: str | None
    created_at: datetime | None
    found: int
    queued: int


class SavedSearches(Struct, frozen=True, kw_only=True):
    """All saved searches, and the limits that they share."""

    searches: list[SavedSearch]
    hours: int
    daily: int


class SavedSearchCreated(Struct, frozen=True, kw_only=True):
    """The number of a search that was saved."""

    id: int
    name: str


class SavedSearchRemoved(Struct, frozen=True, kw_only=True):
    """A search that is saved no more."""

    removed: int
