"""The job that makes the next tasks of completed ones; triggers queue it in the transaction that completes a task."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from alcove.apps.study.recurring_tasks.service import RecurringTasks
from alcove.foundation.deps import Deps
from alcove.foundation.jobs import JSON, JobRun, Task
from alcove.foundation.telemetry import get_logger

CONTINUE: Final = "study.continue_tasks"
QUEUE: Final = "study"

log = get_logger("alcove.study")


async def continue_tasks(run: JobRun, _args: Mapping[str, JSON], *, deps: Deps) -> None:
    """Make the next tasks of all that are completed; after a crash the next run goes on."""
    count = await RecurringTasks(deps.pool, clock=deps.clock).continue_completed(run.checkpoint)
    if count:
        log.info("study_tasks_continued", count=count)


def build_tasks(deps: Deps) -> Sequence[Task]:
    """Return the task of a worker process; it is periodic for jobs that have failed too often."""
    return [Task(name=CONTINUE, run=partial(continue_tasks, deps=deps), queue=QUEUE, cron="23 * * * *")]
