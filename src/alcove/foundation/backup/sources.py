"""Files that no row names: single files, and all files of a folder."""

import os
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from pathlib import Path

from alcove.foundation.backup.model import STAGING, FileList, FileSource, StoredFile
from alcove.foundation.database import Connection


def single_file(
    name: str, file: Path, *, path: str, keeps_existing: bool = False, is_secret: bool = False
) -> FileSource:
    """Return the source of one file, if it exists; its name in backups is `path`, whatever the settings call it."""
    return FileSource(
        name=name,
        folder=file.parent,
        list_files=_list(lambda: [path] if file.is_file() else []),
        file_names={path: file.name},
        keeps_existing=keeps_existing,
        is_secret=is_secret,
    )


def list_tree(folder: Path, *, suffix: str = "") -> FileList:
    """Return the list of all files below a folder whose names end with `suffix`."""
    return _list(lambda: _walk(folder, suffix))


def _list(find_paths: Callable[[], Iterable[str]]) -> FileList:
    async def list_files(_: Connection) -> AsyncIterator[StoredFile]:
        for path in find_paths():
            yield StoredFile(path=path)

    return list_files


def _walk(folder: Path, suffix: str) -> Iterator[str]:
    for directory, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != STAGING)
        for name in sorted(name for name in names if name.endswith(suffix)):
            path = Path(directory, name)
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(folder).as_posix()
