"""The job that escalates alerts, and forgets old ones."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from alcove.apps.study.security_events.model import KEPT_FOR
from alcove.apps.study.security_events.service import SecurityAlerts
from alcove.apps.study.settings import StudySettings
from alcove.foundation.deps import Deps
from alcove.foundation.jobs import JSON, JobRun, Task

ESCALATE: Final = "study.escalate_alerts"
QUEUE: Final = "study"
_BATCH: Final = 1000


async def escalate(run: JobRun, _args: Mapping[str, JSON], *, deps: Deps) -> None:
    """Report alerts again that nobody has acknowledged in time, and remove old ones."""
    alerts = SecurityAlerts(deps.pool, clock=deps.clock, settings=lambda: deps.load(StudySettings))
    await alerts.escalate()
    before, removed = deps.clock.now() - KEPT_FOR, _BATCH
    while removed == _BATCH:
        run.checkpoint()
        removed = await alerts.forget(before=before, limit=_BATCH)


def build_tasks(deps: Deps) -> Sequence[Task]:
    """Return the periodic task, every five minutes."""
    return [Task(name=ESCALATE, run=partial(escalate, deps=deps), queue=QUEUE, cron="*/5 * * * *")]
