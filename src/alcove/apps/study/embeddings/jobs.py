"""The job that embeds passages: each minute, and at once when passages were written."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Final

from alcove.apps.study.embeddings.model import ModelUnusable
from alcove.apps.study.embeddings.store import CHANNEL
from alcove.foundation.database import DATABASE_LOST
from alcove.foundation.deps import Deps
from alcove.foundation.jobs import JSON, Job, JobRun, Task, defer
from alcove.foundation.telemetry import get_logger

if TYPE_CHECKING:
    from alcove.apps.study.embeddings.passage_embedding import PassageEmbedding

TASK: Final = "study.embed_passages"
QUEUE: Final = "study_embeddings"
MINUTELY: Final = "* * * * *"
COLLECT_SECONDS: Final = 0.3
"""How long to wait for further passages before a job is deferred."""

log = get_logger("alcove.study")


class EmbedPassages:
    """The task; its first run in a process lets that process defer it whenever passages were written."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps
        self._watching: asyncio.Task[None] | None = None

    async def run(self, run: JobRun, _args: Mapping[str, JSON]) -> None:
        """Embed what has no vector; a run without work does not start the embedder."""
        self._watch()
        if not await self._embedding.has_work():
            return
        try:
            count = await self._embedding.run(run.checkpoint)
        except ModelUnusable as error:
            # Nothing changes before the owner does something; the health check says it as well.
            log.warning("embeddings_unusable", reason=str(error))
        else:
            log.info("passages_embedded", count=count)

    @cached_property
    def _embedding(self) -> "PassageEmbedding":
        from alcove.apps.study.embeddings.parts import build_passage_embedding  # noqa: PLC0415 - not at the start

        return build_passage_embedding(self._deps)

    def _watch(self) -> None:
        if self._watching is None or self._watching.done():
            self._watching = asyncio.create_task(self._defer_on_change(), name="embeddings-watch")
            self._deps.exit_stack.callback(self._watching.cancel)

    async def _defer_on_change(self) -> None:
        deps = self._deps
        async with deps.pg_listener.subscribe(CHANNEL) as payloads:
            while True:
                await payloads.get()
                await deps.clock.sleep(COLLECT_SECONDS)
                while not payloads.empty():
                    payloads.get_nowait()
                # Without the database the next minute's run does it.
                with suppress(*DATABASE_LOST):
                    async with deps.pool.acquire() as connection:
                        await defer(connection, Job(task=TASK, queue=QUEUE, lock=TASK, queueing_lock=f"{TASK}.now"))


def build_tasks(deps: Deps) -> Sequence[Task]:
    """Return the tasks of a worker process."""
    return [Task(name=TASK, run=EmbedPassages(deps).run, queue=QUEUE, cron=MINUTELY)]
