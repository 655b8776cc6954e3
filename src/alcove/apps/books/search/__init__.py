"""Searches all sources for files of books, and stores the books that they return."""

from alcove.apps.books.search.live_sources import LiveSources, Preferences, SourceClients, build_source_clients
from alcove.apps.books.search.partial_search import PartialResult, PartialSearch, SourceProgress
from alcove.apps.books.search.schemas import IdQuery, SearchQuery, Words, build_book_row, safe_link
from alcove.apps.books.search.service import (
    SOURCE_TIMEOUT,
    BookSearch,
    SearchResult,
    ask_source,
    inspect_source,
    parse_query,
    try_source,
)
from alcove.apps.books.search.store import BookStore, CoverSource, find_cover, find_sources_with_problems, save_covers

__all__ = [
    "SOURCE_TIMEOUT",
    "BookSearch",
    "BookStore",
    "CoverSource",
    "IdQuery",
    "LiveSources",
    "PartialResult",
    "PartialSearch",
    "Preferences",
    "SearchQuery",
    "SearchResult",
    "SourceClients",
    "SourceProgress",
    "Words",
    "ask_source",
    "build_book_row",
    "build_source_clients",
    "find_cover",
    "find_sources_with_problems",
    "inspect_source",
    "parse_query",
    "safe_link",
    "save_covers",
    "try_source",
]
