"""Jobs that run every minute: expire finished entries, requeue orphaned downloads, remove stale files."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Final

from alcove.apps.books.delivery import deliveries, files, remove_leftovers, run_in_thread
from alcove.apps.books.downloads.jobs.deps import JobDeps
from alcove.apps.books.downloads.jobs.partial_file import MARKER, remove_staging_folder
from alcove.apps.books.queue import QUEUE, claims, downloads, holds, wake_worker
from alcove.foundation.database import Connection, run_transaction, transaction
from alcove.foundation.jobs import Job, defer
from alcove.foundation.telemetry import get_logger

EXPIRE: Final = "books.expire"
MAX_WAIT: Final = 60.0
MAX_FILES: Final = 1000
"""Delivered files that are checked at most, besides those in the queue's list."""

log = get_logger("alcove.books.cleanup")


async def clean_up(deps: JobDeps) -> None:
    """Requeue downloads whose job is gone, expire finished entries, check delivered files, remove stale files."""
    await run_transaction(deps.pool, _requeue_orphans)
    await expire_finished(deps)
    await check_delivered_files(deps)
    await remove_stale_files(deps)


async def _requeue_orphans(connection: Connection) -> None:
    orphans = await claims.requeue_orphans(connection)
    if orphans:
        log.warning("orphans_requeued", count=orphans)
    await holds.release_due(connection)
    await holds.delete_old(connection)
    if await claims.has_queued(connection):
        await wake_worker(connection)


async def expire_finished(deps: JobDeps) -> None:
    """Remove finished entries that ended long enough ago; run again when the next one is due within a minute."""
    seconds = (await deps.preferences.current()).status_timeout

    async def expire(connection: Connection) -> None:
        await downloads.expire(connection, seconds=seconds)
        due = await downloads.next_expiry(connection, seconds=seconds)
        if due is not None and due <= MAX_WAIT:
            run_at = deps.clock.now() + timedelta(seconds=max(0.0, due) + 0.01)
            await defer(connection, Job(task=EXPIRE, queue=QUEUE, queueing_lock=EXPIRE, run_at=run_at))

    await run_transaction(deps.pool, expire)


async def check_delivered_files(deps: JobDeps) -> None:
    """Mark delivered files as missing that the library has moved away."""
    paths = await files.list_paths(deps.pool, limit=MAX_FILES)
    missing = await run_in_thread(lambda _: [path for path in paths if _is_missing(Path(path))])
    if missing:
        async with transaction(deps.pool) as connection:
            await files.mark_missing(connection, missing)


def _is_missing(path: Path) -> bool:
    # When the folder itself is missing, its files are not: it may be a disk that is mounted again.
    return path.parent.is_dir() and not os.path.lexists(path)


async def remove_stale_files(deps: JobDeps) -> None:
    """Remove unfinished files of downloads that were cancelled or have ended."""
    for delivery in await deliveries.find_abandoned(deps.pool):
        await remove_leftovers(deps.pool, delivery)
    staging = (await deps.preferences.current()).staging(deps.data_dir)
    for folder in await run_in_thread(lambda _: _staging_folders(staging)):
        book_id, _, generation = folder.name.rpartition("-")
        if not await claims.is_pending(deps.pool, book_id=book_id, generation=int(generation)):
            await remove_staging_folder(folder)


def _staging_folders(staging: Path) -> list[Path]:
    """Return the staging folders of this app; other programs may keep folders in the same place."""
    if not staging.is_dir():
        return []
    candidates = (folder for folder in staging.iterdir() if folder.name.rpartition("-")[2].isdecimal())
    return [folder for folder in candidates if (folder / MARKER).is_file() and not folder.is_symlink()]
