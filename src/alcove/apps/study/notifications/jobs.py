"""The job that reminds learners."""

from collections.abc import Mapping, Sequence
from functools import partial

from alcove.apps.study.notifications import store
from alcove.apps.study.notifications.series import BATCH, add_series_reminders
from alcove.foundation.deps import Deps
from alcove.foundation.jobs import JSON, JobRun, Task
from alcove.foundation.telemetry import get_logger

REMIND = "study.remind"
QUEUE = "study"

log = get_logger("alcove.study")


async def remind(run: JobRun, _args: Mapping[str, JSON], *, deps: Deps) -> None:
    """Add the reminders that are due: of each occasion one, however often and wherever this runs."""
    now, counts = deps.clock.now(), {}
    for name, sql in store.REMINDERS.items():
        run.checkpoint()
        counts[name] = await store.add_reminders(deps.pool, sql, now=now)
    counts["series"], size = 0, BATCH
    while size == BATCH:
        run.checkpoint()
        size = await add_series_reminders(deps.pool, now=now)
        counts["series"] += size
    await store.forget_reminders(deps.pool, now=now)
    if any(counts.values()):
        log.info("study_reminders", **counts)


def build_tasks(deps: Deps) -> Sequence[Task]:
    """Return the periodic task, every minute."""
    return [Task(name=REMIND, run=partial(remind, deps=deps), queue=QUEUE, cron="* * * * *")]
