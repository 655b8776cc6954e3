"""Fixtures: one or two file systems, and a library's folder that refuses calls as some mounts do."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest

from integration.books.downloads.world import World
from support.refusing_mount import build_refusing_mount, refuse_calls

ELSEWHERE = Path("/dev/shm")

needs_another_disk = pytest.mark.skipif(
    not os.access(ELSEWHERE, os.W_OK), reason="this machine has no second file system to write to"
)


@pytest.fixture(params=["one disk", pytest.param("two disks", marks=needs_another_disk)])
def disks(request: pytest.FixtureRequest, world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Put the staging folder on the library's file system, or on another one."""
    if request.param == "one disk":
        yield
        return
    folder = ELSEWHERE / f"alcove-test-staging-{os.getpid()}-{tmp_path_factory.getbasetemp().name}"
    world.staging = folder
    world.settings(tmp_dir=folder)
    yield
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def refusing_mount(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the library that makes calls fail."""
    return build_refusing_mount(tmp_path_factory.mktemp("refusing"))


@pytest.fixture
def refuse(world: World, refusing_mount: Path) -> Callable[..., Mapping[str, str]]:
    """Return a function that builds the environment of a worker on whose library's folder calls fail."""
    return partial(refuse_calls, refusing_mount, folder=world.library)


class Disk:
    """A small file system of a test, which can be filled, made read-only and unmounted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / ".filler"

    def mount(self) -> bool:
        """Mount the disk at its folder, empty; False where that is refused."""
        command = ["mount", "-t", "tmpfs", "-o", "size=96m,mode=0755", "tmpfs", str(self.folder)]
        return subprocess.run(command, capture_output=True, check=False, timeout=30).returncode == 0

    def unmount(self) -> None:
        """Unmount the disk, if it is mounted."""
        if self.folder.is_mount():
            subprocess.run(["umount", str(self.folder)], check=True, timeout=30)

    def fill(self, *, free: int) -> None:
        """Use up the disk but for some bytes."""
        stats = os.statvfs(self.folder)
        with self._filler.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, stats.f_bavail * stats.f_frsize - free)

    def empty(self) -> None:
        """Free the space again."""
        self._filler.unlink()

    def set_read_only(self, *, read_only: bool) -> None:
        """Mount the disk read-only or writable."""
        mode = "ro" if read_only else "rw"
        subprocess.run(["mount", "-o", f"remount,{mode}", str(self.folder)], check=True, timeout=30)


@pytest.fixture
def disk(world: World) -> Iterator[Disk]:
    """Yield a disk of 96 MB that is mounted at the library's folder; skip where mounts are refused."""
    world.library.mkdir()
    disk = Disk(world.library)
    if os.geteuid() != 0 or not disk.mount():
        pytest.skip("a small disk cannot be mounted here")
    yield disk
    disk.unmount()
