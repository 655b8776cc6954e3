"""`/api/status` for 64 clients: with an empty queue, with eight transfers, and with sign-in."""

import asyncio
import base64
import contextlib
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import asyncpg

from alcove.foundation.database import connect
from alcove.foundation.identity import hash_werkzeug_password as hash_password
from bench.environment import BenchEnvironment, get_environment
from bench.figures import Figure
from bench.load import Outcome, Plan
from bench.processes import run_load

TITLE = "Status reads for 64 clients"
CLIENTS = 64
TRANSFERS = 8
PASSWORD = "bench-password"  # noqa: S105 - of a server that ends with the block
GO_SIGNED_IN_RATE = 31
GO_EMPTY_RATE = 21_800
_INSERT_DOWNLOADS = """
INSERT INTO books_download (id, source, state, book, title, author, content, display_name)
SELECT 'bench-' || n, 'bench', 'downloading', '{}', 'Book ' || n, 'Ada', 'book (unknown)', 'Bench'
FROM generate_series(1, $1) AS n ON CONFLICT (id) DO NOTHING
"""
_UPDATE_PROGRESS = "UPDATE books_download SET progress = $2 WHERE id = $1"
_NOTIFY = "SELECT pg_notify('books_queue', $1)"


def measure() -> Iterator[Figure]:
    """Yield the rate with an empty queue, with running transfers, and with sign-in."""
    env = get_environment()
    asyncio.run(_execute(env.dsn, "TRUNCATE books_download"))
    seconds = 2.0 if env.quick else 6.0
    empty = _measure_status(env, seconds=seconds)
    with _simulate_transfers(env.dsn):
        busy = _measure_status(env, seconds=seconds)
        signed_in = _measure_status(env, seconds=seconds, signed_in=True)
    asyncio.run(_execute(env.dsn, "TRUNCATE books_download"))
    yield _build_figure(
        "status, empty queue", empty, note=f"the Go rewrite, without a durable queue: {GO_EMPTY_RATE:,}/s"
    )
    yield _build_figure(
        f"status, {TRANSFERS} transfers report", busy, note=f"{busy.rate / empty.rate:.2f} of an empty queue"
    )
    yield _build_figure(
        "the same with sign-in",
        signed_in,
        at_least=10 * GO_SIGNED_IN_RATE,
        note=f"the Go rewrite: {GO_SIGNED_IN_RATE}/s",
    )


def _build_figure(name: str, outcome: Outcome, *, note: str, at_least: float | None = None) -> Figure:
    errors = f"; {outcome.errors} ERRORS" if outcome.errors else ""
    details = f"p50 {outcome.percentile(0.5):.1f} ms, p99 {outcome.percentile(0.99):.1f} ms; {note}{errors}"
    return Figure(name=name, value=round(outcome.rate), unit="/s", at_least=at_least, note=details)


def _measure_status(env: BenchEnvironment, *, seconds: float, signed_in: bool = False) -> Outcome:
    environ = {"SOURCES": "opds"}
    head = ""
    if signed_in:
        environ |= {
            "AUTH_MODE": "builtin",
            "BUILTIN_USERNAME": "ada",
            "BUILTIN_PASSWORD_HASH": hash_password(PASSWORD),
        }
        head = f"Authorization: Basic {base64.b64encode(f'ada:{PASSWORD}'.encode()).decode()}\r\n"
    text = f"GET /api/status HTTP/1.1\r\nHost: 127.0.0.1\r\n{head}\r\n"
    with env.api(environ) as (_, port):
        return run_load(Plan(port=port, requests=[text], connections=CLIENTS, seconds=seconds, warm_up=1.5))


@contextlib.contextmanager
def _simulate_transfers(dsn: str) -> Iterator[None]:
    """Simulate transfers that report progress once a second, for the block."""
    stop = threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(_report_progress(dsn, stop)), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


async def _report_progress(dsn: str, stop: threading.Event) -> None:
    async with _connect(dsn) as connection:
        await connection.execute(_INSERT_DOWNLOADS, TRANSFERS)
        count = 0
        while not stop.is_set():
            book_id, progress = f"bench-{count % TRANSFERS + 1}", float(count % 100)
            async with connection.transaction():
                await connection.execute(_UPDATE_PROGRESS, book_id, progress)
                await connection.execute(_NOTIFY, f"progress {book_id} {progress}")
            count += 1
            await asyncio.sleep(1 / TRANSFERS)


async def _execute(dsn: str, sql: str) -> None:
    async with _connect(dsn) as connection:
        await connection.execute(sql)


@asynccontextmanager
async def _connect(dsn: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await connect(dsn)
    try:
        yield connection
    finally:
        await connection.close()
