"""Brings a database's tables up to date from plain SQL files."""

import asyncio
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from alcove.foundation.database.applying import apply, read_missing
from alcove.foundation.database.backups import Backups
from alcove.foundation.database.migration_files import MigrationSource

T = TypeVar("T")


def migrate(dsn: str, sources: Sequence[MigrationSource], *, backups: Backups | None = None) -> list[str]:
    """Apply what is missing, each file in a transaction of its own, and return the applied ids.

    Concurrent callers wait for each other. A file that fails raises MigrationError and leaves nothing behind. A
    database with tables is dumped to `backups` first. One that is newer than `sources` raises NewerDatabase.
    """
    if not pending(dsn, sources):
        return []
    return _run(apply(dsn, sources, backups=backups))


def pending(dsn: str, sources: Sequence[MigrationSource]) -> list[str]:
    """Return the ids of the migrations that the database lacks, in the order they would be applied."""
    return [migration.id for migration in _run(read_missing(dsn, sources))]


def _run(work: Coroutine[Any, Any, T]) -> T:
    # A thread of its own, because the caller may already be inside an event loop.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
