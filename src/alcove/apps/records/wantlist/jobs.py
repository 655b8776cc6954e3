"""The synchronisation of the wantlist: page by page, one transaction per page, resumable at any time."""

from datetime import datetime, timedelta
from typing import Final

from alcove.apps.records.deps import WorkerDeps
from alcove.apps.records.errors import CredentialsInvalid, CredentialsMissing, RecordsError, UpstreamFailed
from alcove.apps.records.sources import Marketplace
from alcove.apps.records.wantlist import store
from alcove.apps.records.wantlist.service import QUEUE, SYNC_TASK, defer_sync, request_sync
from alcove.apps.records.wantlist.store import SyncEnd, SyncProgress
from alcove.foundation.database import transaction
from alcove.foundation.jobs import JobRun, Task, find_live
from alcove.foundation.retry import backoff
from alcove.foundation.telemetry import get_logger

EVERY_FIVE_MINUTES: Final = "4-59/5 * * * *"
SYNC_AGE: Final = timedelta(hours=24)
"""After this time the wantlist is read again by itself."""
MAX_RESTARTS: Final = 3
"""A wantlist that changes while it is read is read again; after so many times nothing is deleted."""
RETRY_PAUSE: Final = backoff(15 * 60.0, 24 * 3600.0)
TEMPORARY_ERRORS: Final = (UpstreamFailed, CredentialsMissing, CredentialsInvalid)

log = get_logger("alcove.records.wantlist")


def build_tasks(deps: WorkerDeps) -> list[Task]:
    """Return the tasks of the wantlist."""
    return [
        Task(name=SYNC_TASK, run=lambda job, _: sync_wantlist(deps, job), queue=QUEUE),
        Task(
            name="records.wantlist-due",
            run=lambda _job, _: request_due_sync(deps),
            queue="records",
            cron=EVERY_FIVE_MINUTES,
        ),
    ]


async def request_due_sync(deps: WorkerDeps) -> None:
    """Request a synchronisation once a day, and let one go on that has failed or lost its job."""
    now = deps.clock.now()
    state, finished_at = await store.find_state(deps.pool)
    async with transaction(deps.pool) as connection:
        if state in ("queued", "running"):
            if await find_live(connection, queueing_lock=SYNC_TASK) is None:
                await defer_sync(connection)
        elif state == "failed" and await store.resume(connection, now=now):
            await defer_sync(connection)
        elif _is_due(state, finished_at, now=now) and await deps.has_credentials():
            await request_sync(connection, now=now)


def _is_due(state: str, finished_at: datetime | None, *, now: datetime) -> bool:
    return state == "never" or (state == "done" and finished_at is not None and now - finished_at >= SYNC_AGE)


async def sync_wantlist(deps: WorkerDeps, job: JobRun) -> None:
    """Read the wantlist from Discogs, from the page after the last one that is stored; its row says how it ended."""
    async with transaction(deps.pool) as connection:
        progress = await store.start(connection)
        await store.notify_sync(connection)
    if progress is None:
        return
    try:
        async with deps.marketplace() as marketplace:
            await _read_pages(deps, job, marketplace=marketplace, progress=progress)
    except RecordsError as error:
        log.warning("wantlist_sync_failed", code=error.code, reason=str(error))
        is_temporary = isinstance(error, TEMPORARY_ERRORS)
        now = deps.clock.now()
        pause = timedelta(seconds=RETRY_PAUSE(progress.attempts))
        end = SyncEnd(
            state="failed", at=now, error_code=error.code, error=str(error),
            retry_at=now + pause if is_temporary else None,
        )  # fmt: skip
        async with transaction(deps.pool) as connection:
            await store.finish(connection, end)


async def _read_pages(deps: WorkerDeps, job: JobRun, *, marketplace: Marketplace, progress: SyncProgress) -> None:
    username = (await marketplace.identity()).username
    page = progress.page + 1
    while page:
        job.checkpoint()
        page = await _read_page(deps, marketplace, progress=progress, page=page, username=username)


async def _read_page(
    deps: WorkerDeps, marketplace: Marketplace, *, progress: SyncProgress, page: int, username: str
) -> int:
    """Read and store a page; return the number of the next one, 0 at the end."""
    requested_at = deps.clock.now()
    read = await marketplace.wants_page(page=page)
    async with transaction(deps.pool) as connection:
        current = await store.lock(connection, pass_number=progress.pass_number)
        if current is None:
            return 0
        await store.put_wants(
            connection, read.wants, pass_number=current.pass_number, requested_at=requested_at, now=deps.clock.now()
        )
        is_moved = current.items is not None and read.items != current.items
        if is_moved and current.restarts < MAX_RESTARTS:
            # Entries were added or removed meanwhile, so that one may have moved to a page that was read.
            await store.restart(connection)
            return 1
        await store.record_page(connection, page=page, pages=read.pages, items=read.items)
        if page < read.pages:
            return page + 1
        if not is_moved:
            await store.delete_unseen(connection, pass_number=current.pass_number)
        await store.finish(connection, SyncEnd(state="done", at=deps.clock.now()), username=username)
    log.info("wantlist_synchronised", pages=page, entries=read.items)
    return 0
