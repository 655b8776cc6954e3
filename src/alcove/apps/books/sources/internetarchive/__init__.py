"""The Internet Archive: texts in the public domain, and the audiobooks of LibriVox."""

from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.sources.internetarchive.books import NAME
from alcove.apps.books.sources.internetarchive.source import InternetArchive

__all__ = ["NAME", "InternetArchive", "build"]


def build(context: SourceContext) -> InternetArchive:
    """Return the source."""
    return InternetArchive(context)
