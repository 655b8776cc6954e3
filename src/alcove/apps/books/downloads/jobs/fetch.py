"""The job that fetches books: takes the next one while there is one and there is room, and cares for it."""

import asyncio
from datetime import timedelta
from enum import Enum
from typing import Final

from alcove.apps.books.delivery import DownloadFailed, LeaseLost, run_to_completion
from alcove.apps.books.downloads.jobs.deps import JobDeps
from alcove.apps.books.downloads.jobs.download_run import DownloadRun, clean_up_download
from alcove.apps.books.queue import FETCH, QUEUE, STOP_CHANNEL, ClaimedDownload, claims
from alcove.apps.books.settings import BooksSettings
from alcove.foundation.database import DATABASE_LOST, transaction
from alcove.foundation.jobs import Job, JobRun, StopReason, defer
from alcove.foundation.telemetry import get_logger

CHECK_FILES: Final = "books.look"
CHECK_FILES_DELAY: Final = timedelta(seconds=10)
NOT_READY_DELAY: Final = timedelta(seconds=5)
POLL_INTERVAL: Final = 1.0
"""Seconds until a running book is looked at, should no notice come."""

log = get_logger("alcove.books.fetch")


class StopCause(Enum):
    """Why a running book is left alone."""

    LOST = "it is no longer this run's"
    LEAVING = "the worker goes"


async def fetch_downloads(deps: JobDeps, job: JobRun) -> None:
    """Fetch one book after another until none is left or enough others do."""
    while True:
        job.checkpoint()
        settings = await deps.preferences.current()
        claimed = await _claim_next(deps, job, settings=settings)
        if claimed is None:
            return
        try:
            await _run_download(deps, job, claimed=claimed, settings=settings)
        finally:
            await run_to_completion(claims.release(deps.pool, claimed.lease))


async def _claim_next(deps: JobDeps, job: JobRun, *, settings: BooksSettings) -> ClaimedDownload | None:
    troubles = await deps.readiness.find_problems(settings)
    sources = await deps.sources.current()
    async with transaction(deps.pool) as connection:
        claimed = await claims.resume(connection, job_id=job.job_id)
        if troubles:
            if claimed is not None:
                await claims.requeue(connection, claimed.lease)
                await claims.release(connection, claimed.lease)
            # Somebody looks again soon; it need not be many.
            again = deps.clock.now() + NOT_READY_DELAY
            await defer(connection, Job(task=FETCH, queue=QUEUE, queueing_lock=f"{FETCH}.later", run_at=again))
            return None
        if claimed is not None:
            return claimed
        parallel = {source.info.name: source.info.parallel for source in sources.all()}
        most = settings.max_concurrent_downloads
        claimed = await claims.claim_next(connection, job_id=job.job_id, most=most, parallel=parallel)
        if claimed is not None and await claims.has_next(connection, most=most, parallel=parallel):
            await defer(connection, Job(task=FETCH, queue=QUEUE, queueing_lock=f"{FETCH}.more"))
        return claimed


async def _run_download(deps: JobDeps, job: JobRun, *, claimed: ClaimedDownload, settings: BooksSettings) -> None:
    """Bring one book to an end, whatever happens, or leave it to somebody else."""
    lease = claimed.lease
    try:
        left = await _run_until_stopped(deps, job, claimed=claimed, settings=settings)
    except LeaseLost:
        left = StopCause.LOST
    except DownloadFailed as failed:
        log.info("book_failed", book=lease.id, reason=str(failed))
        deps.readiness.doubt()
        await claims.fail(deps.pool, lease, message=str(failed))
        left = StopCause.LOST
    except asyncio.CancelledError:
        if job.stop_reason() is not StopReason.TAKEN_OVER:
            await run_to_completion(_requeue(deps, claimed))
        raise
    except DATABASE_LOST:
        # The job is tried again and goes on with the book.
        raise
    except Exception:  # a worker loop: one book's failure must not keep the others waiting
        log.exception("book_broke", book=lease.id)
        await claims.fail(deps.pool, lease, message="Something went wrong inside; the log says what.")
        left = StopCause.LOST
    await _finish(deps, claimed, left=left)


async def _finish(deps: JobDeps, claimed: ClaimedDownload, *, left: StopCause | None) -> None:
    if left is StopCause.LOST:
        await clean_up_download(deps, claimed.lease)
    elif left is StopCause.LEAVING:
        await _requeue(deps, claimed)
    else:
        log.info("book_delivered", book=claimed.lease.id)
        async with transaction(deps.pool) as connection:
            soon = deps.clock.now() + CHECK_FILES_DELAY
            await defer(connection, Job(task=CHECK_FILES, queue=QUEUE, queueing_lock=CHECK_FILES, run_at=soon))


async def _requeue(deps: JobDeps, claimed: ClaimedDownload) -> None:
    if not await claims.requeue(deps.pool, claimed.lease):
        await clean_up_download(deps, claimed.lease)


async def _run_until_stopped(
    deps: JobDeps, job: JobRun, *, claimed: ClaimedDownload, settings: BooksSettings
) -> StopCause | None:
    """Run a book's steps until they end or there is a reason to stop them, which is returned."""
    work, ended = asyncio.create_task(DownloadRun(deps, claimed, settings=settings).run()), asyncio.Event()
    work.add_done_callback(lambda _: ended.set())
    try:
        async with deps.hub.subscribe(STOP_CHANNEL) as stops:
            watch = _StopWatcher(deps, job, claimed=claimed)
            while not work.done():
                left = await watch.reason()
                if left is not None:
                    return left
                await stops.wait(within=POLL_INTERVAL, unless=ended)
        work.result()
        return None
    finally:
        await _cancel_and_wait(work)


async def _cancel_and_wait(work: asyncio.Task[None]) -> None:
    if not work.done():
        work.cancel()
        await run_to_completion(asyncio.wait({work}))
        if not work.cancelled():
            # It ended by itself at the same moment; the database knows how.
            work.exception()


class _StopWatcher:
    """Looks for reasons to leave a running book alone."""

    def __init__(self, deps: JobDeps, job: JobRun, *, claimed: ClaimedDownload) -> None:
        self._deps = deps
        self._job = job
        self._claimed = claimed
        self._leaving: float | None = None

    async def reason(self) -> StopCause | None:
        stop = self._job.stop_reason()
        now = self._deps.clock.monotonic()
        if stop is StopReason.SHUTDOWN and self._leaving is None:
            self._leaving = now + self._deps.drain
        if stop is StopReason.CANCELLED or (self._leaving is not None and now >= self._leaving):
            return StopCause.LEAVING
        try:
            mine = await claims.holds_lease(self._deps.pool, self._claimed.lease)
        except DATABASE_LOST:
            return None
        return None if mine else StopCause.LOST
