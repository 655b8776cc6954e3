"""Folders for whole servers."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def short_folder() -> Iterator[Path]:
    """Make a folder with a short name, because a Unix socket's path may not be long, and remove it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="alcove-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
