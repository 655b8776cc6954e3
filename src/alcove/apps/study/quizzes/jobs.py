"""The job that ends attempts whose time is over, for those who never come back."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from alcove.apps.study.quizzes.attempts import Attempts
from alcove.apps.study.quizzes.service import Quizzes
from alcove.foundation.deps import Deps
from alcove.foundation.jobs import JSON, JobRun, Task
from alcove.foundation.telemetry import get_logger

END: Final = "study.end_quiz_attempts"

log = get_logger("alcove.study")


async def end_attempts(run: JobRun, _args: Mapping[str, JSON], *, deps: Deps) -> None:
    """Score the attempts whose time is over."""
    attempts = Attempts(deps.pool, quizzes=Quizzes(deps.pool, clock=deps.clock), clock=deps.clock)
    count = 0
    while ended := await attempts.end_expired(checkpoint=run.checkpoint):
        count += ended
    if count:
        log.info("study_quiz_attempts_ended", count=count)


def build_tasks(deps: Deps) -> Sequence[Task]:
    """Return the tasks of a worker process."""
    return [Task(name=END, run=partial(end_attempts, deps=deps), queue="study", cron="*/10 * * * *")]
