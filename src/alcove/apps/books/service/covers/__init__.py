"""Pictures of books, fetched for the pages and kept on disk."""

from alcove.apps.books.service.covers.covers import Covers, Picture

__all__ = ["Covers", "Picture"]
