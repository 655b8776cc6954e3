"""Jobs that make searchable passages of materials."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from alcove.foundation.deps import Deps
from alcove.foundation.jobs import JSON, JobRun, Task
from alcove.foundation.telemetry import get_logger

QUEUE: Final = "materials"
INDEX: Final = "study.index_materials"

log = get_logger("alcove.study")


async def index_materials(run: JobRun, _args: Mapping[str, JSON], *, deps: Deps) -> None:
    """Make the passages of all texts that are queued."""
    from alcove.apps.study.materials.indexing import MaterialIndexer  # noqa: PLC0415 - not at the start of a worker

    count = await MaterialIndexer(deps.pool).run(run.checkpoint)
    if count:
        log.info("study_materials_indexed", count=count)


def build_tasks(deps: Deps) -> Sequence[Task]:
    """Return the tasks of a worker process; the index is periodic for texts that came without a job."""
    return [Task(name=INDEX, run=partial(index_materials, deps=deps), queue=QUEUE, cron="*/5 * * * *")]
