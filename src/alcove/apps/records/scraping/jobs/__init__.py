"""What the worker does for scraping."""

from typing import cast

from alcove.apps.records.deps import WorkerDeps
from alcove.apps.records.scraping.jobs.details import DETAILS, fetch_details
from alcove.apps.records.scraping.jobs.scrape import scrape, tidy
from alcove.apps.records.scraping.service.runs import TASK
from alcove.foundation.jobs import Task

__all__ = ["build_tasks"]

MINUTELY = "* * * * *"


def build_tasks(deps: WorkerDeps) -> list[Task]:
    """Return the tasks of scraping."""
    return [
        Task(
            name=TASK,
            run=lambda job, args: scrape(deps, job, run_id=cast("int", args["run_id"])),
            queue="scraping",
        ),
        Task(name=DETAILS, run=lambda job, _: fetch_details(deps, job), queue="details"),
        Task(name="records.tidy", run=lambda _job, _: tidy(deps), queue="records", cron=MINUTELY),
    ]
