"""The job that fetches books: claims the next download while one is queued and runs it to its end."""

import asyncio
from datetime import timedelta
from enum import Enum
from typing import Final

from alcove.apps.books.delivery import DownloadFailed, FolderUnavailable, LeaseLost, run_to_completion
from alcove.apps.books.downloads.jobs.deps import JobDeps
from alcove.apps.books.downloads.jobs.download_run import DownloadRun, clean_up_download
from alcove.apps.books.downloads.jobs.response_plan import SourceHeld, TransientFailure
from alcove.apps.books.downloads.jobs.waiting import try_again_later, wait_for_source
from alcove.apps.books.notifications import notify_failed
from alcove.apps.books.queue import FETCH, QUEUE, STOP_CHANNEL, ClaimedDownload, blocked, claims
from alcove.apps.books.settings import BooksSettings
from alcove.foundation.database import DATABASE_LOST, Connection, run_transaction, transaction
from alcove.foundation.jobs import Job, JobRun, StopReason, defer
from alcove.foundation.telemetry import get_logger

CHECK_FILES: Final = "books.look"
CHECK_FILES_DELAY: Final = timedelta(seconds=10)
FIRST_PAUSE: Final = 1.0
"""Seconds after which unusable folders are checked again; doubled each time, up to `blocked.MAX_PAUSE`."""
POLL_INTERVAL: Final = 1.0
"""Seconds after which a running download is checked even without a notification."""

log = get_logger("alcove.books.fetch")


class StopCause(Enum):
    """Why a running download is stopped."""

    LEASE_LOST = "this run no longer holds the download"
    WAITS = "the download waits, and another run continues it"
    SHUTDOWN = "the worker shuts down"


async def fetch_downloads(deps: JobDeps, job: JobRun, *, pause: float = FIRST_PAUSE) -> None:
    """Fetch one book after another until the queue is empty or enough other jobs run.

    While the folders are unusable, nothing is fetched, and another job checks them again after `pause` seconds.
    """
    while True:
        job.checkpoint()
        settings = await deps.preferences.current()
        claimed = await _claim_next(deps, job, settings=settings, pause=pause)
        if claimed is None:
            return
        try:
            await _run_download(deps, job, claimed=claimed, settings=settings)
        finally:
            await run_to_completion(claims.release(deps.pool, claimed.lease))


async def _claim_next(deps: JobDeps, job: JobRun, *, settings: BooksSettings, pause: float) -> ClaimedDownload | None:
    problems = await deps.readiness.find_problems(settings)
    sources = await deps.sources.current()

    async def claim(connection: Connection) -> ClaimedDownload | None:
        claimed = await claims.resume(connection, job_id=job.job_id)
        if problems:
            if claimed is not None:
                await claims.requeue(connection, claimed.lease)
                await claims.release(connection, claimed.lease)
            await blocked.block_queued(connection, reason=" ".join(problems.values()))
            await _check_later(deps, connection, pause=pause)
            return None
        await blocked.unblock_queued(connection)
        if claimed is not None:
            return claimed
        parallel = {source.info.name: source.info.parallel for source in sources.all()}
        limit = settings.max_concurrent_downloads
        claimed = await claims.claim_next(connection, job_id=job.job_id, limit=limit, parallel=parallel)
        if claimed is not None and await claims.has_next(connection, limit=limit, parallel=parallel):
            await defer(connection, Job(task=FETCH, queue=QUEUE, queueing_lock=f"{FETCH}.more"))
        return claimed

    return await run_transaction(deps.pool, claim)


async def _check_later(deps: JobDeps, connection: Connection, *, pause: float) -> None:
    """Defer one job that checks the folders again, however many jobs find them unusable."""
    run_at = deps.clock.now() + timedelta(seconds=pause)
    args = {"pause": min(2 * pause, blocked.MAX_PAUSE)}
    await defer(connection, Job(task=FETCH, queue=QUEUE, args=args, queueing_lock=f"{FETCH}.later", run_at=run_at))


async def _run_download(deps: JobDeps, job: JobRun, *, claimed: ClaimedDownload, settings: BooksSettings) -> None:
    """Run one download until it completes, fails, or is queued again."""
    lease = claimed.lease
    try:
        cause = await _run_until_stopped(deps, job, claimed=claimed, settings=settings)
    except LeaseLost:
        cause = StopCause.LEASE_LOST
    except SourceHeld as held:
        await wait_for_source(deps, claimed, held=held)
        cause = StopCause.WAITS
    except FolderUnavailable as unavailable:
        await _block(deps, claimed, reason=str(unavailable))
        cause = StopCause.WAITS
    except DownloadFailed as failed:
        log.info("book_failed", book=lease.id, reason=str(failed))
        deps.readiness.invalidate()
        cause = await _fail(deps, claimed, failed=failed)
    except asyncio.CancelledError:
        if job.stop_reason() is not StopReason.TAKEN_OVER:
            await run_to_completion(_requeue(deps, claimed))
        raise
    except DATABASE_LOST:
        # The job is retried and resumes the download.
        raise
    except Exception:  # a worker loop: one failed download must not block the others
        log.exception("download_crashed", book=lease.id)
        await _end(deps, claimed, message="An internal error occurred. The log has the details.")
        cause = StopCause.LEASE_LOST
    await _finish(deps, claimed, cause=cause)


