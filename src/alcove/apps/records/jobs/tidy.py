"""Ends runs whose job is gone, so that no seller stays locked."""

from alcove.apps.records.jobs.surroundings import Surroundings
from alcove.apps.records.store import scrapes
from alcove.foundation.database import transaction
from alcove.foundation.jobs import is_live
from alcove.foundation.telemetry import get_logger

log = get_logger("alcove.records.tidy")


async def tidy(surroundings: Surroundings) -> None:
    """Mark scrapes as failed whose job ended without telling."""
    for run_id, job_id in await scrapes.unfinished(surroundings.pool):
        async with transaction(surroundings.pool) as connection:
            if job_id is not None and await is_live(connection, job_id):
                continue
            end = scrapes.End(
                state="failed", complete=False, stop_reason="error", seal=False, error_code="internal",
                error="The scrape's job ended unexpectedly; start the scrape again to continue.",
            )  # fmt: skip
            if await scrapes.finish(connection, run_id=run_id, end=end):
                log.warning("scrape_abandoned", run=run_id)
