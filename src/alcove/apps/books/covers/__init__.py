"""Cover images, fetched from sources and cached on disk."""

from alcove.apps.books.covers.service import CoverCache

__all__ = ["CoverCache"]
