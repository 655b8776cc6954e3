"""Jobs of the vault: a rotation of the master key, and what a killed one has left."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Final

from alcove.apps.study.vault.rotation import build_rotation
from alcove.apps.study.vault.store import forget_logs
from alcove.foundation.database import Pool, transaction
from alcove.foundation.deps import Deps
from alcove.foundation.jobs import JSON, Job, JobRun, Task, defer
from alcove.foundation.lock import LockHeld
from alcove.foundation.telemetry import get_logger

ROTATE: Final = "study.rotate_master_key"
ENCRYPT: Final = "study.encrypt_secrets_again"
_LOGGED_FOR: Final = timedelta(days=365)
_BATCH: Final = 1000

log = get_logger("alcove.study")


async def defer_rotation(pool: Pool) -> None:
    """Queue a rotation of the master key, unless one waits."""
    async with transaction(pool) as connection:
        await defer(connection, Job(task=ROTATE, queue="study", lock=ROTATE, queueing_lock=ROTATE))


async def rotate_master_key(run: JobRun, _args: Mapping[str, JSON], *, deps: Deps) -> None:
    """Make a new master key, and encrypt all stored secrets under it."""
    await build_rotation(deps).rotate(checkpoint=run.checkpoint)


async def encrypt_again(run: JobRun, _args: Mapping[str, JSON], *, deps: Deps) -> None:
    """Encrypt secrets that are under earlier master keys under the current one, and forget old entries of the audit."""
    try:
        await build_rotation(deps).encrypt_again(checkpoint=run.checkpoint)
    except LockHeld:
        log.info("rotation_runs_elsewhere")
    before, removed = deps.clock.now() - _LOGGED_FOR, _BATCH
    while removed == _BATCH:
        run.checkpoint()
        removed = await forget_logs(deps.pool, before=before, limit=_BATCH)


def build_tasks(deps: Deps) -> Sequence[Task]:
    """Return the tasks of a worker process."""
    return [
        Task(name=ROTATE, run=partial(rotate_master_key, deps=deps), queue="study"),
        Task(name=ENCRYPT, run=partial(encrypt_again, deps=deps), queue="study", cron="23 * * * *"),
    ]
