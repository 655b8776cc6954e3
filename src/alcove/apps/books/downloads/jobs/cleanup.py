"""What happens by itself every minute: what ended expires, what was left lying about goes, nobody is forgotten."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Final

from alcove.apps.books.delivery import deliveries, files, in_thread, remove_leftovers
from alcove.apps.books.downloads.jobs.deps import JobDeps
from alcove.apps.books.downloads.jobs.partial_file import MARK, remove
from alcove.apps.books.queue import QUEUE, claims, downloads, wake
from alcove.foundation.database import transaction
from alcove.foundation.jobs import Job, defer
from alcove.foundation.telemetry import get_logger

EXPIRE: Final = "books.expire"
MINUTE: Final = 60.0
MOST_FILES: Final = 1000
"""Delivered files that are looked after at most, besides those on the list."""

log = get_logger("alcove.books.tidy")


async def tidy(deps: JobDeps) -> None:
    """Take what ended off the list in time, put back books whose job is gone, and sweep up what was left."""
    async with transaction(deps.pool) as connection:
        orphans = await claims.put_back_orphans(connection)
        if orphans:
            log.warning("books_put_back", count=orphans)
        if await claims.is_waiting(connection):
            await wake(connection)
    await expire(deps)
    await look(deps)
    await sweep(deps)


async def expire(deps: JobDeps) -> None:
    """Take off the list what ended long enough ago, and come back when the next one is due within a minute."""
    seconds = (await deps.preferences.current()).status_timeout
    async with transaction(deps.pool) as connection:
        await downloads.expire(connection, seconds=seconds)
        due = await downloads.next_expiry(connection, seconds=seconds)
        if due is not None and due <= MINUTE:
            moment = deps.clock.now() + timedelta(seconds=max(0.0, due) + 0.01)
            await defer(connection, Job(task=EXPIRE, queue=QUEUE, queueing_lock=EXPIRE, run_at=moment))


async def look(deps: JobDeps) -> None:
    """Note which delivered files a library has taken away."""
    paths = await files.present(deps.pool, most=MOST_FILES)
    gone = await in_thread(lambda _: [path for path in paths if _is_gone(Path(path))])
    if gone:
        async with transaction(deps.pool) as connection:
            await files.mark_gone(connection, gone)


def _is_gone(path: Path) -> bool:
    # A folder that is away takes nothing along: it may be a disk that comes back.
    return path.parent.is_dir() and not os.path.lexists(path)


async def sweep(deps: JobDeps) -> None:
    """Remove unfinished files of books that nobody waits for any more."""
    for stray in await deliveries.strays(deps.pool):
        await remove_leftovers(deps.pool, stray)
    staging = (await deps.preferences.current()).staging(deps.data_dir)
    for folder in await in_thread(lambda _: _ours(staging)):
        book_id, _, generation = folder.name.rpartition("-")
        if not await claims.is_wanted(deps.pool, book_id=book_id, generation=int(generation)):
            await remove(folder)


def _ours(staging: Path) -> list[Path]:
    """Return the folders that are ours beyond doubt: others may keep theirs in the same place."""
    if not staging.is_dir():
        return []
    named = (folder for folder in staging.iterdir() if folder.name.rpartition("-")[2].isdecimal())
    return [folder for folder in named if (folder / MARK).is_file() and not folder.is_symlink()]
