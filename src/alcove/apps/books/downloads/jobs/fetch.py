"""The job that fetches books: takes the next one while there is one and there is room, and cares for it."""

import asyncio
from datetime import timedelta
from enum import Enum
from typing import Final

from alcove.apps.books.delivery import BookFailed, Lost, uninterrupted
from alcove.apps.books.downloads.jobs.deps import JobDeps
from alcove.apps.books.downloads.jobs.download_run import Fetching, tidy_up
from alcove.apps.books.queue import FETCH, QUEUE, STOP_CHANNEL, ClaimedDownload, claims
from alcove.apps.books.settings import BooksSettings
from alcove.foundation.database import DATABASE_LOST, transaction
from alcove.foundation.jobs import Job, JobRun, StopReason, defer
from alcove.foundation.telemetry import get_logger

LOOK: Final = "books.look"
LOOK_AFTER: Final = timedelta(seconds=10)
NOT_READY: Final = timedelta(seconds=5)
LISTEN: Final = 1.0
"""Seconds until a running book is looked at, should no notice come."""

log = get_logger("alcove.books.fetch")


class Leave(Enum):
    """Why a running book is left alone."""

    LOST = "it is no longer this run's"
    LEAVING = "the worker goes"


async def fetch(deps: JobDeps, job: JobRun) -> None:
    """Fetch one book after another until none is left or enough others do."""
    while True:
        job.checkpoint()
        settings = await deps.preferences.current()
        claimed = await _next(deps, job, settings=settings)
        if claimed is None:
            return
        try:
            await _care(deps, job, claimed=claimed, settings=settings)
        finally:
            await uninterrupted(claims.release(deps.pool, claimed.lease))


async def _next(deps: JobDeps, job: JobRun, *, settings: BooksSettings) -> ClaimedDownload | None:
    troubles = await deps.readiness.troubles(settings)
    sources = await deps.sources.current()
    async with transaction(deps.pool) as connection:
        claimed = await claims.adopt(connection, job_id=job.job_id)
        if troubles:
            if claimed is not None:
                await claims.put_back(connection, claimed.lease)
                await claims.release(connection, claimed.lease)
            # Somebody looks again soon; it need not be many.
            again = deps.clock.now() + NOT_READY
            await defer(connection, Job(task=FETCH, queue=QUEUE, queueing_lock=f"{FETCH}.later", run_at=again))
            return None
        if claimed is not None:
            return claimed
        parallel = {source.facts.name: source.facts.parallel for source in sources.every()}
        most = settings.max_concurrent_downloads
        claimed = await claims.take(connection, job_id=job.job_id, most=most, parallel=parallel)
        if claimed is not None and await claims.is_more(connection, most=most, parallel=parallel):
            await defer(connection, Job(task=FETCH, queue=QUEUE, queueing_lock=f"{FETCH}.more"))
        return claimed


async def _care(deps: JobDeps, job: JobRun, *, claimed: ClaimedDownload, settings: BooksSettings) -> None:
    """Bring one book to an end, whatever happens, or leave it to somebody else."""
    lease = claimed.lease
    try:
        left = await _watched(deps, job, claimed=claimed, settings=settings)
    except Lost:
        left = Leave.LOST
    except BookFailed as failed:
        log.info("book_failed", book=lease.id, reason=str(failed))
        deps.readiness.doubt()
        await claims.fail(deps.pool, lease, message=str(failed))
        left = Leave.LOST
    except asyncio.CancelledError:
        if job.stop_reason() is not StopReason.TAKEN_OVER:
            await uninterrupted(_leave(deps, claimed))
        raise
    except DATABASE_LOST:
        # The job is tried again and goes on with the book.
        raise
    except Exception:  # a worker loop: one book's failure must not keep the others waiting
        log.exception("book_broke", book=lease.id)
        await claims.fail(deps.pool, lease, message="Something went wrong inside; the log says what.")
        left = Leave.LOST
    await _after(deps, claimed, left=left)


async def _after(deps: JobDeps, claimed: ClaimedDownload, *, left: Leave | None) -> None:
    if left is Leave.LOST:
        await tidy_up(deps, claimed.lease)
    elif left is Leave.LEAVING:
        await _leave(deps, claimed)
    else:
        log.info("book_delivered", book=claimed.lease.id)
        async with transaction(deps.pool) as connection:
            soon = deps.clock.now() + LOOK_AFTER
            await defer(connection, Job(task=LOOK, queue=QUEUE, queueing_lock=LOOK, run_at=soon))


async def _leave(deps: JobDeps, claimed: ClaimedDownload) -> None:
    if not await claims.put_back(deps.pool, claimed.lease):
        await tidy_up(deps, claimed.lease)


async def _watched(deps: JobDeps, job: JobRun, *, claimed: ClaimedDownload, settings: BooksSettings) -> Leave | None:
    """Run a book's steps until they end or there is a reason to stop them, which is returned."""
    work, ended = asyncio.create_task(Fetching(deps, claimed, settings=settings).run()), asyncio.Event()
    work.add_done_callback(lambda _: ended.set())
    try:
        async with deps.hub.subscribe(STOP_CHANNEL) as stops:
            watch = _Watch(deps, job, claimed=claimed)
            while not work.done():
                left = await watch.reason()
                if left is not None:
                    return left
                await stops.wait(within=LISTEN, unless=ended)
        work.result()
        return None
    finally:
        await _ended(work)


async def _ended(work: asyncio.Task[None]) -> None:
    if not work.done():
        work.cancel()
        await uninterrupted(asyncio.wait({work}))
        if not work.cancelled():
            # It ended by itself at the same moment; the database knows how.
            work.exception()


class _Watch:
    """Looks for reasons to leave a running book alone."""

    def __init__(self, deps: JobDeps, job: JobRun, *, claimed: ClaimedDownload) -> None:
        self._deps = deps
        self._job = job
        self._claimed = claimed
        self._leaving: float | None = None

    async def reason(self) -> Leave | None:
        stop = self._job.stop_reason()
        now = self._deps.clock.monotonic()
        if stop is StopReason.SHUTDOWN and self._leaving is None:
            self._leaving = now + self._deps.drain
        if stop is StopReason.CANCELLED or (self._leaving is not None and now >= self._leaving):
            return Leave.LEAVING
        try:
            mine = await claims.is_mine(self._deps.pool, self._claimed.lease)
        except DATABASE_LOST:
            return None
        return None if mine else Leave.LOST
