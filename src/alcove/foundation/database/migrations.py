"""Migrate a database from plain SQL files, for callers with or without an event loop."""

import asyncio
from collections.abc import Collection, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from alcove.foundation.database import migration_history as history
from alcove.foundation.database.apply_migrations import apply_migrations, read_pending
from alcove.foundation.database.backups import Backups
from alcove.foundation.database.migration_files import MigrationSource, collect_migrations

T = TypeVar("T")


def migrate(dsn: str, sources: Sequence[MigrationSource], *, backups: Backups | None = None) -> list[str]:
    """Apply the pending migrations, each file in its own transaction, and return their ids.

    Concurrent callers wait for each other. MigrationError when a file fails; its transaction is rolled back. A
    database with tables is dumped to `backups` first. NewerDatabase when unknown migrations are applied.
    """
    if not pending_migrations(dsn, sources):
        return []
    return _run(apply_migrations(dsn, sources, backups=backups))


def pending_migrations(dsn: str, sources: Sequence[MigrationSource]) -> list[str]:
    """Return the ids of the migrations that are not applied, in order."""
    return [migration.id for migration in _run(read_pending(dsn, sources))]


def check_not_newer(applied: Collection[str], sources: Sequence[MigrationSource]) -> None:
    """Raise NewerDatabase when a database with these migrations is of a newer version."""
    history.check_not_newer(collect_migrations(sources), applied)


def _run(work: Coroutine[Any, Any, T]) -> T:
    # In a new thread, because the caller may run inside an event loop.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
