"""Maintenance of the tables: compute derived columns again, delete old rows."""

from alcove.apps.records.maintenance.service import PurgeCounts, RescoreCounts, count_purgeable, purge, rescore

__all__ = ["PurgeCounts", "RescoreCounts", "count_purgeable", "purge", "rescore"]
