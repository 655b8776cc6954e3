"""The test world of scrapes, for what the pages of sellers and settings need."""

from integration.records.scraping.conftest import slow_world, world

__all__ = ["slow_world", "world"]
