"""Scrapes by schedule."""

from datetime import datetime, timedelta
from typing import Final

from alcove.apps.records.deps import WorkerDeps
from alcove.apps.records.scraping import request_scrape
from alcove.apps.records.sellers import store
from alcove.apps.records.sellers.store import Schedule
from alcove.foundation.database import transaction
from alcove.foundation.jobs import Task
from alcove.foundation.telemetry import get_logger

MINUTELY: Final = "* * * * *"
MAX_DUE: Final = 50
"""So many sellers are requested at once at most."""

log = get_logger("alcove.records.schedule")


def build_tasks(deps: WorkerDeps) -> list[Task]:
    """Return the task of schedules."""
    return [
        Task(
            name="records.schedules", run=lambda _job, _: request_due_scrapes(deps), queue="records", cron=MINUTELY
        )
    ]  # fmt: skip


async def request_due_scrapes(deps: WorkerDeps) -> None:
    """Request the scrapes that are due, and move their schedules on; without credentials they stay due."""
    now = deps.clock.now()
    async with transaction(deps.pool) as connection:
        due = await store.lock_due_schedules(connection, now=now, limit=MAX_DUE)
        if not due or not await deps.has_credentials():
            return
        for schedule in due:
            # A seller who is being scraped at the moment is not scraped again right after.
            run_id = await request_scrape(connection, seller=schedule.name, mode=schedule.mode)
            await store.set_next_run(connection, schedule.name, at=find_next_run(schedule, now=now))
            if run_id is not None:
                log.info("scheduled_scrape_requested", seller=schedule.name, mode=schedule.mode, run=run_id)


def find_next_run(schedule: Schedule, *, now: datetime) -> datetime:
    """Return the first time after `now` that is a whole number of periods after the last one."""
    period = timedelta(hours=schedule.every_hours)
    return schedule.next_run_at + ((now - schedule.next_run_at) // period + 1) * period
