"""The embedded PostgreSQL lives exactly as long as somebody needs it, whoever dies."""

import os
import signal
import time
from pathlib import Path

import asyncpg
import psycopg
import pytest

from alcove.foundation.database import EmbeddedPostgres, Status, connect, provide
from support.until import until

from . import holding


def wait_until_gone(pid: int) -> None:
    """Wait until a process that was killed has left the table."""

    def is_gone() -> bool:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        return False

    until(is_gone)


def pid_of(status: Status) -> int:
    """Return the pid of a server that runs."""
    assert status.running
    assert status.pid is not None
    return status.pid


async def test_address_works_for_asyncpg_and_psycopg(data_dir: Path) -> None:
    """Both drivers read the same address and find UTF-8, UTC and the tuned settings."""
    with EmbeddedPostgres(data_dir).lease() as dsn:
        opened = await connect(dsn, name="somebody")
        names = ["server_encoding", "TimeZone", "jit", "random_page_cost", "max_parallel_workers_per_gather"]
        names += ["shared_buffers", "work_mem", "max_connections", "listen_addresses", "fsync"]
        values = [await opened.fetchval("SELECT current_setting($1)", name) for name in names]
        assert values == ["UTF8", "UTC", "off", "1.1", "0", "128MB", "16MB", "100", "", "on"]
        locale = "SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = 'alcove'"
        assert await opened.fetchval(locale) == "bC.UTF-8"
        assert await opened.fetchval("SELECT lower('ÄÉ') || upper('ß')") == "äéß"
        await opened.close()
        assert holding.ask(dsn, "SELECT current_database() || ' ' || current_user") == ["alcove alcove"]


def test_nobody_else_gets_in(data_dir: Path) -> None:
    """The folder is closed to other users and the server listens on its socket alone."""
    with EmbeddedPostgres(data_dir).lease() as dsn:
        folder = data_dir / "postgres"
        assert folder.stat().st_mode & 0o777 == 0o700
        assert (folder / "data").stat().st_mode & 0o077 == 0
        assert (folder / ".s.PGSQL.5432").stat().st_mode & 0o077 == 0
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(dsn.partition("?")[0] + "?host=127.0.0.1", connect_timeout=2)


