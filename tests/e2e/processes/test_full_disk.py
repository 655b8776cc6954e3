"""A full disk: reads go on, writes are refused with 507, nothing acknowledged is lost, and all resumes by itself."""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import httpx2
import psycopg
import pytest

from support.full_database import refuse_writes
from support.openapi import find_plain_reads
from support.processes import AlcoveProcess, run_alcove
from support.small_disk import SmallDisk, small_disk
from support.until import until
from support.world import World, make_world

DISK_MB = 160
RESUMED_WITHIN = 60.0
USE_UP_WAL = "SELECT pg_logical_emit_message(false, 'test', repeat('x', 1000000))"


def send(server: AlcoveProcess, method: str, path: str, **options: object) -> httpx2.Response | None:
    """Return the response to a request; None when nothing answers."""
    url = f"http://127.0.0.1:{server.port}{path}"
    with suppress(httpx2.HTTPError):
        return httpx2.request(method, url, timeout=60, follow_redirects=True, **options)  # type: ignore[arg-type]
    return None


def status(server: AlcoveProcess, path: str) -> int:
    """Return the status of a read, 0 when nothing answers."""
    response = send(server, "GET", path)
    return response.status_code if response is not None else 0


def find_reads(server: AlcoveProcess) -> list[str]:
    """Return the addresses of the described reads that the server answers, but for checks of its health."""
    paths = find_plain_reads(json.loads(server.get("/openapi.json")[1]))
    return [path for path in paths if "/health" not in path and status(server, path) == 200]


def use_up_wal(dsn: str) -> None:
    """Write into PostgreSQL's log until its disk has no room for more, which makes it crash."""
    with psycopg.connect(dsn, autocommit=True) as connection, suppress(psycopg.OperationalError):
        while True:
            connection.execute(USE_UP_WAL)


@dataclass
class Writer:
    """Creates API tokens and records which of them were acknowledged, and every status."""

    server: AlcoveProcess
    acknowledged: list[str] = field(default_factory=list)
    statuses: set[int] = field(default_factory=set)
    attempts: int = 0

    @cached_property
    def scopes(self) -> list[str]:
        """The apps of the server, which are what a token may be for."""
        return list(json.loads(self.server.get("/api/apps")[1])["apps"])

    def write(self) -> bool:
        """Create one token; return whether the server acknowledged it."""
        self.attempts += 1
        name = f"token {self.attempts}"
        response = send(self.server, "POST", "/api/account/tokens", json={"name": name, "scopes": self.scopes})
        if response is None:
            return False
        self.statuses.add(response.status_code)
        if response.status_code in {503, 507}:
            assert int(response.headers["Retry-After"]) > 0
            assert response.json()["error"]
        if response.status_code == 200:
            self.acknowledged.append(name)
        return response.status_code == 200

    def find_lost(self) -> list[str]:
        """Return the acknowledged tokens that the server no longer has."""
        response = send(self.server, "GET", "/api/account/tokens")
        assert response is not None
        stored = {token["name"] for token in response.json()["tokens"]}
        return [name for name in self.acknowledged if name not in stored]


@pytest.fixture
def disk() -> Iterator[SmallDisk]:
    """Yield an empty disk."""
    with small_disk(megabytes=DISK_MB) as disk:
        yield disk


@pytest.fixture
def disk_world(migrated_data: Path, disk: SmallDisk) -> Iterator[World]:
    """Yield an Alcove whose data directory is on that disk."""
    with make_world(migrated_data) as world:
        world.env["ALCOVE_DATA_DIR"] = str(disk.path / "data")
        yield world


