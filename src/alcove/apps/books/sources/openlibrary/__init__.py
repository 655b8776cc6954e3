"""Open Library: metadata of books and their ISBNs; the files come from other sources."""

from typing import Final

from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.sources.openlibrary.provider import OpenLibrary
from alcove.apps.books.sources.openlibrary.source import OpenLibrarySource
from alcove.apps.books.sources.openlibrary.works import NAME

__all__ = ["LINKED_SOURCES", "NAME", "OpenLibrary", "OpenLibrarySource", "build", "build_provider"]

LINKED_SOURCES: Final = ("standardebooks", "gutenberg", "internetarchive")


def build(context: SourceContext) -> OpenLibrarySource:
    """Return the source; its books are those that other sources have."""
    return OpenLibrarySource(context)


def build_provider(context: SourceContext) -> OpenLibrary:
    """Return the metadata provider."""
    return OpenLibrary(context)
