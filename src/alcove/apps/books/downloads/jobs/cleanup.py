"""What happens by itself every minute: what ended expires, what was left lying about goes, nobody is forgotten."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Final

from alcove.apps.books.delivery import deliveries, files, remove_leftovers, run_in_thread
from alcove.apps.books.downloads.jobs.deps import JobDeps
from alcove.apps.books.downloads.jobs.partial_file import MARKER, remove_staging_folder
from alcove.apps.books.queue import QUEUE, claims, downloads, wake_worker
from alcove.foundation.database import transaction
from alcove.foundation.jobs import Job, defer
from alcove.foundation.telemetry import get_logger

EXPIRE: Final = "books.expire"
MAX_WAIT: Final = 60.0
MAX_FILES: Final = 1000
"""Delivered files that are looked after at most, besides those on the list."""

log = get_logger("alcove.books.tidy")


async def clean_up(deps: JobDeps) -> None:
    """Take what ended off the list in time, put back books whose job is gone, and sweep up what was left."""
    async with transaction(deps.pool) as connection:
        orphans = await claims.requeue_orphans(connection)
        if orphans:
            log.warning("books_put_back", count=orphans)
        if await claims.has_queued(connection):
            await wake_worker(connection)
    await expire_finished(deps)
    await check_delivered_files(deps)
    await remove_stale_files(deps)


async def expire_finished(deps: JobDeps) -> None:
    """Take off the list what ended long enough ago, and come back when the next one is due within a minute."""
    seconds = (await deps.preferences.current()).status_timeout
    async with transaction(deps.pool) as connection:
        await downloads.expire(connection, seconds=seconds)
        due = await downloads.next_expiry(connection, seconds=seconds)
        if due is not None and due <= MAX_WAIT:
            moment = deps.clock.now() + timedelta(seconds=max(0.0, due) + 0.01)
            await defer(connection, Job(task=EXPIRE, queue=QUEUE, queueing_lock=EXPIRE, run_at=moment))


async def check_delivered_files(deps: JobDeps) -> None:
    """Note which delivered files a library has taken away."""
    paths = await files.list_paths(deps.pool, most=MAX_FILES)
    gone = await run_in_thread(lambda _: [path for path in paths if _is_missing(Path(path))])
    if gone:
        async with transaction(deps.pool) as connection:
            await files.mark_missing(connection, gone)


def _is_missing(path: Path) -> bool:
    # A folder that is away takes nothing along: it may be a disk that comes back.
    return path.parent.is_dir() and not os.path.lexists(path)


async def remove_stale_files(deps: JobDeps) -> None:
    """Remove unfinished files of books that nobody waits for any more."""
    for stray in await deliveries.find_abandoned(deps.pool):
        await remove_leftovers(deps.pool, stray)
    staging = (await deps.preferences.current()).staging(deps.data_dir)
    for folder in await run_in_thread(lambda _: _staging_folders(staging)):
        book_id, _, generation = folder.name.rpartition("-")
        if not await claims.is_pending(deps.pool, book_id=book_id, generation=int(generation)):
            await remove_staging_folder(folder)


def _staging_folders(staging: Path) -> list[Path]:
    """Return the folders that are ours beyond doubt: others may keep theirs in the same place."""
    if not staging.is_dir():
        return []
    named = (folder for folder in staging.iterdir() if folder.name.rpartition("-")[2].isdecimal())
    return [folder for folder in named if (folder / MARKER).is_file() and not folder.is_symlink()]
