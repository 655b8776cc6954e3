"""The tasks of scraping."""

from typing import cast

from alcove.apps.records.deps import WorkerDeps
from alcove.apps.records.scraping.jobs import details, rates
from alcove.apps.records.scraping.jobs.details import DETAILS_TASK, fetch_details, request_missing_details
from alcove.apps.records.scraping.jobs.full_scrapes import HOURLY, request_full_scrapes
from alcove.apps.records.scraping.jobs.rates import PRICE_TASK, price_offers
from alcove.apps.records.scraping.jobs.scrape import fail_abandoned_runs, resume_failed_runs, run_scrape
from alcove.apps.records.scraping.service.runs import SCRAPE_TASK
from alcove.foundation.jobs import Task

__all__ = ["build_tasks"]

MINUTELY = "* * * * *"


def build_tasks(deps: WorkerDeps) -> list[Task]:
    """Return the tasks of scraping: scrapes, prices, release details, abandoned runs, full scrapes."""
    return [
        Task(
            name=SCRAPE_TASK,
            run=lambda job, args: run_scrape(deps, job, run_id=cast("int", args["run_id"])),
            queue="scraping",
        ),
        Task(
            name=PRICE_TASK,
            run=lambda job, _: price_offers(deps, job),
            queue="records",
            cron=rates.EVERY_FIVE_MINUTES,
        ),
        Task(name=DETAILS_TASK, run=lambda job, _: fetch_details(deps, job), queue="details"),
        Task(name="records.tidy", run=lambda _job, _: _tidy_runs(deps), queue="records", cron=MINUTELY),
        Task(
            name="records.missing-details",
            run=lambda _job, _: request_missing_details(deps),
            queue="records",
            cron=details.EVERY_FIVE_MINUTES,
        ),
        Task(
            name="records.full-scrapes",
            run=lambda _job, _: request_full_scrapes(deps),
            queue="records",
            cron=HOURLY,
        ),
    ]


async def _tidy_runs(deps: WorkerDeps) -> None:
    """Mark scrapes as failed whose job has ended, and let failed ones go on whose pause is over."""
    await fail_abandoned_runs(deps)
    await resume_failed_runs(deps)
