"""Errors of the embedded PostgreSQL say what to do."""

import fcntl
import os
import pwd
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from alcove.foundation.database import ClusterBusy, ClusterFailed, EmbeddedPostgres, SocketPathTooLong, VersionMismatch
from alcove.foundation.database.file_locks import hold_exclusive
from alcove.foundation.database.system_account import CANDIDATE_USERS, SystemAccount

from . import lease_processes


def test_path_too_long(data_dir: Path) -> None:
    """A path that is too long for a socket is refused before anything is created; the error names the setting."""
    long = data_dir / ("x" * 90)
    with pytest.raises(SocketPathTooLong, match=r"\d+ characters too long.*ALCOVE_DATA_DIR"):
        EmbeddedPostgres(long).lease().__enter__()
    assert not data_dir.exists()


def test_path_with_a_comma(data_dir: Path) -> None:
    """A path that PostgreSQL's clients would misread is refused before anything is created."""
    with pytest.raises(ClusterFailed, match="comma"):
        EmbeddedPostgres(data_dir / "a,b").lease().__enter__()
    assert not data_dir.exists()


def test_the_longest_path_works() -> None:
    """Server and drivers accept a path of the maximum length."""
    with tempfile.TemporaryDirectory(prefix="a") as name:
        room = 103 - len("/postgres/.s.PGSQL.5432") - len(name) - 1
        with EmbeddedPostgres(Path(name) / ("é" * (room // 2) + "x" * (room % 2))).lease() as dsn:
            assert lease_processes.query(dsn, "SELECT 1") == [1]


def test_other_major_version(data_dir: Path) -> None:
    """Data of another major version is not changed; the error says what to do."""
    data = data_dir / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("17\n")
    with pytest.raises(VersionMismatch, match=r"made by PostgreSQL 17.*comes with PostgreSQL 18.*pg_dump"):
        EmbeddedPostgres(data_dir).lease().__enter__()
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]


def test_not_a_cluster(data_dir: Path) -> None:
    """A folder with other content is not changed."""
    (data_dir / "postgres" / "data").mkdir(parents=True)
    with pytest.raises(ClusterFailed, match="is not PostgreSQL data"):
        EmbeddedPostgres(data_dir).lease().__enter__()


def test_server_that_does_not_start(data_dir: Path) -> None:
    """The error has the end of the server's log, and the cluster starts with a corrected setting."""
    with EmbeddedPostgres(data_dir).lease():
        pass
    with pytest.raises(ClusterFailed, match="did not start") as caught:
        EmbeddedPostgres(data_dir, settings={"max_connections": "a lot"}).lease().__enter__()
    assert 'invalid value for parameter "max_connections": "a lot"' in str(caught.value)
    with EmbeddedPostgres(data_dir).lease() as dsn:
        assert lease_processes.query(dsn, "SELECT 1") == [1]


def test_busy_start_gives_up(data_dir: Path) -> None:
    """When the start lock is never released, the error names it."""
    data_dir.mkdir()
    path = data_dir / "start.lock"
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with (
            pytest.raises(ClusterBusy, match=r"for 0\.1 s.*start\.lock"),
            hold_exclusive(path, SystemAccount(os.geteuid(), os.getegid()), timeout=0.1),
        ):
            pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can run as another user")
@pytest.mark.parametrize("mode", [0o700, 0o755])
def test_root_uses_another_account(data_dir: Path, mode: int) -> None:
    """As root the server runs under another account; permissions of the folders do not change."""
    data_dir.mkdir(parents=True)
    data_dir.parent.chmod(mode)
    data_dir.chmod(mode)
    embedded = EmbeddedPostgres(data_dir)
    with embedded.lease() as dsn:
        assert lease_processes.query(dsn, "SELECT 1") == [1]
        status = Path(f"/proc/{embedded.status().pid}").stat()
        assert status.st_uid == (data_dir / "postgres").stat().st_uid != 0
    assert data_dir.parent.stat().st_mode & 0o777 == mode
    assert data_dir.stat().st_mode & 0o777 == mode
    assert data_dir.stat().st_uid == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can run as another user")
def test_the_account_may_pass_through_a_private_data_directory(data_dir: Path) -> None:
    """Below public folders the group of the account may pass through, and the server needs no capability."""
    data_dir.mkdir(mode=0o700)
    data_dir.parent.chmod(0o755)
    embedded = EmbeddedPostgres(data_dir)
    with embedded.lease() as dsn:
        assert lease_processes.query(dsn, "SELECT 1") == [1]
        status = Path(f"/proc/{embedded.status().pid}/status").read_text()
    assert "CapEff:\t0000000000000000\n" in status
    assert data_dir.stat().st_mode & 0o777 == 0o710
    assert (data_dir.stat().st_uid, data_dir.stat().st_gid) == (0, (data_dir / "postgres").stat().st_gid)


def lease_without(capability: str, data_dir: Path) -> subprocess.CompletedProcess[str]:
    """Take a lease as root without a capability, as in a container."""
    prefix = ("setpriv", f"--bounding-set=-{capability}", "--")
    return subprocess.run(
        [*prefix, sys.executable, lease_processes.PROGRAM, str(data_dir)], input="", capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can run as another user")
def test_root_in_a_container_can_use_a_private_folder(data_dir: Path) -> None:
    """Without CAP_DAC_READ_SEARCH, as in containers, the server can use data below a private folder."""
    data_dir.parent.chmod(0o700)
    completed = lease_without("dac_read_search", data_dir)
    assert completed.stdout.startswith("postgresql://"), completed.stderr
    assert completed.returncode == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can run as another user")
def test_root_without_setuid(data_dir: Path) -> None:
    """Root without CAP_SETUID gets an error that says to run as a normal user."""
    completed = lease_without("setuid", data_dir)
    assert "this root user may not become user" in completed.stderr
    assert completed.returncode != 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can run as another user")
def test_root_uses_the_owner_of_the_data(data_dir: Path) -> None:
    """A data directory of a normal user keeps its owner."""
    user = next(entry for entry in pwd.getpwall() if entry.pw_uid != 0 and entry.pw_name not in CANDIDATE_USERS)
    data_dir.mkdir()
    os.chown(data_dir, user.pw_uid, user.pw_gid)
    embedded = EmbeddedPostgres(data_dir)
    with embedded.lease():
        assert Path(f"/proc/{embedded.status().pid}").stat().st_uid == user.pw_uid
    assert {path.stat().st_uid for path in (data_dir / "postgres").rglob("*")} == {user.pw_uid}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can run as another user")
def test_root_does_not_use_an_account_without_a_name(data_dir: Path) -> None:
    """For a data directory whose owner has no name, another account is used."""
    data_dir.mkdir()
    os.chown(data_dir, 54321, 54321)
    with EmbeddedPostgres(data_dir).lease() as dsn:
        assert lease_processes.query(dsn, "SELECT 1") == [1]
    assert (data_dir / "postgres").stat().st_uid not in {0, 54321}
