"""The job that deletes accounts whose grace period is over."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final
from uuid import UUID

from alcove.apps.study.account_data.deletion import AccountDeletion
from alcove.foundation.jobs import JSON, JobRun, Task

EVERY_TEN_MINUTES: Final = "*/10 * * * *"


async def delete_due_accounts(run: JobRun, _args: Mapping[str, JSON], *, deletion: AccountDeletion) -> None:
    """Delete the accounts that are due, one by one; after a crash the next run goes on."""
    last = UUID(int=0)
    while due := await deletion.list_due(after=last):
        for account_id in due:
            run.checkpoint()
            await deletion.delete_due(account_id)
        last = due[-1]


def build_tasks(deletion: AccountDeletion) -> Sequence[Task]:
    """Return the periodic task."""
    run = partial(delete_due_accounts, deletion=deletion)
    return [Task(name="study.delete_accounts", run=run, queue="study", cron=EVERY_TEN_MINUTES)]
