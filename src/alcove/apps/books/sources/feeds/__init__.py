"""Shared code of the sources that read OPDS catalogues; not a source itself."""

from alcove.apps.books.sources.feeds.catalog import Catalog
from alcove.apps.books.sources.feeds.source import FeedSource

__all__ = ["Catalog", "FeedSource"]
