"""`alcove serve`: start, restarts and shutdown."""

import asyncio
import contextlib
import os
import re
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

from alcove.foundation.database import EmbeddedPostgres
from support.processes import DIRECT, AlcoveProcess, environment, is_alive, postmaster_pid, run_alcove
from support.until import until

Start = Callable[..., AlcoveProcess]


def test_serve_starts_prints_its_url_and_stops(start: Start, home: Path) -> None:
    """The server responds and prints its URL; after SIGTERM it exits with 0 and leaves no process."""
    serve = start("serve", fresh=True).wait_ready()
    assert serve.get("/health/live")[0] == 200
    until(lambda: f"http://127.0.0.1:{serve.port}" in serve.output)
    children = serve.children("api") + serve.children("worker")
    database = postmaster_pid(home / "data")
    assert len(children) == 2
    assert is_alive(database)
    assert serve.stop() == 0
    assert not [pid for pid in (*children, database) if is_alive(pid)]


def test_both_loopback_addresses_respond(server: AlcoveProcess) -> None:
    """A server on 127.0.0.1 responds on ::1 too if it exists, because browsers may try it first."""
    if not Path("/proc/net/if_inet6").exists() or "lo" not in Path("/proc/net/if_inet6").read_text():
        pytest.skip("this machine has no IPv6")
    with DIRECT.open(f"http://[::1]:{server.port}/health/live", timeout=30) as response:
        assert response.status == 200


async def test_a_graceful_stop_finishes_a_slow_request(start: Start, home: Path) -> None:
    """A request that waits for the database at SIGTERM gets its complete response."""
    serve = start("serve").wait_ready()
    answers: list[tuple[int, bytes]] = []
    asking = threading.Thread(target=lambda: answers.append(serve.get("/health/ready")))
    connection = await asyncpg.connect(EmbeddedPostgres(home / "data").dsn)
    async with connection.transaction():
        await connection.execute("LOCK TABLE jobs.procrastinate_jobs IN ACCESS EXCLUSIVE MODE")
        asking.start()
        await connection.execute("SELECT pg_sleep(0.4)")
        serve.process.send_signal(signal.SIGTERM)
        await connection.execute("SELECT pg_sleep(0.6)")
        assert not answers
    await connection.close()
    asking.join(60)
    assert answers[0][0] == 200
    assert serve.stop() == 0


@pytest.mark.slow
async def test_a_second_signal_stops_at_once(start: Start, home: Path) -> None:
    """After a second Ctrl-C the server does not wait until running requests have their response."""
    serve = start("serve").wait_ready()
    responses: list[tuple[int, bytes]] = []
    asking = threading.Thread(target=lambda: responses.append(serve.get("/health/ready", timeout=60)))
    connection = await asyncpg.connect(EmbeddedPostgres(home / "data").dsn)
    await connection.execute("BEGIN; LOCK TABLE jobs.procrastinate_jobs IN ACCESS EXCLUSIVE MODE")
    asking.start()
    await connection.execute("SELECT pg_sleep(0.3)")
    serve.process.send_signal(signal.SIGINT)
    await connection.execute("SELECT pg_sleep(0.3)")
    assert serve.process.poll() is None
    serve.process.send_signal(signal.SIGINT)
    assert await asyncio.to_thread(serve.process.wait, 60) == 0
    connection.terminate()
    asking.join(60)
    assert responses == [(0, b"")]


@pytest.mark.slow
def test_a_killed_api_is_restarted(start: Start) -> None:
    """After SIGKILL of the api process a new one responds."""
    serve = start("serve").wait_ready()
    (first,) = serve.children("api")
    signal_to(first, signal.SIGKILL)
    until(lambda: serve.children("api") not in ([], [first]))
    serve.wait_ready()
    assert serve.process.poll() is None


