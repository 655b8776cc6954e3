"""Release details such as genres and styles: one request per release, while no scrape needs the rate limit."""

from datetime import timedelta
from typing import Final

from alcove.apps.records import catalogue, covers
from alcove.apps.records.catalogue.model import SUGGESTED_GRADE
from alcove.apps.records.deps import WorkerDeps
from alcove.apps.records.errors import CredentialsInvalid, CredentialsMissing, ReleaseUnknown, UpstreamFailed
from alcove.apps.records.scraping.store import details, scrapes, waits
from alcove.apps.records.sources import Marketplace
from alcove.apps.records.taste import request_predictions
from alcove.foundation.database import Connection, transaction
from alcove.foundation.jobs import Job, JobRun, defer
from alcove.foundation.telemetry import get_logger

DETAILS_TASK = "records.details"
EVERY_FIVE_MINUTES = "2-59/5 * * * *"
BATCH_SIZE = 20
SCRAPE_CHECK_S = 2.0
PREDICT_EVERY_S = 120.0
"""Seconds between predictions: the details of a large inventory take hours."""
MAX_FAILURES_IN_A_ROW = 3
"""After so many failures in a row all details wait: Discogs is the cause, not a release."""
PAUSES: Final = waits.Pauses(first=timedelta(minutes=10), longest=timedelta(hours=6))
CREDENTIALS_PAUSES: Final = waits.Pauses(first=timedelta(minutes=10), longest=timedelta(hours=1))
RELEASE_PAUSES: Final = waits.Pauses(first=timedelta(hours=1), longest=timedelta(days=7))

log = get_logger("alcove.records.details")


async def request_details(connection: Connection) -> None:
    """Defer the job that fetches missing details within the caller's transaction; at most one is queued."""
    await defer(
        connection, Job(task=DETAILS_TASK, queue="details", lock=DETAILS_TASK, queueing_lock=DETAILS_TASK, priority=-10)
    )


async def request_missing_details(deps: WorkerDeps) -> None:
    """Request the details that are still missing, if their pause is over and there are credentials."""
    now = deps.clock.now()
    if await _find_wait(deps) or not await details.list_records_without_details(deps.pool, limit=1, now=now):
        return
    if await deps.has_credentials():
        async with transaction(deps.pool) as connection:
            await request_details(connection)


async def fetch_details(deps: WorkerDeps, job: JobRun) -> None:
    """Fetch the details of all records for sale that have none; wait while a scrape runs.

    If several releases in a row fail, all of them wait, with growing pauses; so does a release that fails alone.
    """
    if await _find_wait(deps):
        return
    try:
        await _fetch_all(deps, job)
    except CredentialsMissing as error:
        # No failure, and no pause: the periodic task looks for credentials.
        log.warning("details_wait_for_credentials", reason=str(error))
    except (CredentialsInvalid, UpstreamFailed) as error:
        pauses = CREDENTIALS_PAUSES if isinstance(error, CredentialsInvalid) else PAUSES
        now = deps.clock.now()
        wait = await waits.record_failure(deps.pool, waits.DETAILS, reason=str(error), now=now, pauses=pauses)
        log.warning("details_wait", reason=wait.reason, next_try=wait.next_try_at.isoformat())
    finally:
        async with transaction(deps.pool) as connection:
            await request_predictions(connection)


async def _find_wait(deps: WorkerDeps) -> waits.Wait | None:
    """Return why all details wait; None if they may be fetched now."""
    wait = (await waits.find(deps.pool, waits.DETAILS)).get(waits.DETAILS)
    return wait if wait is not None and wait.next_try_at > deps.clock.now() else None


async def _fetch_all(deps: WorkerDeps, job: JobRun) -> None:
    failures_in_a_row = 0
    predicted_at = deps.clock.monotonic()
    async with deps.marketplace() as marketplace:
        while batch := await _read_batch(deps, job):
            for record in batch:
                await _wait_for_scrapes(deps, job)
                error = await _try_record(deps, marketplace, record=record)
                failures_in_a_row = failures_in_a_row + 1 if error else 0
                if error and failures_in_a_row >= MAX_FAILURES_IN_A_ROW:
                    raise error
            if deps.clock.monotonic() - predicted_at >= PREDICT_EVERY_S:
                predicted_at = deps.clock.monotonic()
                async with transaction(deps.pool) as connection:
                    await request_predictions(connection)


async def _try_record(
    deps: WorkerDeps, marketplace: Marketplace, *, record: details.RecordWithoutDetails
) -> UpstreamFailed | None:
    """Fetch one release; return the error if that failed, and then it waits."""
    try:
        await _fetch_record(deps, marketplace, record=record)
    except UpstreamFailed as error:
        await _record_failure(deps, record, reason=str(error))
        return error
    return None


async def _record_failure(deps: WorkerDeps, record: details.RecordWithoutDetails, *, reason: str) -> None:
    """Let one release wait, so that it does not block the others."""
    work, now = f"{waits.RELEASE_DETAILS}{record.record_id}", deps.clock.now()
    wait = await waits.record_failure(deps.pool, work, reason=reason, now=now, pauses=RELEASE_PAUSES)
    log.warning(
        "details_not_fetched", release=record.release_id, reason=wait.reason, next_try=wait.next_try_at.isoformat()
    )


async def _read_batch(deps: WorkerDeps, job: JobRun) -> list[details.RecordWithoutDetails]:
    # The job is deferred when a scrape begins, so it waits for the end of the scrape before it reads the list.
    await _wait_for_scrapes(deps, job)
    return await details.list_records_without_details(deps.pool, limit=BATCH_SIZE, now=deps.clock.now())


async def _wait_for_scrapes(deps: WorkerDeps, job: JobRun) -> None:
    job.checkpoint()
    while await scrapes.has_active_runs(deps.pool):
        await deps.clock.sleep(SCRAPE_CHECK_S)
        job.checkpoint()


async def _fetch_record(deps: WorkerDeps, marketplace: Marketplace, *, record: details.RecordWithoutDetails) -> None:
    try:
        release = await marketplace.release(record.release_id)
    except ReleaseUnknown as error:
        async with catalogue.write_transaction(deps.pool) as connection:
            await details.save_details_error(connection, record_id=record.record_id, reason=str(error))
        return
    price = await _fetch_suggested_price(deps, marketplace, release_id=record.release_id)
    async with catalogue.write_transaction(deps.pool) as connection:
        await details.save_details(connection, release, record_id=record.record_id, suggested_price=price)
        await covers.put_cover_url(connection, record.release_id, url=release.cover, at=deps.clock.now())
        await waits.clear(connection, waits.DETAILS, f"{waits.RELEASE_DETAILS}{record.record_id}")


async def _fetch_suggested_price(deps: WorkerDeps, marketplace: Marketplace, *, release_id: int) -> str:
    if not deps.settings.discogs_price_suggestions:
        return ""
    prices = await marketplace.price_suggestions(release_id)
    return str(prices[SUGGESTED_GRADE]) if SUGGESTED_GRADE in prices else ""