async def _fail(deps: JobDeps, claimed: ClaimedDownload, *, failed: DownloadFailed) -> StopCause:
    """End a download with an error, or let it wait when the error may pass or another source had stepped in."""
    if isinstance(failed, TransientFailure) or claimed.is_substitute:
        await try_again_later(deps, claimed, reason=str(failed))
        return StopCause.WAITS
    await _end(deps, claimed, message=str(failed))
    return StopCause.LEASE_LOST


async def _end(deps: JobDeps, claimed: ClaimedDownload, *, message: str) -> None:
    """End a download with an error, and notify whoever queued it."""
    lease = claimed.lease
    async with transaction(deps.pool) as connection:
        if await claims.fail(connection, lease, message=message):
            owner = await claims.find_owner(connection, lease)
            await notify_failed(connection, key=lease.download, owner=owner, title=claimed.book.title, message=message)


async def _finish(deps: JobDeps, claimed: ClaimedDownload, *, cause: StopCause | None) -> None:
    if cause in {StopCause.LEASE_LOST, StopCause.WAITS}:
        await clean_up_download(deps, claimed.lease)
    elif cause is StopCause.SHUTDOWN:
        await _requeue(deps, claimed)
    else:
        log.info("book_delivered", book=claimed.lease.id)
        async with transaction(deps.pool) as connection:
            run_at = deps.clock.now() + CHECK_FILES_DELAY
            await defer(connection, Job(task=CHECK_FILES, queue=QUEUE, queueing_lock=CHECK_FILES, run_at=run_at))


async def _requeue(deps: JobDeps, claimed: ClaimedDownload) -> None:
    if not await claims.requeue(deps.pool, claimed.lease):
        await clean_up_download(deps, claimed.lease)


async def _block(deps: JobDeps, claimed: ClaimedDownload, *, reason: str) -> None:
    """Queue a download again that waits for a folder; its files stay."""
    lease = claimed.lease
    log.info("book_waits_for_folder", book=lease.id, reason=reason)
    deps.readiness.invalidate()

    async def block(connection: Connection) -> None:
        retry_at = await blocked.block(connection, lease, reason=reason)
        if retry_at is not None:
            lock = f"{FETCH}.retry.{lease.id}"
            await defer(connection, Job(task=FETCH, queue=QUEUE, queueing_lock=lock, run_at=retry_at))

    await run_transaction(deps.pool, block)


async def _run_until_stopped(
    deps: JobDeps, job: JobRun, *, claimed: ClaimedDownload, settings: BooksSettings
) -> StopCause | None:
    """Run a download until it ends, or until there is a reason to stop it, which is returned."""
    work, done = asyncio.create_task(DownloadRun(deps, claimed, settings=settings).run()), asyncio.Event()
    work.add_done_callback(lambda _: done.set())
    try:
        async with deps.hub.subscribe(STOP_CHANNEL) as stops:
            watcher = _StopWatcher(deps, job, claimed=claimed)
            while not work.done():
                cause = await watcher.find_cause()
                if cause is not None:
                    return cause
                await stops.wait(within=POLL_INTERVAL, unless=done)
        work.result()
        return None
    finally:
        await _cancel_and_wait(work)


async def _cancel_and_wait(work: asyncio.Task[None]) -> None:
    if not work.done():
        work.cancel()
        await run_to_completion(asyncio.wait({work}))
        if not work.cancelled():
            # It ended at the same moment; its result is in the database.
            work.exception()


class _StopWatcher:
    """Checks whether a running download must stop."""

    def __init__(self, deps: JobDeps, job: JobRun, *, claimed: ClaimedDownload) -> None:
        self._deps = deps
        self._job = job
        self._claimed = claimed
        self._deadline: float | None = None

    async def find_cause(self) -> StopCause | None:
        stop = self._job.stop_reason()
        now = self._deps.clock.monotonic()
        if stop is StopReason.SHUTDOWN and self._deadline is None:
            self._deadline = now + self._deps.drain
        if stop is StopReason.CANCELLED or (self._deadline is not None and now >= self._deadline):
            return StopCause.SHUTDOWN
        try:
            is_held = await claims.holds_lease(self._deps.pool, self._claimed.lease)
        except DATABASE_LOST:
            return None
        return None if is_held else StopCause.LEASE_LOST
