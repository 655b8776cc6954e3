"""Open Library: knows books and their numbers; their files are those of other sources."""

from typing import Final

from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.sources.openlibrary.provider import OpenLibrary
from alcove.apps.books.sources.openlibrary.source import OpenLibrarySource
from alcove.apps.books.sources.openlibrary.works import NAME

__all__ = ["BEHIND", "NAME", "OpenLibrary", "OpenLibrarySource", "build", "build_provider"]

BEHIND: Final = ("standardebooks", "gutenberg", "internetarchive")


def build(context: SourceContext) -> OpenLibrarySource:
    """Return the source of those of its books that others have."""
    return OpenLibrarySource(context)


def build_provider(context: SourceContext) -> OpenLibrary:
    """Return the metadata provider."""
    return OpenLibrary(context)