def test_a_killed_worker_is_restarted(start: Start) -> None:
    """After SIGKILL of the worker a new one starts, while the api responds."""
    serve = start("serve").wait_ready()
    until(lambda: bool(serve.children("worker")))
    (first,) = serve.children("worker")
    signal_to(first, signal.SIGKILL)
    assert serve.get("/health/live")[0] == 200
    until(lambda: serve.children("worker") not in ([], [first]))


@pytest.mark.slow
def test_a_killed_supervisor_leaves_nothing_behind(start: Start, home: Path) -> None:
    """After SIGKILL of the supervisor its children stop, and the last one stops PostgreSQL."""
    first = start("serve").wait_ready()
    children = first.children("api") + first.children("worker")
    database = postmaster_pid(home / "data")
    first.process.kill()
    first.process.wait()
    until(lambda: not [pid for pid in (*children, database) if is_alive(pid)])
    assert postmaster_pid(home / "data") == 0


@pytest.mark.slow
def test_a_killed_supervisor_may_be_replaced_at_once(start: Start, home: Path) -> None:
    """A new serve that starts while the children of a killed one stop has the database for itself."""
    first = start("serve").wait_ready()
    children = first.children("api") + first.children("worker")
    first.process.kill()
    first.process.wait()
    second = start("serve")
    # The first one's children may still answer for a moment, so readiness alone says nothing about the second.
    until(lambda: "Alcove is ready" in second.output, describe=lambda: second.output)
    until(lambda: not [pid for pid in children if is_alive(pid)])
    assert second.get("/health/ready")[0] == 200
    database = postmaster_pid(home / "data")
    assert is_alive(database)
    assert second.stop() == 0
    assert not is_alive(database)


def test_a_second_serve_on_a_data_directory_is_refused(server: AlcoveProcess) -> None:
    """A second serve prints the pid and URL of the first one and exits with 3; the first one continues."""
    env = environment(server.home, PORT=str(server.port), ALCOVE_DATA_DIR=str(server.home / "data"))
    second = run_alcove("serve", env=env)
    assert second.returncode == 3
    assert re.search(rf"already runs .*pid {server.process.pid}, http://127.0.0.1:{server.port}", second.stderr)
    assert server.get("/health/live")[0] == 200


def test_several_api_processes_share_the_port(start: Start) -> None:
    """With --workers 2 two api processes respond on one port."""
    serve = start("serve", "--workers", "2").wait_ready()
    until(lambda: len(serve.children("api")) == 2)
    assert [serve.get("/health/live")[0] for _ in range(20)] == [200] * 20
    assert serve.stop(number=signal.SIGINT) == 0


@pytest.mark.slow
def test_serve_gives_up_after_repeated_crashes_of_a_child(start: Start, home: Path) -> None:
    """With --fail-fast, serve prints an error and exits with 1 when an api process exits repeatedly."""
    serve = start("serve", "--fail-fast").wait_ready()
    end = time.monotonic() + 40
    while serve.process.poll() is None and time.monotonic() < end:
        for pid in serve.children("api"):
            signal_to(pid, signal.SIGKILL)
        time.sleep(0.05)
    assert serve.process.wait(20) == 1
    assert "api exited 5 times in a row" in serve.output
    assert postmaster_pid(home / "data") == 0


@pytest.mark.slow
def test_a_killed_database_is_restarted(start: Start, home: Path) -> None:
    """After SIGKILL of the embedded PostgreSQL it is restarted on the same data, and the server responds."""
    serve = start("serve").wait_ready()
    first = postmaster_pid(home / "data")
    signal_to(first, signal.SIGKILL)
    until(lambda: postmaster_pid(home / "data") not in (0, first), describe=lambda: serve.output)
    until(lambda: b"1 workers" in serve.get("/health/ready")[1], describe=lambda: serve.output)
    assert serve.stop() == 0
    assert postmaster_pid(home / "data") == 0


def signal_to(pid: int, number: int) -> None:
    """Send a signal to a process that may have exited."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)
