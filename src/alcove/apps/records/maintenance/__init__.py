"""Upkeep of the tables: computed values are computed again, and what has been gone for long is removed."""

from alcove.apps.records.maintenance.service import PurgeCounts, RescoreCounts, count_purgeable, purge, rescore

__all__ = ["PurgeCounts", "RescoreCounts", "count_purgeable", "purge", "rescore"]
