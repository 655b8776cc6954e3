"""The job that removes what has ended: tickets, invitations and old events."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial

from alcove.apps.study.rooms.store import access, events
from alcove.apps.study.settings import StudySettings
from alcove.foundation.deps import Deps
from alcove.foundation.jobs import JSON, JobRun, Task
from alcove.foundation.telemetry import get_logger

log = get_logger("alcove.study")


async def clean_up_rooms(run: JobRun, _args: Mapping[str, JSON], *, deps: Deps) -> None:
    """Remove tickets and invitations that have ended, and events that are older than the settings say."""
    now = deps.clock.now()
    while await access.forget_expired(deps.pool, now=now) == access.BATCH:
        run.checkpoint()
    before, removed = now - timedelta(days=deps.load(StudySettings).study_room_history_days), 0
    while count := await events.forget_events(deps.pool, before=before):
        removed += count
        run.checkpoint()
    log.info("rooms_cleaned_up", events=removed)


def build_tasks(deps: Deps) -> Sequence[Task]:
    """Return the periodic task."""
    run = partial(clean_up_rooms, deps=deps)
    return [Task(name="study.clean_up_rooms", run=run, queue="study", cron="27 * * * *")]
