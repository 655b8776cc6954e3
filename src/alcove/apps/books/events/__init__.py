"""What connected pages are sent as it happens."""

from alcove.apps.books.events.gateway import BooksGateway

__all__ = ["BooksGateway"]
