"""The jobs of the upkeep."""

from collections.abc import Mapping, Sequence
from functools import partial

from alcove.apps.study.accounts import ACCOUNT_BATCH, delete_due_accounts
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
    """Remove chats without a message for a day and accounts that are due, end streaks, and forget old counts."""
    counts = {"streaks": await end_streaks(pool), "chats": 0, "windows": 0, "accounts": 0}
    for name, remove, batch in (
        ("chats", remove_empty_chats, BATCH),
        ("windows", forget_request_counts, BATCH),
        ("windows", forget_rate_limits, BATCH),
        ("accounts", delete_due_accounts, ACCOUNT_BATCH),
    ):
        removed = batch
        while removed == batch:
            run.checkpoint()
            removed = await remove(pool)
            counts[name] += removed
    log.info("study_cleaned_up", **counts)


def build_tasks(pool: Pool) -> Sequence[Task]:
    """Return the periodic task."""
    return [Task(name="study.clean_up", run=partial(clean_up, pool=pool), queue="study", cron="7 * * * *")]
