"""The wire structs of the page's search and of a book's details."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from alcove.apps.books.queue import BookState
from alcove.apps.books.search import SearchQuery

MAX_PAGE_SIZE = 50


class PageQuery(SearchQuery, frozen=True, kw_only=True):
    """The search terms and filters of a request, and the page of results."""

    page: Annotated[int, Meta(ge=1, le=100)] = 1
    size: Annotated[int, Meta(ge=1, le=MAX_PAGE_SIZE)] = 20
    again: Annotated[bool, Meta(description="whether sources that failed a moment ago are asked again now")] = False


class SearchedSource(Struct, frozen=True, kw_only=True):
    """One source of a search; `retry_at` says when a failed one is asked again at the earliest."""

    name: str
    display_name: str
    state: Literal["searching", "complete", "failed"]
    found: int
    reason: str | None
    left_out: str | None
    retry_at: datetime | None


class LibraryMatch(Struct, frozen=True, kw_only=True):
    """The same book in the Calibre library; `url` is its page where the library has an address."""

    id: int
    url: str | None


class FoundBook(Struct, frozen=True, kw_only=True):
    """One file that can be fetched; all files of a work have the same `work`."""

    id: str
    work: str
    title: str
    author: str
    year: int | None
    language: str
    format: str
    size: Annotated[int | None, Meta(description="bytes")]
    source: str
    source_name: str
    cover: str | None
    library: LibraryMatch | None
    state: BookState | None


class BookSearchPage(Struct, frozen=True, kw_only=True):
    """The results so far. Every line of the answer is one of these; in the last one, `is_complete` is true."""

    books: list[FoundBook]
    total: int
    page: int
    pages: int
    is_complete: bool
    sources: list[SearchedSource]
    library_problem: str | None


class BookDetails(FoundBook, frozen=True, kw_only=True):
    """All that is known about one file."""

    subtitle: str
    authors: list[str]
    publisher: str
    description: str
    content: str
    isbns: list[str]
    subjects: list[str]
    series: str
    series_position: float | None
    source_url: str | None
    info: dict[str, list[str]]


class Editions(Struct, frozen=True, kw_only=True):
    """Other files of the same work, and the sources that were asked."""

    editions: list[FoundBook]
    sources: list[SearchedSource]
