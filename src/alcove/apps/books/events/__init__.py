"""Live events for connected pages: server-sent events, and Socket.IO for the newer one of the older pages."""

from alcove.apps.books.events.gateway import BooksGateway
from alcove.apps.books.events.service import BooksEvents

__all__ = ["BooksEvents", "BooksGateway"]