def test_environment_of_postgresql_tools_changes_nothing(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Variables meant for another PostgreSQL lead neither the server nor its clients astray."""
    for name, value in {"PGDATA": "/nowhere", "PGPORT": "1", "PGHOST": "nowhere.invalid", "PGUSER": "x"}.items():
        monkeypatch.setenv(name, value)
    with EmbeddedPostgres(data_dir).lease() as dsn:
        assert holding.ask(dsn, "SELECT 1") == [1]


def test_stops_and_starts_again_with_its_data(data_dir: Path) -> None:
    """After the last lease the server is gone; the next lease finds the data."""
    embedded = EmbeddedPostgres(data_dir)
    with embedded.lease() as dsn:
        holding.ask(dsn, "CREATE TABLE kept AS SELECT 42 AS a")
    assert not embedded.status().running
    with embedded.lease() as dsn:
        assert holding.ask(dsn, "SELECT a FROM kept") == [42]


def test_killed_holder_leaves_a_server_that_the_next_adopts(data_dir: Path) -> None:
    """After kill -9 of its only user the server runs on; the next user takes that very server, and its end stops it."""
    embedded = EmbeddedPostgres(data_dir)
    with holding.holding(data_dir) as (holder, dsn):
        holding.ask(dsn, "CREATE TABLE kept AS SELECT 42 AS a")
        holding.kill(holder)
    pid = pid_of(embedded.status())
    with embedded.lease() as dsn:
        assert pid_of(embedded.status()) == pid
        assert holding.ask(dsn, "SELECT a FROM kept") == [42]
    assert not embedded.status().running


def test_server_shares_nothing_with_its_starter(data_dir: Path) -> None:
    """Signals to the starter's process group, as from a terminal, miss the server, and it holds none of its pipes."""
    embedded = EmbeddedPostgres(data_dir)
    with holding.holding(data_dir) as (holder, dsn):
        # At SIGINT the holder would give its lease back, and so stop the server itself.
        os.killpg(holder.pid, signal.SIGQUIT)
        os.killpg(holder.pid, signal.SIGKILL)
        # Returns only once nobody has the other end of the pipes any more.
        holder.communicate(timeout=60)
        assert holding.ask(dsn, "SELECT 1") == [1]
        server = pid_of(embedded.status())
        assert os.getsid(server) not in {os.getsid(0), holder.pid}
        inherited = {str(path.readlink()) for path in Path(f"/proc/{server}/fd").iterdir()}
        assert not {name for name in inherited if name.endswith(".lock")}


def test_last_one_out_stops(data_dir: Path) -> None:
    """Of several processes at once, whoever started, only the last to leave stops the server."""
    embedded = EmbeddedPostgres(data_dir)
    with holding.holding(data_dir) as (first, dsn), holding.holding(data_dir) as (second, same):
        assert dsn == same
        pid = pid_of(embedded.status())
        assert holding.leave(first) == 0
        assert pid_of(embedded.status()) == pid
        with embedded.lease():
            assert holding.leave(second) == 0
            assert pid_of(embedded.status()) == pid
        assert not embedded.status().running


def test_many_first_starts_at_once(data_dir: Path) -> None:
    """Four processes that begin together on an empty folder share one cluster."""
    holders = [holding.begin(data_dir) for _ in range(4)]
    try:
        addresses = {holding.ready(holder) for holder in holders}
        assert len(addresses) == 1
        assert holding.ask(addresses.pop(), "SELECT 1") == [1]
        assert [holding.leave(holder) for holder in holders] == [0, 0, 0, 0]
    finally:
        for holder in holders:
            holding.kill(holder)
    assert not EmbeddedPostgres(data_dir).status().running


@pytest.mark.parametrize("delay", [0.12, 0.25, 0.4, 0.6, 0.8])
def test_first_start_killed_anywhere(data_dir: Path, delay: float) -> None:
    """A first start that is killed half way leaves nothing that the next one stumbles over."""
    holder = holding.begin(data_dir)
    time.sleep(delay)
    holding.kill(holder)
    with EmbeddedPostgres(data_dir).lease() as dsn:
        assert holding.ask(dsn, "SELECT current_database()") == ["alcove"]
        assert not (data_dir / "postgres" / "data.new").exists()


def test_half_made_cluster_is_made_anew(data_dir: Path) -> None:
    """What an interrupted first start left is thrown away."""
    left = data_dir / "postgres" / "data.new"
    left.mkdir(parents=True)
    (left / "PG_VERSION").write_text("18\n")
    with EmbeddedPostgres(data_dir).lease() as dsn:
        assert holding.ask(dsn, "SELECT 1") == [1]
        assert not left.exists()


def test_killed_server_recovers(data_dir: Path) -> None:
    """After kill -9 of the server itself, committed rows are there at the next start."""
    embedded = EmbeddedPostgres(data_dir)
    with holding.holding(data_dir) as (_, dsn):
        holding.ask(dsn, "CREATE TABLE kept AS SELECT 42 AS a")
        pid = pid_of(embedded.status())
        os.kill(pid, signal.SIGKILL)
        wait_until_gone(pid)
        with embedded.lease() as again:
            assert holding.ask(again, "SELECT a FROM kept") == [42]


@pytest.mark.parametrize("content", ["our own", f"{2**22 - 1}", "1", "", "rubbish"])
def test_stale_pid_file(data_dir: Path, content: str) -> None:
    """A pid file from before a restart of the machine, its pid now another process's or nobody's, does no harm."""
    embedded = EmbeddedPostgres(data_dir)
    stale = data_dir / "postgres" / "data" / "postmaster.pid"
    with embedded.lease() as dsn:
        lines = stale.read_text().splitlines()
        owner = stale.stat()
    content = str(os.getpid()) if content == "our own" else content
    stale.write_text("\n".join([content, *lines[1:]]) + "\n" if content.isdigit() else content)
    os.chown(stale, owner.st_uid, owner.st_gid)
    assert not embedded.status().running
    with embedded.lease() as dsn:
        assert holding.ask(dsn, "SELECT 1") == [1]


def test_moved_data_directory_works(data_dir: Path) -> None:
    """Nothing in the cluster remembers where it was made."""
    with EmbeddedPostgres(data_dir).lease() as dsn:
        holding.ask(dsn, "CREATE TABLE kept AS SELECT 42 AS a")
    moved = data_dir.with_name('it\'s moved "here" & there')
    data_dir.rename(moved)
    with EmbeddedPostgres(moved).lease() as dsn:
        assert holding.ask(dsn, "SELECT a FROM kept") == [42]


def test_status_tells_the_doctor(data_dir: Path) -> None:
    """Version, state, pid, place and size are known without disturbing anything."""
    embedded = EmbeddedPostgres(data_dir)
    assert embedded.status() == Status(data_dir / "postgres", None, running=False, pid=None, size=0)
    with embedded.lease():
        status = embedded.status()
        assert (status.version, status.running) == ("18", True)
        assert status.size > 20_000_000
        os.kill(pid_of(status), 0)
    after = embedded.status()
    assert (after.version, after.running, after.pid) == ("18", False, None)


class External:
    """Settings that name a server of one's own, or none."""

    def __init__(self, address: str | None) -> None:
        self._address = address

    def dsn(self) -> str | None:
        """Return the address."""
        return self._address


async def test_provide_uses_what_is_configured(data_dir: Path, empty_dsn: str) -> None:
    """With an address nothing is started; without one the embedded server runs for the block."""
    with provide(External(empty_dsn), data_dir) as dsn:
        assert dsn == empty_dsn
        assert not EmbeddedPostgres(data_dir).status().version
    with provide(External(None), data_dir) as dsn:
        opened = await asyncpg.connect(dsn)
        assert await opened.fetchval("SELECT 1") == 1
        await opened.close()
    assert not EmbeddedPostgres(data_dir).status().running
