"""Live events for connected pages, over Socket.IO."""

from alcove.apps.books.events.gateway import BooksGateway

__all__ = ["BooksGateway"]
