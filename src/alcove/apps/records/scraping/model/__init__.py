"""The keeper rule, the progress of a scrape, and the rule when it stops."""

from alcove.apps.records.scraping.model.keeper_rule import KeeperRule, find_rejection, is_lp
from alcove.apps.records.scraping.model.progress import (
    COMPLETE_REASONS,
    Coverage,
    Mode,
    ScrapeCounts,
    StopReason,
    StopRule,
)

__all__ = [
    "COMPLETE_REASONS",
    "Coverage",
    "KeeperRule",
    "Mode",
    "ScrapeCounts",
    "StopReason",
    "StopRule",
    "find_rejection",
    "is_lp",
]
