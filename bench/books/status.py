"""`/api/status` for 64 clients: an empty queue, eight transfers that report progress, and sign-in besides."""

import asyncio
import base64
import contextlib
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import asyncpg

from alcove.foundation.database import connect
from alcove.foundation.identity import hash_werkzeug_password as hash_password
from bench.figures import Figure
from bench.load import Outcome, Plan
from bench.place import Place, here
from bench.processes import load

TITLE = "Status reads for 64 clients"
CLIENTS = 64
TRANSFERS = 8
PASSWORD = "bench-password"  # noqa: S105 - of a server that ends with the block
OF_GO_SIGNED_IN = 31
OF_GO_EMPTY = 21_800
_FILL = """
INSERT INTO books_download (id, source, state, book, title, author, content, display_name)
SELECT 'bench-' || n, 'bench', 'downloading', '{}', 'Book ' || n, 'Ada', 'book (unknown)', 'Bench'
FROM generate_series(1, $1) AS n ON CONFLICT (id) DO NOTHING
"""
_STEP = "UPDATE books_download SET progress = $2 WHERE id = $1"
_TELL = "SELECT pg_notify('books_queue', $1)"


def measure() -> Iterator[Figure]:
    """Give the rate with an empty queue, while transfers report, and with sign-in; the last beside the first."""
    place = here()
    asyncio.run(_run(place.dsn, "TRUNCATE books_download"))
    seconds = 2.0 if place.quick else 6.0
    empty = _asked(place, seconds=seconds)
    with _transfers(place.dsn):
        busy = _asked(place, seconds=seconds)
        signed_in = _asked(place, seconds=seconds, signed_in=True)
    asyncio.run(_run(place.dsn, "TRUNCATE books_download"))
    yield _figure("status, empty queue", empty, note=f"the Go rewrite, without a durable queue: {OF_GO_EMPTY:,}/s")
    yield _figure(f"status, {TRANSFERS} transfers report", busy, note=f"{busy.rate / empty.rate:.2f} of an empty queue")
    yield _figure(
        "the same with sign-in", signed_in, at_least=10 * OF_GO_SIGNED_IN, note=f"the Go rewrite: {OF_GO_SIGNED_IN}/s"
    )


def _figure(name: str, outcome: Outcome, *, note: str, at_least: float | None = None) -> Figure:
    errors = f"; {outcome.errors} ERRORS" if outcome.errors else ""
    shown = f"p50 {outcome.percentile(0.5):.1f} ms, p99 {outcome.percentile(0.99):.1f} ms; {note}{errors}"
    return Figure(name=name, value=round(outcome.rate), unit="/s", at_least=at_least, note=shown)


def _asked(place: Place, *, seconds: float, signed_in: bool = False) -> Outcome:
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
    with place.api(environ) as (_, port):
        return load(Plan(port=port, requests=[text], connections=CLIENTS, seconds=seconds, warm_up=1.5))


@contextlib.contextmanager
def _transfers(dsn: str) -> Iterator[None]:
    """Have transfers report once a second each for the block, as workers do."""
    stop = threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(_report(dsn, stop)), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


async def _report(dsn: str, stop: threading.Event) -> None:
    async with _connected(dsn) as connection:
        await connection.execute(_FILL, TRANSFERS)
        count = 0
        while not stop.is_set():
            book_id, progress = f"bench-{count % TRANSFERS + 1}", float(count % 100)
            async with connection.transaction():
                await connection.execute(_STEP, book_id, progress)
                await connection.execute(_TELL, f"progress {book_id} {progress}")
            count += 1
            await asyncio.sleep(1 / TRANSFERS)


async def _run(dsn: str, sql: str) -> None:
    async with _connected(dsn) as connection:
        await connection.execute(sql)


@asynccontextmanager
async def _connected(dsn: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await connect(dsn)
    try:
        yield connection
    finally:
        await connection.close()
