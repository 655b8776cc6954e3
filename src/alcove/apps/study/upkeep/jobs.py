"""The jobs of the upkeep."""

from collections.abc import Mapping, Sequence
from functools import partial

from alcove.apps.study.upkeep.store import (
    BATCH,
    end_streaks,
    forget_rate_limits,
    forget_request_counts,
    remove_empty_chats,
)
from alcove.foundation.database import Pool
from alcove.foundation.jobs import JSON, JobRun, Task
from alcove.foundation.telemetry import get_logger

log = get_logger("alcove.study")


async def clean_up(run: JobRun, _args: Mapping[str, JSON], *, pool: Pool) -> None:
    """Remove chats without a message for a day, end streaks, and forget old request counts."""
    counts = {"streaks": await end_streaks(pool), "chats": 0, "windows": 0}
    for name, remove in (
        ("chats", remove_empty_chats), ("windows", forget_request_counts), ("windows", forget_rate_limits),
    ):  # fmt: skip
        removed = BATCH
        while removed == BATCH:
            run.checkpoint()
            removed = await remove(pool)
            counts[name] += removed
    log.info("study_cleaned_up", **counts)


def build_tasks(pool: Pool) -> Sequence[Task]:
    """Return the periodic task."""
    return [Task(name="study.clean_up", run=partial(clean_up, pool=pool), queue="study", cron="7 * * * *")]
