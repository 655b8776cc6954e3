"""The file of a backup is complete under its name, or it is not there."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from alcove.foundation.backup import BackupError, TargetInUse, check_space, check_target, open_target
from support.small_disk import small_disk
from support.until import until


def _write(path: Path, *pieces: bytes, data_dir: Path, reserve_mb: int = 0, replace: bool = False) -> None:
    with open_target(path, data_dir=data_dir, reserve_mb=reserve_mb, replace=replace) as target:
        for piece in pieces:
            target.write(piece)


WRITER = """
import sys, time
from pathlib import Path
from alcove.foundation.backup import open_target
with open_target(Path(sys.argv[1]), data_dir=Path(sys.argv[2]), reserve_mb=0, replace=True) as target:
    target.write(b"half")
    print("written", flush=True)
    time.sleep(60)
"""


def test_a_target_appears_complete_and_private(tmp_path: Path) -> None:
    """While the block runs there is no file; afterwards it is complete, and only its owner can read it."""
    path, previous = tmp_path / "b.tar", os.umask(0)
    try:
        with open_target(path, data_dir=tmp_path, reserve_mb=0, replace=False) as target:
            target.write(b"one")
            assert list(tmp_path.iterdir()) == []
            target.write(b"two")
    finally:
        os.umask(previous)
    assert path.read_bytes() == b"onetwo"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_error_leaves_the_old_file(tmp_path: Path) -> None:
    """After an error in the block the folder is as it was."""
    path = tmp_path / "b.tar"
    path.write_bytes(b"old")
    with pytest.raises(TypeError):
        _write(path, b"new", "no bytes", data_dir=tmp_path, replace=True)  # type: ignore[arg-type]
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"old"]


def test_a_file_is_replaced_on_request_only(tmp_path: Path) -> None:
    """An existing file is refused before and after the work, and replaced with `replace`."""
    path = tmp_path / "b.tar"
    path.write_bytes(b"another")
    with pytest.raises(TargetInUse, match="--force"):
        _write(path, b"new", data_dir=tmp_path)
    assert path.read_bytes() == b"another"
    with pytest.raises(TargetInUse, match="exists already"):
        check_target(path, replace=False)
    _write(path, b"new", data_dir=tmp_path, replace=True)
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"new"]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_kill_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    """A process that is killed in the middle leaves the old file, and no other."""
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "b.tar").write_bytes(b"old")
    command = [sys.executable, "-c", WRITER, str(folder / "b.tar"), str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "written\n"
        process.send_signal(number)
        process.wait()
    assert [file.read_bytes() for file in until(lambda: list(folder.iterdir()))] == [b"old"]


def test_a_full_disk_is_explained(tmp_path: Path) -> None:
    """When the disk becomes full, the error says so, and nothing is left."""
    with small_disk(megabytes=2) as disk:
        with pytest.raises(BackupError, match="the disk is full"):
            _write(disk.path / "b.tar", *[bytes(1024 * 1024)] * 4, data_dir=tmp_path)
        assert list(disk.path.iterdir()) == []


def test_space_for_the_server_stays_free() -> None:
    """On the disk of the data directory a backup stops before the server has no room any more."""
    with small_disk(megabytes=100) as disk, pytest.raises(BackupError, match="of which 50 MB stay free"):
        _write(disk.path / "b.tar", *[bytes(1024 * 1024)] * 100, data_dir=disk.path, reserve_mb=50)


def test_files_that_cannot_fit_are_refused_at_once(tmp_path: Path) -> None:
    """Nothing is written when the files alone are larger than the free space; a folder or no folder is no target."""
    with pytest.raises(BackupError, match="does not fit"):
        check_space(tmp_path / "b.tar", needed=1 << 60)
    with pytest.raises(BackupError, match="is a folder"):
        check_target(tmp_path, replace=True)
    with pytest.raises(BackupError, match="does not exist"):
        check_target(tmp_path / "no" / "b.tar", replace=True)
