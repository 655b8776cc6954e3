"""The job that ends answers whose process is gone where no other api process does, and removes old ones."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from alcove.apps.study.answers import store
from alcove.apps.study.answers.live import LOST
from alcove.foundation.database import Pool
from alcove.foundation.deps import Deps
from alcove.foundation.jobs import JSON, JobRun, Task

EVERY_MINUTE: Final = "* * * * *"
DAYS: Final = 7
"""How long an answer can be read again after its end; the messages of a chat stay."""


async def clean_up_answers(
    run: JobRun, _args: Mapping[str, JSON], *, pool: Pool, recovery: float = store.RECOVERY
) -> None:
    """End abandoned answers and remove old ones, some at a time; none is ended `recovery` seconds after an outage."""
    while await store.end_abandoned(pool, error=LOST.error, code=LOST.code, recovery=recovery) == store.BATCH:
        run.checkpoint()
    while await store.remove_old_answers(pool, days=DAYS) == store.BATCH:
        run.checkpoint()


def build_tasks(deps: Deps) -> Sequence[Task]:
    """Return the tasks of a worker process."""
    run = partial(clean_up_answers, pool=deps.pool)
    return [Task(name="study.clean_up_answers", run=run, queue="study", cron=EVERY_MINUTE)]
