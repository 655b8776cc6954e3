"""A database that is away, restarts or has no connection left: reads wait a moment, then get 503; none gets 500."""

import json
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import httpx2
import psycopg
import pytest

from alcove.foundation.database import EmbeddedPostgres
from support.folders import short_folder
from support.openapi import find_plain_reads
from support.postgres import WITHOUT_DURABILITY, copy_migrated_data
from support.processes import AlcoveProcess, postmaster_pid
from support.until import until
from support.world import make_world

MAX_CONNECTIONS = 12


@dataclass(slots=True)
class Database:
    """A PostgreSQL of the test's own, which it stops and starts."""

    data_dir: Path
    dsn: str = ""
    _stack: ExitStack = field(default_factory=ExitStack)

    def start(self) -> None:
        """Start it and keep it running."""
        settings = {
            **WITHOUT_DURABILITY,
            "max_connections": str(MAX_CONNECTIONS),
            "superuser_reserved_connections": "1",
        }
        self.dsn = self._stack.enter_context(EmbeddedPostgres(self.data_dir, settings=settings).lease())

    def kill(self) -> None:
        """Let it crash."""
        pid = postmaster_pid(self.data_dir)
        if pid:
            os.kill(pid, signal.SIGQUIT)
        self._stack.close()


@pytest.fixture
def database(migrated_data: Path) -> Iterator[Database]:
    """Yield a running, migrated database."""
    with short_folder() as folder:
        copy_migrated_data(migrated_data, folder / "data")
        database = Database(folder / "data")
        database.start()
        try:
            yield database
        finally:
            database.kill()


@pytest.fixture
def api(migrated_data: Path, database: Database) -> Iterator[AlcoveProcess]:
    """Yield an api process on that database."""
    with make_world(migrated_data, DATABASE_URL=database.dsn, DATABASE_POOL_SIZE="20") as world:
        yield world.start("api").wait_ready()


def read(api: AlcoveProcess, path: str) -> httpx2.Response:
    """Return the response to a GET request."""
    return httpx2.get(f"http://127.0.0.1:{api.port}{path}", timeout=60, follow_redirects=True)


def find_reads(api: AlcoveProcess) -> list[str]:
    """Return the addresses of all documented reads that need no parameter and succeed."""
    reads = find_plain_reads(json.loads(api.get("/openapi.json")[1]))
    return [path for path in reads if read_status(api, path) == 200]


def read_status(api: AlcoveProcess, path: str) -> int:
    """Return the status of a GET request."""
    return read(api, path).status_code


def has_grown(statuses: list[int], *, count: int) -> bool:
    """Return whether there are more statuses than `count`."""
    return len(statuses) > count


def take_all_connections(stack: ExitStack, dsn: str) -> None:
    """Connect until PostgreSQL refuses; the stack closes the connections."""
    with suppress(psycopg.OperationalError):
        while True:
            stack.enter_context(psycopg.connect(dsn))


@pytest.mark.slow
def test_a_lost_database_is_503_in_the_apps_own_shape(api: AlcoveProcess, database: Database) -> None:
    """Without a database every read that needs one gets 503 with Retry-After, without a traceback; later all work."""
    reads = find_reads(api)
    database.kill()
    with ThreadPoolExecutor(20) as threads:
        failed = [response for response in threads.map(partial(read, api), reads) if response.status_code != 200]
    for response in failed:
        assert response.status_code == 503, f"{response.url}: {response.text}"
        if not response.url.path.startswith("/health"):
            assert int(response.headers["Retry-After"]) > 0, response.url
            assert response.text, response.url
    assert failed
    assert "Traceback" not in api.output, api.output[api.output.index("Traceback") - 400 :][:2500]
    database.start()
    until(lambda: all(read_status(api, path) == 200 for path in reads))


@pytest.mark.slow
def test_reads_wait_for_a_database_that_restarts(api: AlcoveProcess, database: Database) -> None:
    """While the database crashes and starts again, readers get 200, or 503 when it takes too long, and never 500."""
    statuses: list[int] = []
    stop, reads = threading.Event(), find_reads(api)

    def keep_reading() -> None:
        while not stop.is_set():
            statuses.extend(read_status(api, path) for path in reads)

    readers = [threading.Thread(target=keep_reading) for _ in range(4)]
    for reader in readers:
        reader.start()
    for _ in range(3):
        until(partial(has_grown, statuses, count=len(statuses) + 20))
        database.kill()
        database.start()
    stop.set()
    for reader in readers:
        reader.join()
    assert set(statuses) <= {200, 503}
    assert statuses.count(200) > 60
    assert "Traceback" not in api.output, api.output[api.output.index("Traceback") - 400 :][:2500]


@pytest.mark.slow
def test_requests_wait_for_a_connection_that_the_server_has_left(api: AlcoveProcess, database: Database) -> None:
    """When PostgreSQL has no connection left, requests share those that the process has."""
    reads = find_reads(api)
    with ExitStack() as stack:
        take_all_connections(stack, database.dsn)
        statuses: list[int] = []
        readers = [
            threading.Thread(target=lambda: statuses.extend(read_status(api, path) for path in reads))
            for _ in range(10)
        ]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
        assert set(statuses) == {200}
        assert len(statuses) == 10 * len(reads)
