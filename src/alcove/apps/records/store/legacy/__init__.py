"""Reads another database's tables, of any older generation, and merges them into this one."""

from alcove.apps.records.store.legacy.merging import MERGES, Tally, merge
from alcove.apps.records.store.legacy.reading import (
    BATCH,
    REQUIRED,
    TABLES,
    columns_of,
    count,
    is_same_database,
    missing,
    read,
)
from alcove.apps.records.store.legacy.repairing import repair
from alcove.apps.records.store.legacy.staging import make_room, stage

__all__ = [
    "BATCH",
    "MERGES",
    "REQUIRED",
    "TABLES",
    "Tally",
    "columns_of",
    "count",
    "is_same_database",
    "make_room",
    "merge",
    "missing",
    "read",
    "repair",
    "stage",
]
