"""Small file systems of their own, which can be filled and made read-only; only root may mount them."""

import errno
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from faults.report import NotRun

MEGABYTE = 1024 * 1024
_FILLER = "filler"


@dataclass(frozen=True, slots=True)
class SmallDisk:
    """A mounted file system in memory."""

    folder: Path

    def fill(self) -> None:
        """Write until there is no space left."""
        with (self.folder / _FILLER).open("ab", buffering=0) as file:
            for size in (MEGABYTE, 4096, 1):
                _write_until_full(file.fileno(), bytes(size))

    def free(self) -> None:
        """Remove what filled it."""
        (self.folder / _FILLER).unlink()

    def set_read_only(self, *, read_only: bool) -> None:
        """Refuse or allow all writes, also to root."""
        _run("mount", "-o", f"remount,{'ro' if read_only else 'rw'}", str(self.folder))


@contextmanager
def small_disk(folder: Path, *, megabytes: int) -> Iterator[SmallDisk]:
    """Mount a file system at a folder for the block; NotRun where mounts are refused."""
    folder.mkdir(parents=True, exist_ok=True)
    _run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "tmpfs", str(folder))
    try:
        yield SmallDisk(folder)
    finally:
        # Lazily, because a process that is about to end may still have a file open.
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _run(*command: str) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise NotRun(f"there is no program {command[0]}") from error
    if done.returncode:
        raise NotRun(f"this machine refuses mounts ({done.stderr.strip()})")


def _write_until_full(descriptor: int, content: bytes) -> None:
    try:
        while True:
            os.write(descriptor, content)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
