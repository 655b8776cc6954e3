"""What a backup contains besides the database: delivered files that are still in the data directory.

Folders of libraries elsewhere have backups of their own; covers and unfinished files are fetched again.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from alcove.apps.books.delivery import files
from alcove.apps.books.settings import INGEST_FOLDER
from alcove.foundation.backup import BackupParts, FileSource, StoredFile
from alcove.foundation.database import Connection
from alcove.foundation.settings import Configuration

SOURCE: Final = "delivered-books"
"""The name of these files in archives."""


def list_backup_parts(configuration: Configuration) -> BackupParts:
    """Return the files of this app."""
    folder = configuration.data_dir / INGEST_FOLDER

    async def list_files(connection: Connection) -> AsyncIterator[StoredFile]:
        async for path in files.list_paths_below(connection, str(folder)):
            yield StoredFile(path=Path(path).relative_to(folder).as_posix())

    return BackupParts(files=[FileSource(name=SOURCE, folder=folder, list_files=list_files)])
