"""Jobs that make searchable passages of materials."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final
from uuid import UUID

from alcove.apps.study.materials.store import imports as store
from alcove.apps.study.settings import StudySettings
from alcove.foundation.deps import Deps
from alcove.foundation.jobs import JSON, Job, JobRun, Task, defer, find_live
from alcove.foundation.telemetry import get_logger

QUEUE: Final = "materials"
INDEX: Final = "study.index_materials"
EXTRACT: Final = "study.extract_material"
REMOVE: Final = "study.remove_material_files"
_WAITING: Final = 500

log = get_logger("alcove.study")


def extraction_job(material_id: UUID) -> Job:
    """Return the job that extracts the text of a material's file."""
    name = f"study material {material_id}"
    return Job(task=EXTRACT, args={"material_id": str(material_id)}, queue=QUEUE, lock=name, queueing_lock=name)


def index_job() -> Job:
    """Return the job that makes the passages of all texts that are queued."""
    return Job(task=INDEX, queue=QUEUE, lock=INDEX)


async def index_materials(run: JobRun, _args: Mapping[str, JSON], *, deps: Deps) -> None:
    """Make the passages of all texts that are queued, and queue the files again that have lost their job."""
    from alcove.apps.study.materials.indexing import MaterialIndexer  # noqa: PLC0415 - not at the start of a worker

    count = await MaterialIndexer(deps.pool).run(run.checkpoint)
    if count:
        log.info("study_materials_indexed", count=count)
    for material_id in await store.list_waiting_files(deps.pool, limit=_WAITING):
        run.checkpoint()
        job = extraction_job(material_id)
        if await find_live(deps.pool, queueing_lock=job.queueing_lock or "") is None:
            async with deps.pool.acquire() as connection, connection.transaction():
                await defer(connection, job)


async def extract_material(run: JobRun, args: Mapping[str, JSON], *, deps: Deps) -> None:
    """Make the text of a file the content of its material."""
    from alcove.apps.study.materials.extracting import FileExtractor  # noqa: PLC0415 - not at the start of a worker
    from alcove.apps.study.materials.extraction import ExtractionLimits  # noqa: PLC0415
    from alcove.apps.study.materials.files import open_material_files  # noqa: PLC0415

    settings = deps.load(StudySettings)
    limits = ExtractionLimits(pages=settings.study_material_max_pages, seconds=settings.study_material_seconds)
    extractor = FileExtractor(deps.pool, files=open_material_files(deps), limits=limits)
    await extractor.run(UUID(str(args["material_id"])), run.checkpoint)


async def remove_files(run: JobRun, _args: Mapping[str, JSON], *, deps: Deps) -> None:
    """Remove the files that no material needs any more."""
    from alcove.apps.study.materials.files import open_material_files  # noqa: PLC0415 - not at the start of a worker

    log.info("study_material_files_removed", count=await open_material_files(deps).remove_unneeded(run.checkpoint))


def build_tasks(deps: Deps) -> Sequence[Task]:
    """Return the tasks of a worker process; the index is periodic for texts that came without a job."""
    return [
        Task(name=INDEX, run=partial(index_materials, deps=deps), queue=QUEUE, cron="*/5 * * * *"),
        Task(name=EXTRACT, run=partial(extract_material, deps=deps), queue=QUEUE),
        Task(name=REMOVE, run=partial(remove_files, deps=deps), queue="study", cron="41 * * * *"),
    ]
