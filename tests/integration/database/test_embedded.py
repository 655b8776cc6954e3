"""The embedded PostgreSQL runs exactly while a process holds a lease, even when processes are killed."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import asyncpg
import psycopg
import pytest

from alcove.foundation.database import ClusterStatus, EmbeddedPostgres, connect, provide_database
from support.until import until

from . import lease_processes


def wait_until_gone(pid: int) -> None:
    """Wait until a killed process has exited."""

    def is_gone() -> bool:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        return False

    until(is_gone)


def server_pid(status: ClusterStatus) -> int:
    """Return the pid of a running server."""
    assert status.running
    assert status.pid is not None
    return status.pid


async def test_address_works_for_asyncpg_and_psycopg(data_dir: Path) -> None:
    """Both drivers accept the DSN and see UTF-8, UTC and the tuned settings."""
    with EmbeddedPostgres(data_dir).lease() as dsn:
        connection = await connect(dsn, name="test")
        names = ["server_encoding", "TimeZone", "jit", "random_page_cost", "max_parallel_workers_per_gather"]
        names += ["shared_buffers", "work_mem", "max_connections", "listen_addresses", "fsync"]
        values = [await connection.fetchval("SELECT current_setting($1)", name) for name in names]
        assert values == ["UTF8", "UTC", "off", "1.1", "0", "128MB", "16MB", "100", "", "on"]
        locale = "SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = 'alcove'"
        assert await connection.fetchval(locale) == "bC.UTF-8"
        assert await connection.fetchval("SELECT lower('ÄÉ') || upper('ß')") == "äéß"
        await connection.close()
        assert lease_processes.query(dsn, "SELECT current_database() || ' ' || current_user") == ["alcove alcove"]


def test_other_users_have_no_access(made_data_dir: Path) -> None:
    """The folder is private, and the server listens only on its socket."""
    with EmbeddedPostgres(made_data_dir).lease() as dsn:
        folder = made_data_dir / "postgres"
        assert folder.stat().st_mode & 0o777 == 0o700
        assert (folder / "data").stat().st_mode & 0o077 == 0
        assert (folder / ".s.PGSQL.5432").stat().st_mode & 0o077 == 0
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(dsn.partition("?")[0] + "?host=127.0.0.1", connect_timeout=2)


def test_libpq_environment_variables_are_ignored(made_data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Variables for another PostgreSQL affect neither the server nor its clients."""
    for name, value in {"PGDATA": "/nowhere", "PGPORT": "1", "PGHOST": "nowhere.invalid", "PGUSER": "x"}.items():
        monkeypatch.setenv(name, value)
    with EmbeddedPostgres(made_data_dir).lease() as dsn:
        assert lease_processes.query(dsn, "SELECT 1") == [1]


def test_stops_and_restarts_with_its_data(made_data_dir: Path) -> None:
    """The server stops after the last lease; the next lease finds the data."""
    embedded = EmbeddedPostgres(made_data_dir)
    with embedded.lease() as dsn:
        lease_processes.query(dsn, "CREATE TABLE kept AS SELECT 42 AS a")
    assert not embedded.status().running
    with embedded.lease() as dsn:
        assert lease_processes.query(dsn, "SELECT a FROM kept") == [42]


def test_a_server_whose_process_was_killed_is_reused(made_data_dir: Path) -> None:
    """After SIGKILL of the only process with a lease the server keeps running; the next lease uses and stops it."""
    embedded = EmbeddedPostgres(made_data_dir)
    with lease_processes.running(made_data_dir) as (holder, dsn):
        lease_processes.query(dsn, "CREATE TABLE kept AS SELECT 42 AS a")
        lease_processes.kill(holder)
    pid = server_pid(embedded.status())
    with embedded.lease() as dsn:
        assert server_pid(embedded.status()) == pid
        assert lease_processes.query(dsn, "SELECT a FROM kept") == [42]
    assert not embedded.status().running


def test_the_server_is_detached_from_its_starter(made_data_dir: Path) -> None:
    """Signals to the starter's process group do not reach the server, and it inherits none of its pipes."""
    embedded = EmbeddedPostgres(made_data_dir)
    with lease_processes.running(made_data_dir) as (holder, dsn):
        # SIGINT would make the process release its lease and stop the server.
        os.killpg(holder.pid, signal.SIGQUIT)
        os.killpg(holder.pid, signal.SIGKILL)
        # Returns only when no process has the other end of the pipes open.
        holder.communicate(timeout=60)
        assert lease_processes.query(dsn, "SELECT 1") == [1]
        server = server_pid(embedded.status())
        assert os.getsid(server) not in {os.getsid(0), holder.pid}
        inherited = {str(path.readlink()) for path in Path(f"/proc/{server}/fd").iterdir()}
        assert not {name for name in inherited if name.endswith(".lock")}


def test_the_last_process_stops_the_server(made_data_dir: Path) -> None:
    """Of several processes only the last one stops the server, whichever started it."""
    embedded = EmbeddedPostgres(made_data_dir)
    with (
        lease_processes.running(made_data_dir) as (first, dsn),
        lease_processes.running(made_data_dir) as (second, second_dsn),
    ):
        assert dsn == second_dsn
        pid = server_pid(embedded.status())
        assert lease_processes.stop(first) == 0
        assert server_pid(embedded.status()) == pid
        with embedded.lease():
            assert lease_processes.stop(second) == 0
            assert server_pid(embedded.status()) == pid
        assert not embedded.status().running


