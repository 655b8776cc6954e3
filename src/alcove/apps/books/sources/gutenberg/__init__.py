"""Project Gutenberg, searched through the JSON API Gutendex."""

from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.sources.gutenberg.entries import NAME
from alcove.apps.books.sources.gutenberg.source import Gutenberg

__all__ = ["NAME", "Gutenberg", "build"]


def build(context: SourceContext) -> Gutenberg:
    """Return the source."""
    return Gutenberg(context)
