"""Files of materials, which wait in a folder of their own until their texts are extracted."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Final

from alcove.apps.study.materials.store import files as store
from alcove.apps.study.storage_api import find_storage_folder
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.deps import Deps
from alcove.wires.supabase.storage.files import FileWriter, LocalFileStore, new_version
from alcove.wires.supabase.storage.upkeep import try_lock_removal

FOLDER: Final = "materials"
"""The folder's name in that of all files of the server."""
BATCH: Final = 500
GRACE: Final = timedelta(hours=24)
"""How long an upload may take from its first byte to the row that names it."""
STALE_TEMPORARY: Final = timedelta(hours=2)


class MaterialFiles:
    """Keeps files by their versions; a version is recorded before its file is there."""

    def __init__(self, files: LocalFileStore, *, pool: Pool, clock: Clock) -> None:
        self._files = files
        self._pool = pool
        self._clock = clock

    async def open_writer(self) -> FileWriter:
        """Return a new temporary file; OSError. The caller stores or discards it."""
        writer = await self._files.open_writer()
        try:
            await store.announce_file(self._pool, writer.version)
        except BaseException:
            await writer.discard()
            raise
        return writer

    def find_path(self, version: str) -> Path | None:
        """Return where the file of a version is, None when there is none."""
        path = self._files.find_path(version)
        return path if path is not None and path.is_file() else None

    def new_temporary(self) -> Path:
        """Return the name of a new temporary file, in a folder that exists once a file has been written."""
        return self._files.folder / "temporary" / new_version()

    async def remove(self, *versions: str) -> bool:
        """Remove files; while a backup keeps them, return False: a job removes them later. OSError."""
        async with try_lock_removal(self._pool) as is_locked:
            if is_locked:
                await self._files.remove(versions)
                await store.forget_files(self._pool, versions)
            return is_locked

    async def remove_unneeded(self, checkpoint: Callable[[], None]) -> int:
        """Remove the files that no import names, and stale temporary ones; return how many of the former."""
        before = self._clock.now() - GRACE
        count = 0
        while versions := await store.list_unneeded(self._pool, before=before, limit=BATCH):
            checkpoint()
            if not await self.remove(*versions):
                break
            count += len(versions)
        await self._files.remove_stale_temporaries(older_than=(self._clock.now() - STALE_TEMPORARY).timestamp())
        return count


def open_material_files(deps: Deps) -> MaterialFiles:
    """Return the files of a process."""
    files = LocalFileStore(material_folder(find_storage_folder(deps)), reserve_mb=deps.server.alcove_disk_reserve_mb)
    return MaterialFiles(files, pool=deps.pool, clock=deps.clock)


def material_folder(storage: Path) -> Path:
    """Return the folder within that of all files of a server."""
    return storage / FOLDER
