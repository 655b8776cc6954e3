"""Jobs that import the files which learners have sent."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final
from uuid import UUID

from alcove.apps.study.card_decks.store import imports as store
from alcove.foundation.deps import Deps
from alcove.foundation.jobs import JSON, Job, JobRun, Task, defer, find_live

QUEUE: Final = "materials"
IMPORT: Final = "study.import_cards"
TIDY: Final = "study.tidy_card_imports"


def import_job(import_id: UUID, *, user_id: UUID) -> Job:
    """Return the job of an import; those of one account run one after another."""
    return Job(
        task=IMPORT, args={"import_id": str(import_id)}, queue=QUEUE, lock=f"study cards of {user_id}",
        queueing_lock=f"study cards {import_id}",
    )  # fmt: skip


async def import_cards(run: JobRun, args: Mapping[str, JSON], *, deps: Deps) -> None:
    """Add the cards of a file."""
    from alcove.apps.study.card_decks.importing import DeckImporter  # noqa: PLC0415 - not at the start of a worker

    await DeckImporter(deps.pool).run(UUID(str(args["import_id"])), run.checkpoint)


async def tidy_imports(run: JobRun, _args: Mapping[str, JSON], *, deps: Deps) -> None:
    """Forget old imports, and queue those again that have lost their job."""
    await store.forget_imports(deps.pool)
    for import_id, user_id in await store.list_lost(deps.pool):
        run.checkpoint()
        job = import_job(import_id, user_id=user_id)
        if await find_live(deps.pool, queueing_lock=job.queueing_lock or "") is None:
            async with deps.pool.acquire() as connection, connection.transaction():
                await defer(connection, job)


def build_tasks(deps: Deps) -> Sequence[Task]:
    """Return the tasks of a worker process."""
    return [
        Task(name=IMPORT, run=partial(import_cards, deps=deps), queue=QUEUE),
        Task(name=TIDY, run=partial(tidy_imports, deps=deps), queue="study", cron="*/10 * * * *"),
    ]
