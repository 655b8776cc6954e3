"""The folder with the files of a server, and its health check."""

import asyncio
import os
from pathlib import Path
from typing import Final

from alcove.apps.study.settings import StudySettings
from alcove.foundation.deps import Deps
from alcove.foundation.disk_space import read_disk_space
from alcove.foundation.telemetry import ComponentHealth, Probe

COMPONENT: Final = "study storage"


def find_storage_folder(deps: Deps) -> Path:
    """Return the folder of the settings, or else the one in the data directory; it may not exist yet.

    It belongs to the server as a whole: its files are those of the database that programs see.
    """
    return storage_folder(deps.load(StudySettings), data_dir=deps.data_dir)


def storage_folder(settings: StudySettings, *, data_dir: Path) -> Path:
    """Return the same of a server with these settings and this data directory."""
    return settings.study_storage_dir or data_dir / "storage"


def build_storage_probe(deps: Deps) -> Probe:
    """Return the check that files can be written, and that there is room for some."""
    folder, reserve_mb = find_storage_folder(deps), deps.server.alcove_disk_reserve_mb

    async def probe_storage() -> ComponentHealth:
        return await asyncio.to_thread(check_folder, folder, reserve_mb=reserve_mb)

    return probe_storage


def check_folder(folder: Path, *, reserve_mb: int | None) -> ComponentHealth:
    """Return the state of a folder, which is made at the first upload."""
    existing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        return ComponentHealth(COMPONENT, "down", "the folder of files is not writable: see STUDY_STORAGE_DIR")
    try:
        space = read_disk_space(folder, reserve_mb=reserve_mb)
    except OSError as error:
        return ComponentHealth(COMPONENT, "down", f"the folder of files cannot be read: {error.strerror}")
    return ComponentHealth(COMPONENT, "degraded" if space.is_low else "ok", str(space))
