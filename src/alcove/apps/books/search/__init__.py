"""Searching all sources for files of books, and the books that sources have described."""

from alcove.apps.books.search.live_sources import LiveSources, Preferences, SourceClients, open_clients
from alcove.apps.books.search.schemas import IdQuery, SearchQuery, Words, book_row, link
from alcove.apps.books.search.service import EACH, Found, Search, ask, ask_or_reason, query_of
from alcove.apps.books.search.store import Cover, Rows, cover, put_covers

__all__ = [
    "EACH",
    "Cover",
    "Found",
    "IdQuery",
    "LiveSources",
    "Preferences",
    "Rows",
    "Search",
    "SearchQuery",
    "SourceClients",
    "Words",
    "ask",
    "ask_or_reason",
    "book_row",
    "cover",
    "link",
    "open_clients",
    "put_covers",
    "query_of",
]
