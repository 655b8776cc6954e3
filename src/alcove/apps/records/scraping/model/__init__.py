"""Which offers are stored, how far a scrape has come, and when it stops."""

from alcove.apps.records.scraping.model.keeper import KeeperRule, is_long_player, rejection
from alcove.apps.records.scraping.model.progress import COMPLETE, Counts, Coverage, Mode, StopReason, StopRule

__all__ = [
    "COMPLETE",
    "Counts",
    "Coverage",
    "KeeperRule",
    "Mode",
    "StopReason",
    "StopRule",
    "is_long_player",
    "rejection",
]