def test_without_space_reads_go_on_and_writes_are_507(dsn: str, migrated_data: Path) -> None:
    """When PostgreSQL stores nothing for want of space, no read fails for it, and no write gets 500."""
    with make_world(migrated_data, DATABASE_URL=dsn) as world:
        api = world.start("api").wait_ready()
        reads, document = find_reads(api), json.loads(api.get("/openapi.json")[1])
        writer = Writer(api)
        assert writer.write()
        writer.statuses.clear()
        refuse_writes(dsn)
        assert {path: code for path in reads if (code := status(api, path)) != 200} == {}
        refused = {path: send(api, method, path, json={}) for method, path in find_writes(document)}
        assert not writer.write()
        assert writer.statuses == {507}
        codes = {path: response.status_code for path, response in refused.items() if response is not None}
        assert not {path: code for path, code in codes.items() if code == 500}
        command = run_alcove("account", "add", "a.person", "--owner", env=world.env, stdin="a long enough password\n")
        assert (command.returncode, command.stderr.count("\n")) == (1, 1), command.stderr
        assert "disk is full" in command.stderr
        assert "Traceback" not in api.output, api.output[api.output.index("Traceback") - 400 :][:2500]


def find_writes(document: dict[str, dict[str, dict[str, object]]]) -> list[tuple[str, str]]:
    """Return method and path of the described writes without a part of the path, but for those that stop the server."""
    return [
        (method.upper(), path)
        for path, methods in document["paths"].items()
        for method in methods
        if method != "get" and "{" not in path and not path.endswith(("/restart", "/shutdown"))
    ]


@pytest.mark.slow
def test_a_full_disk_stops_only_writes(disk: SmallDisk, disk_world: World) -> None:
    """Reads go on while the disk is full, the processes stay alive, and all acknowledged writes are there later."""
    server = disk_world.start("serve").wait_ready()
    reads = find_reads(server)
    writer = Writer(server)
    assert writer.write()
    children = [*server.children("api"), *server.children("worker")]
    disk.fill()
    for _ in range(30):
        writer.write()
    assert {path: code for path in reads if (code := status(server, path)) != 200} == {}
    assert [*server.children("api"), *server.children("worker")] == children
    health = send(server, "GET", "/health/ready")
    assert health is not None
    assert "ALCOVE_DISK_RESERVE_MB" in health.text
    disk.empty()
    until(writer.write, within=RESUMED_WITHIN, describe=lambda: server.output)
    assert writer.statuses <= {200, 503, 507}
    assert writer.find_lost() == []


@pytest.mark.slow
def test_postgresql_that_crashes_on_a_full_disk_starts_again(disk: SmallDisk, disk_world: World) -> None:
    """When the write-ahead log has no room, PostgreSQL crashes; reads come back on the full disk, writes later."""
    server = disk_world.start("serve").wait_ready()
    writer = Writer(server)
    assert writer.write()
    until((disk.path / "data" / "postgres" / "reserved-space").exists)
    disk.fill()
    use_up_wal(disk_world.dsn)
    until(lambda: status(server, "/api/account/tokens") == 200, within=RESUMED_WITHIN, describe=lambda: server.output)
    disk.empty()
    until(writer.write, within=RESUMED_WITHIN, describe=lambda: server.output)
    assert writer.find_lost() == []


@pytest.mark.slow
@pytest.mark.parametrize("has_reserve", [True, False])
def test_a_server_that_starts_on_a_full_disk_resumes(disk: SmallDisk, disk_world: World, *, has_reserve: bool) -> None:
    """Killed with a full disk and started again, the server waits for space, and runs within a minute of it."""
    server = disk_world.start("serve").wait_ready()
    writer = Writer(server)
    assert writer.write()
    reserve = disk.path / "data" / "postgres" / "reserved-space"
    until(reserve.exists)
    if not has_reserve:
        reserve.unlink()
    disk.fill()
    use_up_wal(disk_world.dsn)
    for pid in [*server.children("api"), *server.children("worker"), server.process.pid]:
        os.kill(pid, signal.SIGKILL)
    server.process.wait(60)
    disk.fill()
    writer.server = server = AlcoveProcess("serve", env=disk_world.env)
    try:
        waits_or_runs(server)
        disk.empty()
        until(writer.write, within=RESUMED_WITHIN, describe=lambda: server.output)
        assert writer.find_lost() == []
    finally:
        server.stop()


def waits_or_runs(server: AlcoveProcess) -> None:
    """Wait until the server runs or has said that it tries again."""
    until(lambda: status(server, "/api/account/tokens") == 200 or "start_failed" in server.output)
    assert server.process.poll() is None, server.output
