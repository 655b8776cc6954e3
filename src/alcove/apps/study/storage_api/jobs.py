"""The jobs that remove files."""

from collections.abc import Mapping, Sequence
from functools import partial

from alcove.apps.study.api_database import ApiDatabase
from alcove.apps.study.storage_api.folder import find_storage_folder
from alcove.foundation.deps import Deps
from alcove.foundation.jobs import JSON, JobRun, Task
from alcove.foundation.telemetry import get_logger

log = get_logger("alcove.study")


async def remove_files(run: JobRun, _args: Mapping[str, JSON], *, deps: Deps, database: ApiDatabase) -> None:
    """Remove the files that no object names any more, and those of uploads that ended in the middle."""
    from alcove.wires.supabase.storage.files import LocalFileStore, UnfinishedFiles  # noqa: PLC0415 - not at the start of a worker
    from alcove.wires.supabase.storage.resumable import UploadRemoval  # noqa: PLC0415
    from alcove.wires.supabase.storage.upkeep import FileRemoval  # noqa: PLC0415

    files, pool = LocalFileStore(find_storage_folder(deps)), await database.owner_pool()
    uploads = UploadRemoval(UnfinishedFiles(files), pool=pool, clock=deps.clock)
    log.info("storage_uploads_removed", count=await uploads.run(run.checkpoint))
    removal = FileRemoval(files, pool=pool, lock_pool=deps.pool, clock=deps.clock)
    counts = await removal.run(run.checkpoint)
    if counts is None:
        log.info("storage_files_kept", reason="a backup is running")
    else:
        log.info("storage_files_removed", **counts)


def build_tasks(deps: Deps) -> Sequence[Task]:
    """Return the periodic task."""
    run = partial(remove_files, deps=deps, database=ApiDatabase(deps))
    return [Task(name="study.remove_files", run=run, queue="study", cron="23 * * * *")]
