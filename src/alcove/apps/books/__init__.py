"""The books app: searches open catalogues, downloads books, and delivers them into a library's folder."""

from alcove.apps.books.app import APP

__all__ = ["APP"]
