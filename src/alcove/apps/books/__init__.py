"""Books: found in open catalogues, queued, fetched, delivered into a library's folder."""

from alcove.apps.books.app import APP

__all__ = ["APP"]
