"""A scraper that runs as a service of its own."""

from alcove.apps.records.sources.scraper.client import ScraperClient

__all__ = ["ScraperClient"]
