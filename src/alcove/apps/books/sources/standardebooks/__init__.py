"""Standard Ebooks: carefully produced editions of books in the public domain."""

from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.sources.standardebooks.source import NAME, StandardEbooks

__all__ = ["NAME", "StandardEbooks", "build"]


def build(context: SourceContext) -> StandardEbooks:
    """Return the source."""
    return StandardEbooks(context)
