"""A small disk of a test's own (tmpfs), which it fills and frees; skipped where mounts are refused."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from alcove.foundation.disk_space import free_bytes
from support.folders import short_folder


@dataclass(frozen=True, slots=True)
class SmallDisk:
    """A mounted disk and the file that fills it."""

    path: Path

    @property
    def free(self) -> int:
        """The free bytes."""
        return free_bytes(self.path)

    def fill(self, *, leave: int = 0) -> None:
        """Fill the disk but for `leave` bytes, to the last byte if that is 0; more with each call."""
        with (self.path / "filler").open("ab", buffering=0) as file:
            for size in (65_536, 4096, 1):
                _append_blocks(self, file.fileno(), size=size, leave=leave)

    def empty(self) -> None:
        """Free the space again."""
        (self.path / "filler").unlink(missing_ok=True)


def _append_blocks(disk: SmallDisk, file: int, *, size: int, leave: int) -> None:
    with suppress(OSError):
        while not leave or disk.free >= leave + size:
            os.write(file, b"x" * size)


@contextmanager
def small_disk(*, megabytes: int) -> Iterator[SmallDisk]:
    """Yield a new disk; the test is skipped where nothing may be mounted."""
    with short_folder() as folder:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "tmpfs", folder],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if mounted.returncode != 0:
            pytest.skip(f"a disk of the test's own cannot be mounted: {mounted.stderr.strip()}")
        try:
            yield SmallDisk(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)
