"""What connected pages are sent as it happens."""

from alcove.apps.books.events.gateway import BooksGateway, CallerLookup

__all__ = ["BooksGateway", "CallerLookup"]
