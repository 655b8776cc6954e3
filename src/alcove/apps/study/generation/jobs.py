"""Jobs that make cards and quizzes."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final
from uuid import UUID

from alcove.apps.study.ai_parts import AiParts
from alcove.apps.study.generation import store
from alcove.apps.study.generation.store import GENERATE, QUEUE, generation_job
from alcove.foundation.deps import Deps
from alcove.foundation.jobs import JSON, JobRun, Task, defer, find_live

CONTINUE: Final = "study.continue_generations"
_WAITING: Final = 500


async def generate(run: JobRun, args: Mapping[str, JSON], *, deps: Deps, parts: AiParts) -> None:
    """Make the cards or the quiz of a generation, unless it was deleted."""
    from alcove.apps.study.generation.run import GenerationRun  # noqa: PLC0415 - not at the start of a worker

    generation = await store.claim_generation(deps.pool, UUID(str(args["generation_id"])))
    if generation is not None:
        worker = GenerationRun(deps.pool, calls=lambda: parts.calls, rules=lambda: parts.rules)
        await worker.run(generation, run.checkpoint)


async def continue_generations(run: JobRun, _args: Mapping[str, JSON], *, deps: Deps) -> None:
    """Queue the generations again that have lost their job."""
    for generation_id in await store.list_waiting(deps.pool, limit=_WAITING):
        run.checkpoint()
        job = generation_job(generation_id)
        if await find_live(deps.pool, queueing_lock=job.queueing_lock or "") is None:
            async with deps.pool.acquire() as connection, connection.transaction():
                await defer(connection, job)


def build_tasks(deps: Deps) -> Sequence[Task]:
    """Return the tasks of a worker process."""
    parts = AiParts(deps)
    return [
        Task(name=GENERATE, run=partial(generate, deps=deps, parts=parts), queue=QUEUE),
        Task(name=CONTINUE, run=partial(continue_generations, deps=deps), queue=QUEUE, cron="*/5 * * * *"),
    ]
