"""The wire shapes of saved searches."""

from datetime import datetime
from typing import Annotated, ClassVar

from msgspec import Meta, Struct

from alcove.apps.books.search import Words
from alcove.foundation.web import openapi_required

WordList = Annotated[list[Words], Meta(max_length=20)]


class SavedQuery(Struct, frozen=True, kw_only=True):
    """The search terms and filters, as in `/api/search`; each but `query` may have several values."""

    query: Words = ""
    isbn: WordList = []
    author: WordList = []
    title: WordList = []
    lang: WordList = []
    content: WordList = []
    format: WordList = []


class SavedSearchForm(SavedQuery, frozen=True, kw_only=True):
    """A search to save: its name, its query, and whether new books are queued."""

    one_of: ClassVar = tuple(("name", field) for field in ("query", "isbn", "author", "title"))
    name: Annotated[str, Meta(max_length=100, extra=openapi_required(pattern=r"\S"))] = ""
    queue_matches: bool = True
    most_per_run: Annotated[int, Meta(ge=1, le=50)] = 5


class SavedSearchChange(Struct, frozen=True, kw_only=True):
    """Whether a search is enabled."""

    enabled: bool


class SavedSearch(SavedQuery, frozen=True, kw_only=True):
    """A saved search, its numbers of found and queued works, the result of its last run, and its next run."""

    id: int
    name: str
    owner: str
    enabled: bool
    queue_matches: bool
    most_per_run: int
    ran_at: datetime | None
    error: str | None
    created_at: datetime | None
    next_run_at: datetime | None
    found: int
    queued: int


class SavedSearches(Struct, frozen=True, kw_only=True):
    """All saved searches, and their shared limits."""

    searches: list[SavedSearch]
    hours: int
    daily: int


class SavedSearchCreated(Struct, frozen=True, kw_only=True):
    """The id of a search that was saved."""

    id: int
    name: str


class SavedSearchRemoved(Struct, frozen=True, kw_only=True):
    """The id of a search that was removed."""

    removed: int


class SavedSearchScheduled(Struct, frozen=True, kw_only=True):
    """The id of a search that runs as soon as a worker is free."""

    scheduled: int
