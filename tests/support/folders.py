"""Folders for whole servers, and whether other users may enter that of the installed packages."""

import os
import shutil
import stat
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

ENOUGH_MEMORY: Final = 2 * 1024**3
"""Free bytes with which a folder in memory is used."""


def fast_folder(base: Path) -> Path:
    """Return a folder in memory if there is room, else `base`: a clone takes 15 ms, on a busy disk up to 300."""
    memory = Path("/dev/shm")
    usable = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ENOUGH_MEMORY
    return memory if usable else base


def list_files(folder: Path) -> list[Path]:
    """Return all files below a folder in order; folders that another process removes meanwhile are left out."""
    found = (Path(top, name) for top, _, names in os.walk(folder) for name in names)
    return sorted(path for path in found if path.is_file())


@contextmanager
def short_folder() -> Iterator[Path]:
    """Make a folder with a short name, because a Unix socket's path may not be long, and remove it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="alcove-", dir=fast_folder(Path(tempfile.gettempdir()))))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def skip_if_packages_are_private() -> None:
    """Skip a test in which another user needs the installed packages, if that user may not enter their folder."""
    packages = Path(sysconfig.get_path("purelib"))
    if any(not folder.stat().st_mode & stat.S_IXOTH for folder in (packages, *packages.parents)):
        pytest.skip("the installed packages are in a private folder")
