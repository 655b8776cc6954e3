"""Release details: genres and styles, one request a release, when no scrape needs the rate limit."""

from alcove.apps.records import catalogue
from alcove.apps.records.catalogue.model import SUGGESTED_GRADE
from alcove.apps.records.deps import WorkerDeps
from alcove.apps.records.errors import ReleaseUnknown, UpstreamFailed
from alcove.apps.records.scraping.store import details, scrapes
from alcove.apps.records.sources import Marketplace
from alcove.apps.records.taste import ask_for_predictions
from alcove.foundation.database import Connection, transaction
from alcove.foundation.jobs import Job, JobRun, defer
from alcove.foundation.telemetry import get_logger

DETAILS = "records.details"
BATCH = 20
YIELD_S = 2.0
PREDICT_EVERY_S = 120.0
"""A large inventory's details take hours, in which what is known already is to be predicted."""
MOST_FAILURES = 3
"""Failures in a row that mean that Discogs fails, not a release."""

log = get_logger("alcove.records.details")


async def ask_for_details(connection: Connection) -> None:
    """Have the missing details fetched, within the caller's transaction; one such job waits at a time."""
    await defer(connection, Job(task=DETAILS, queue="details", lock=DETAILS, queueing_lock=DETAILS, priority=-10))


async def fetch_details(deps: WorkerDeps, job: JobRun) -> None:
    """Fetch the details of every record on offer that has none; scrapes go first."""
    try:
        await _fetch_all(deps, job)
    finally:
        async with transaction(deps.pool) as connection:
            await ask_for_predictions(connection)


async def _fetch_all(deps: WorkerDeps, job: JobRun) -> None:
    failures = _Failures()
    predicted_at = deps.clock.monotonic()
    async with deps.marketplace() as marketplace:
        while batch := await _next_batch(deps, job, but_not=failures.records):
            for record in batch:
                await _give_way(deps, job)
                try:
                    await _fetch(deps, marketplace, record=record)
                except UpstreamFailed as error:
                    failures.add(record, error)
                else:
                    failures.in_a_row = 0
            if deps.clock.monotonic() - predicted_at >= PREDICT_EVERY_S:
                predicted_at = deps.clock.monotonic()
                async with transaction(deps.pool) as connection:
                    await ask_for_predictions(connection)


class _Failures:
    """Releases passed over for now, so that one that always fails does not stand in the way of all others."""

    def __init__(self) -> None:
        self.records: list[int] = []
        self.in_a_row = 0

    def add(self, record: details.Undetailed, error: UpstreamFailed) -> None:
        log.warning("details_not_fetched", release=record.release_id, reason=str(error))
        self.records.append(record.record_id)
        self.in_a_row += 1
        if self.in_a_row >= MOST_FAILURES:
            raise error


async def _next_batch(deps: WorkerDeps, job: JobRun, *, but_not: list[int]) -> list[details.Undetailed]:
    # The job is asked for when a scrape begins: only what is there at its end is all there is.
    await _give_way(deps, job)
    return await details.without_details(deps.pool, limit=BATCH, but_not=but_not)


async def _give_way(deps: WorkerDeps, job: JobRun) -> None:
    job.checkpoint()
    while await scrapes.any_active(deps.pool):
        await deps.clock.sleep(YIELD_S)
        job.checkpoint()


async def _fetch(deps: WorkerDeps, marketplace: Marketplace, *, record: details.Undetailed) -> None:
    try:
        release = await marketplace.release(record.release_id)
    except ReleaseUnknown as error:
        async with catalogue.exclusive_writer(deps.pool) as connection:
            await details.give_up_details(connection, record_id=record.record_id, reason=str(error))
        return
    price = await _suggestion(deps, marketplace, release_id=record.release_id)
    async with catalogue.exclusive_writer(deps.pool) as connection:
        await details.save_details(connection, release, record_id=record.record_id, suggested_price=price)


async def _suggestion(deps: WorkerDeps, marketplace: Marketplace, *, release_id: int) -> str:
    if not deps.settings.discogs_price_suggestions:
        return ""
    prices = await marketplace.price_suggestions(release_id)
    return str(prices[SUGGESTED_GRADE]) if SUGGESTED_GRADE in prices else ""
