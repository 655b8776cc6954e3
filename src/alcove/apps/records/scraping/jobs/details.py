"""Release details such as genres and styles: one request per release, while no scrape needs the rate limit."""

from alcove.apps.records import catalogue
from alcove.apps.records.catalogue.model import SUGGESTED_GRADE
from alcove.apps.records.deps import WorkerDeps
from alcove.apps.records.errors import CredentialsInvalid, CredentialsMissing, ReleaseUnknown, UpstreamFailed
from alcove.apps.records.scraping.store import details, scrapes
from alcove.apps.records.sources import Marketplace
from alcove.apps.records.taste import request_predictions
from alcove.foundation.database import Connection, transaction
from alcove.foundation.jobs import Job, JobRun, defer
from alcove.foundation.telemetry import get_logger

DETAILS_TASK = "records.details"
HOURLY = "7 * * * *"
BATCH_SIZE = 20
SCRAPE_CHECK_S = 2.0
PREDICT_EVERY_S = 120.0
"""Seconds between predictions: the details of a large inventory take hours."""
MAX_FAILURES_IN_A_ROW = 3
"""After so many failures in a row the job fails: Discogs is the cause, not a release."""

log = get_logger("alcove.records.details")


async def request_details(connection: Connection) -> None:
    """Defer the job that fetches missing details within the caller's transaction; at most one is queued."""
    await defer(
        connection, Job(task=DETAILS_TASK, queue="details", lock=DETAILS_TASK, queueing_lock=DETAILS_TASK, priority=-10)
    )


async def request_missing_details(deps: WorkerDeps) -> None:
    """Request the details that are still missing: without credentials, or while Discogs fails, no job gets them."""
    if await details.list_records_without_details(deps.pool, limit=1):
        async with transaction(deps.pool) as connection:
            await request_details(connection)


async def fetch_details(deps: WorkerDeps, job: JobRun) -> None:
    """Fetch the details of all records for sale that have none; wait while a scrape runs."""
    try:
        await _fetch_all(deps, job)
    except (CredentialsMissing, CredentialsInvalid) as error:
        # Not a failure that a repetition within seconds could mend: the hourly task tries again.
        log.warning("details_wait_for_credentials", reason=str(error))
    finally:
        async with transaction(deps.pool) as connection:
            await request_predictions(connection)


async def _fetch_all(deps: WorkerDeps, job: JobRun) -> None:
    failures = _FailureTracker()
    predicted_at = deps.clock.monotonic()
    async with deps.marketplace() as marketplace:
        while batch := await _read_batch(deps, job, excluding=failures.records):
            for record in batch:
                await _wait_for_scrapes(deps, job)
                try:
                    await _fetch_record(deps, marketplace, record=record)
                except UpstreamFailed as error:
                    failures.add(record, error)
                else:
                    failures.in_a_row = 0
            if deps.clock.monotonic() - predicted_at >= PREDICT_EVERY_S:
                predicted_at = deps.clock.monotonic()
                async with transaction(deps.pool) as connection:
                    await request_predictions(connection)


class _FailureTracker:
    """Records whose release could not be fetched: this job skips them, so that one release cannot block all others."""

    def __init__(self) -> None:
        self.records: list[int] = []
        self.in_a_row = 0

    def add(self, record: details.RecordWithoutDetails, error: UpstreamFailed) -> None:
        log.warning("details_not_fetched", release=record.release_id, reason=str(error))
        self.records.append(record.record_id)
        self.in_a_row += 1
        if self.in_a_row >= MAX_FAILURES_IN_A_ROW:
            raise error


async def _read_batch(deps: WorkerDeps, job: JobRun, *, excluding: list[int]) -> list[details.RecordWithoutDetails]:
    # The job is deferred when a scrape begins, so it waits for the end of the scrape before it reads the list.
    await _wait_for_scrapes(deps, job)
    return await details.list_records_without_details(deps.pool, limit=BATCH_SIZE, excluding=excluding)


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


async def _fetch_suggested_price(deps: WorkerDeps, marketplace: Marketplace, *, release_id: int) -> str:
    if not deps.settings.discogs_price_suggestions:
        return ""
    prices = await marketplace.price_suggestions(release_id)
    return str(prices[SUGGESTED_GRADE]) if SUGGESTED_GRADE in prices else ""
