"""Search for books at a metadata provider, then for files of the chosen book."""

from alcove.apps.books.metadata.service import MetadataService

__all__ = ["MetadataService"]
