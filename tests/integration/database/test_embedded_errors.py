"""What keeps the embedded PostgreSQL from running is said with the way out."""

import fcntl
import os
import pwd
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from alcove.foundation.database import ClusterBusy, ClusterFailed, EmbeddedPostgres, SocketPathTooLong, VersionMismatch
from alcove.foundation.database.account import CANDIDATES, Account
from alcove.foundation.database.locks import exclusive

from . import holding


def test_path_too_long(data_dir: Path) -> None:
    """A path that no socket can have is refused before anything is made, with the name of the setting."""
    long = data_dir / ("x" * 90)
    with pytest.raises(SocketPathTooLong, match=r"\d+ characters too long.*ALCOVE_DATA_DIR"):
        EmbeddedPostgres(long).lease().__enter__()
    assert not data_dir.exists()


def test_path_with_a_comma(data_dir: Path) -> None:
    """A path that PostgreSQL's clients would misread is refused before anything is made."""
    with pytest.raises(ClusterFailed, match="comma"):
        EmbeddedPostgres(data_dir / "a,b").lease().__enter__()
    assert not data_dir.exists()


def test_longest_path_works() -> None:
    """A path that just fits is accepted by server and drivers alike."""
    with tempfile.TemporaryDirectory(prefix="a") as name:
        room = 103 - len("/postgres/.s.PGSQL.5432") - len(name) - 1
        with EmbeddedPostgres(Path(name) / ("é" * (room // 2) + "x" * (room % 2))).lease() as dsn:
            assert holding.ask(dsn, "SELECT 1") == [1]


def test_other_major_version(data_dir: Path) -> None:
    """Data of another major version is left alone, with what to do about it."""
    data = data_dir / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("17\n")
    with pytest.raises(VersionMismatch, match=r"made by PostgreSQL 17.*brings PostgreSQL 18.*pg_dump"):
        EmbeddedPostgres(data_dir).lease().__enter__()
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]


def test_not_a_cluster(data_dir: Path) -> None:
    """A folder that holds something else is left alone."""
    (data_dir / "postgres" / "data").mkdir(parents=True)
    with pytest.raises(ClusterFailed, match="is not PostgreSQL data"):
        EmbeddedPostgres(data_dir).lease().__enter__()


def test_server_that_does_not_start(data_dir: Path) -> None:
    """The end of the server's own log is in the error, and a corrected setting starts the same cluster."""
    with EmbeddedPostgres(data_dir).lease():
        pass
    with pytest.raises(ClusterFailed, match="did not start") as caught:
        EmbeddedPostgres(data_dir, settings={"max_connections": "a lot"}).lease().__enter__()
    assert 'invalid value for parameter "max_connections": "a lot"' in str(caught.value)
    with EmbeddedPostgres(data_dir).lease() as dsn:
        assert holding.ask(dsn, "SELECT 1") == [1]


def test_busy_start_gives_up(data_dir: Path) -> None:
    """A start lock that is never freed ends in an error that names it."""
    data_dir.mkdir()
    path = data_dir / "start.lock"
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with (
            pytest.raises(ClusterBusy, match=r"for 0\.1 s.*start\.lock"),
            exclusive(path, Account(os.geteuid(), os.getegid()), timeout=0.1),
        ):
            pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has others to run as")
@pytest.mark.parametrize("mode", [0o700, 0o755])
def test_root_runs_it_as_somebody_else(data_dir: Path, mode: int) -> None:
    """As root the server runs under another account, which may walk through the data directory, and no other folder."""
    data_dir.mkdir(parents=True)
    data_dir.parent.chmod(mode)
    data_dir.chmod(mode)
    embedded = EmbeddedPostgres(data_dir)
    with embedded.lease() as dsn:
        assert holding.ask(dsn, "SELECT 1") == [1]
        status = Path(f"/proc/{embedded.status().pid}").stat()
        assert status.st_uid == (data_dir / "postgres").stat().st_uid != 0
    assert data_dir.parent.stat().st_mode & 0o777 == mode
    assert data_dir.stat().st_mode & 0o777 == mode
    assert data_dir.stat().st_uid == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has others to run as")
def test_the_account_walks_through_a_closed_data_directory(data_dir: Path) -> None:
    """Below open folders the data directory lets the account's group pass, and the server needs no capability."""
    data_dir.mkdir(mode=0o700)
    data_dir.parent.chmod(0o755)
    embedded = EmbeddedPostgres(data_dir)
    with embedded.lease() as dsn:
        assert holding.ask(dsn, "SELECT 1") == [1]
        status = Path(f"/proc/{embedded.status().pid}/status").read_text()
    assert "CapEff:\t0000000000000000\n" in status
    assert data_dir.stat().st_mode & 0o777 == 0o710
    assert (data_dir.stat().st_uid, data_dir.stat().st_gid) == (0, (data_dir / "postgres").stat().st_gid)


def lease_without(capability: str, data_dir: Path) -> subprocess.CompletedProcess[str]:
    """Take a lease as a root who lacks a capability, as in a container."""
    lacking = ("setpriv", f"--bounding-set=-{capability}", "--")
    return subprocess.run(
        [*lacking, sys.executable, holding.PROGRAM, str(data_dir)], input="", capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has others to run as")
def test_root_of_a_container_reaches_closed_data_too(data_dir: Path) -> None:
    """Without CAP_DAC_READ_SEARCH, which containers lack, the server reaches data below a closed folder as well."""
    data_dir.parent.chmod(0o700)
    done = lease_without("dac_read_search", data_dir)
    assert done.stdout.startswith("postgresql://"), done.stderr
    assert done.returncode == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has others to run as")
def test_root_that_may_become_nobody_else(data_dir: Path) -> None:
    """A root without the right to change its user is told to run as a plain user."""
    done = lease_without("setuid", data_dir)
    assert "this root may not become user" in done.stderr
    assert done.returncode != 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has others to run as")
def test_root_runs_it_as_the_owner_of_the_data(data_dir: Path) -> None:
    """A data directory that belongs to a plain user keeps belonging to that user."""
    plain = next(entry for entry in pwd.getpwall() if entry.pw_uid != 0 and entry.pw_name not in CANDIDATES)
    data_dir.mkdir()
    os.chown(data_dir, plain.pw_uid, plain.pw_gid)
    embedded = EmbeddedPostgres(data_dir)
    with embedded.lease():
        assert Path(f"/proc/{embedded.status().pid}").stat().st_uid == plain.pw_uid
    assert {path.stat().st_uid for path in (data_dir / "postgres").rglob("*")} == {plain.pw_uid}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has others to run as")
def test_root_does_not_use_an_account_without_a_name(data_dir: Path) -> None:
    """A data directory of a user whom this machine does not know is used through one that it knows."""
    data_dir.mkdir()
    os.chown(data_dir, 54321, 54321)
    with EmbeddedPostgres(data_dir).lease() as dsn:
        assert holding.ask(dsn, "SELECT 1") == [1]
    assert (data_dir / "postgres").stat().st_uid not in {0, 54321}
