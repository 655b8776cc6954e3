"""What a backup contains besides the server's database: keys, stored files, and the database of a program."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Final

from alcove.apps.study.api_database import project_address
from alcove.apps.study.build import project_sources
from alcove.apps.study.keys import KEYS_FILE
from alcove.apps.study.materials import list_material_files, material_folder
from alcove.apps.study.settings import StudySettings
from alcove.apps.study.storage_api import storage_folder
from alcove.foundation.backup import SERVER, AppDatabase, BackupParts, FileSource, StoredFile, single_file
from alcove.foundation.database import Connection
from alcove.foundation.settings import Configuration
from alcove.wires.supabase.storage.files import LocalFileStore
from alcove.wires.supabase.storage.upkeep import keep_files, list_contents

KEYS: Final = "study-keys"
OBJECTS: Final = "storage-objects"
MATERIALS: Final = "study-materials"
PROJECT: Final = "project"

ListContents = Callable[[Connection], AsyncIterator[tuple[str, bytes | None]]]
"""Yields versions with the SHA-256 of their contents, where it is known."""


def list_backup_parts(configuration: Configuration) -> BackupParts:
    """Return the files and the further database of this app."""
    settings = configuration.load(StudySettings)
    name = settings.study_project_database
    keys = single_file(KEYS, configuration.data_dir / KEYS_FILE, path=KEYS_FILE.name, is_secret=True)
    folder = storage_folder(settings, data_dir=configuration.data_dir)
    objects = _stored_files(OBJECTS, folder, list_contents=list_contents, database=PROJECT if name else SERVER)
    materials = _stored_files(MATERIALS, material_folder(folder), list_contents=list_material_files, database=SERVER)
    return BackupParts(databases=[_project_database(name)] if name else [], files=[keys, objects, materials])


def _project_database(name: str) -> AppDatabase:
    return AppDatabase(
        label=PROJECT,
        name=name,
        setting="STUDY_PROJECT_DATABASE",
        address=lambda dsn: project_address(dsn, name),
        migrations=project_sources(),
    )


def _stored_files(name: str, folder: Path, *, list_contents: ListContents, database: str) -> FileSource:
    store = LocalFileStore(folder)

    async def list_files(connection: Connection) -> AsyncIterator[StoredFile]:
        async for version, sha256 in list_contents(connection):
            path = store.find_path(version)
            if path is not None:
                yield StoredFile(path=path.relative_to(store.objects_folder).as_posix(), sha256=sha256)

    return FileSource(
        name=name,
        folder=store.objects_folder,
        list_files=list_files,
        database=database,
        hold=keep_files,
        owns_folder=True,
        is_required=True,
    )