def test_many_first_starts_at_once(data_dir: Path) -> None:
    """Four processes that start together on an empty folder share one cluster."""
    holders = [lease_processes.start(data_dir) for _ in range(4)]
    try:
        addresses = {lease_processes.wait_for_lease(holder) for holder in holders}
        assert len(addresses) == 1
        assert lease_processes.query(addresses.pop(), "SELECT 1") == [1]
        assert [lease_processes.stop(holder) for holder in holders] == [0, 0, 0, 0]
    finally:
        for holder in holders:
            lease_processes.kill(holder)
    assert not EmbeddedPostgres(data_dir).status().running


@pytest.mark.parametrize(
    "delay", [0.4, *(pytest.param(delay, marks=pytest.mark.slow) for delay in (0.12, 0.25, 0.6, 0.8))]
)
def test_first_start_killed_anywhere(data_dir: Path, delay: float) -> None:
    """After a first start that was killed at any time, the next one succeeds."""
    holder = lease_processes.start(data_dir)
    time.sleep(delay)
    lease_processes.kill(holder)
    with EmbeddedPostgres(data_dir).lease() as dsn:
        assert lease_processes.query(dsn, "SELECT current_database()") == ["alcove"]
        assert not (data_dir / "postgres" / "data.new").exists()


def test_an_incomplete_cluster_is_initialised_again(data_dir: Path) -> None:
    """The remains of an interrupted first start are deleted."""
    leftover = data_dir / "postgres" / "data.new"
    leftover.mkdir(parents=True)
    (leftover / "PG_VERSION").write_text("18\n")
    with EmbeddedPostgres(data_dir).lease() as dsn:
        assert lease_processes.query(dsn, "SELECT 1") == [1]
        assert not leftover.exists()


@pytest.mark.slow
def test_killed_server_recovers(made_data_dir: Path) -> None:
    """After SIGKILL of the server, committed rows are there at the next start."""
    embedded = EmbeddedPostgres(made_data_dir)
    with lease_processes.running(made_data_dir) as (_, dsn):
        lease_processes.query(dsn, "CREATE TABLE kept AS SELECT 42 AS a")
        pid = server_pid(embedded.status())
        os.kill(pid, signal.SIGKILL)
        wait_until_gone(pid)
        with embedded.lease() as new_dsn:
            assert lease_processes.query(new_dsn, "SELECT a FROM kept") == [42]


@pytest.mark.parametrize("content", ["own pid", f"{2**22 - 1}", "1", "", "rubbish"])
def test_stale_pid_file(made_data_dir: Path, content: str) -> None:
    """A pid file from before a reboot, whose pid is unused or another process's now, does not prevent a start."""
    embedded = EmbeddedPostgres(made_data_dir)
    stale = made_data_dir / "postgres" / "data" / "postmaster.pid"
    with embedded.lease() as dsn:
        lines = stale.read_text().splitlines()
        owner = stale.stat()
    content = str(os.getpid()) if content == "own pid" else content
    stale.write_text("\n".join([content, *lines[1:]]) + "\n" if content.isdigit() else content)
    os.chown(stale, owner.st_uid, owner.st_gid)
    assert not embedded.status().running
    with embedded.lease() as dsn:
        assert lease_processes.query(dsn, "SELECT 1") == [1]


def test_moved_data_directory_works(made_data_dir: Path) -> None:
    """The cluster contains no absolute path."""
    with EmbeddedPostgres(made_data_dir).lease() as dsn:
        lease_processes.query(dsn, "CREATE TABLE kept AS SELECT 42 AS a")
    moved = made_data_dir.with_name('it\'s moved "here" & there')
    made_data_dir.rename(moved)
    with EmbeddedPostgres(moved).lease() as dsn:
        assert lease_processes.query(dsn, "SELECT a FROM kept") == [42]


def test_status(data_dir: Path) -> None:
    """Version, state, pid, path and size are reported without changing the cluster."""
    embedded = EmbeddedPostgres(data_dir)
    assert embedded.status() == ClusterStatus(data_dir / "postgres", None, running=False, pid=None, size=0)
    with embedded.lease():
        status = embedded.status()
        assert (status.version, status.running) == ("18", True)
        assert status.size > 20_000_000
        os.kill(server_pid(status), 0)
    after = embedded.status()
    assert (after.version, after.running, after.pid) == ("18", False, None)


class FakeSettings:
    """Settings with the DSN of an external database, or without."""

    def __init__(self, external_dsn: str | None) -> None:
        self._dsn = external_dsn

    def dsn(self) -> str | None:
        """Return the DSN."""
        return self._dsn


async def test_the_configured_database_is_used(data_dir: Path, empty_dsn: str) -> None:
    """With a DSN nothing is started; without one the embedded server runs during the block."""
    with provide_database(FakeSettings(empty_dsn), data_dir) as dsn:
        assert dsn == empty_dsn
        assert not EmbeddedPostgres(data_dir).status().version
    with provide_database(FakeSettings(None), data_dir) as dsn:
        connection = await asyncpg.connect(dsn)
        assert await connection.fetchval("SELECT 1") == 1
        await connection.close()
    assert not EmbeddedPostgres(data_dir).status().running


@pytest.mark.slow
def test_leases_that_end_and_start_at_once(made_data_dir: Path) -> None:
    """While leases of several threads end, so that the server stops, others start it again, and none is refused."""

    def use(rounds: int) -> None:
        for _ in range(rounds):
            with EmbeddedPostgres(made_data_dir).lease() as dsn:
                assert lease_processes.query(dsn, "SELECT 1::text") == ["1"]

    with ThreadPoolExecutor(4) as threads:
        for done in [threads.submit(use, 12) for _ in range(4)]:
            done.result()
    assert not EmbeddedPostgres(made_data_dir).status().running
