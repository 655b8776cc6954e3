"""What the sources that read OPDS share; no source itself."""

from alcove.apps.books.sources.feeds.catalog import Catalog
from alcove.apps.books.sources.feeds.source import FeedSource

__all__ = ["Catalog", "FeedSource"]
