"""Upkeep of the tables: computed values are computed again, and what has been gone for long is removed."""

from alcove.apps.records.maintenance.service import Purged, Rescored, preview, purge, rescore

__all__ = ["Purged", "Rescored", "preview", "purge", "rescore"]
