"""The job that runs saved searches: after each scrape, when one is saved, and once an hour."""

from typing import Final

from alcove.apps.records.deps import WorkerDeps
from alcove.apps.records.notifications import SAVED_SEARCHES_TASK
from alcove.apps.records.saved import store
from alcove.apps.records.saved.service import run_search
from alcove.foundation.jobs import JobRun, Task
from alcove.foundation.telemetry import get_logger

HOURLY: Final = "37 * * * *"
"""Prices change with exchange rates, also without a scrape."""

log = get_logger("alcove.records.saved")


def build_tasks(deps: WorkerDeps) -> list[Task]:
    """Return the task of saved searches."""
    return [
        Task(
            name=SAVED_SEARCHES_TASK,
            run=lambda job, _: run_searches(deps, job),
            queue="records",
            cron=HOURLY,
        )
    ]


async def run_searches(deps: WorkerDeps, job: JobRun) -> None:
    """Run all saved searches, each in a transaction."""
    for search in await store.list_searches(deps.pool):
        job.checkpoint()
        found = await run_search(deps.pool, search, settings=deps.settings, clock=deps.clock)
        if found:
            log.info("saved_search_found", search=search.id, offers=found)
