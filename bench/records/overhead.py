"""The processor time of frequent reads in Python, outside the database.

The result of each statement is fetched once and then returned immediately. The reference is a bare Starlette route that
encodes twenty rows with msgspec, measured in turns in the same process.
"""

import contextlib
import json
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from io import StringIO
from typing import Any

import msgspec
import uvloop
from starlette.types import Message, Scope

from alcove.foundation.database import read_json
from alcove.foundation.telemetry import configure_logging
from alcove.main import build
from alcove.main.configuration import read_configuration
from bench.environment import get_environment
from bench.figures import Figure
from bench.processes import run_module
from bench.records.catalogue import LARGEST
from bench.records.reads import Read, hot_reads
from bench.starlette_app import app as baseline

TITLE = "Python time of a frequent read outside the database"
BUDGET = 3.5
REQUESTS = 500
ROUNDS = 7

App = Callable[..., Awaitable[None]]


def measure() -> Iterator[Figure]:
    """Yield the cost of each read as a multiple of a bare list."""
    env = get_environment()
    task = {"environ": env.environ(), "seller": LARGEST}
    for row in run_module("bench.records.overhead", task, seconds=120):
        yield Figure(
            name=row["name"],
            value=round(row["cost"] / row["baseline"], 2),
            unit="x a bare list",
            at_most=BUDGET,
            note=f"{1e6 * row['cost']:.1f} µs compared with {1e6 * row['baseline']:.1f} µs",
        )


class FixedResult:
    """Replaces the pool and returns a fixed result."""

    def __init__(self) -> None:
        self.result = b""

    async def fetchval(self, *_: object) -> bytes:
        """Return the result."""
        return self.result

    async def execute(self, *_: object, **__: object) -> str:
        """Do nothing; parts of other apps end their work with a statement."""
        return ""


async def main(task: dict[str, Any]) -> None:
    """Measure in this process and print the results as JSON."""
    configuration = read_configuration(task["environ"])
    configure_logging(level="info", style="json", stream=StringIO())
    rows = []
    async with contextlib.AsyncExitStack() as stack:
        deps = await stack.enter_async_context(
            build.open_deps(configuration, configuration.environ["DATABASE_URL"], name="bench")
        )
        fixed = FixedResult()
        app = build.build_server(replace(deps, pool=fixed)).main
        for read in hot_reads(task["seller"]):
            if read.execute is not None:
                sql, args = await read.statement()
                fixed.result = await read_json(deps.pool, sql, *args)
                rows.append({"name": read.name, **await _measure_read(app, read)})
    print(json.dumps(rows))


async def _measure_read(app: App, read: Read) -> dict[str, float]:
    target = read.request.split(" ", 2)[1]
    base, full = [], []
    for _ in range(ROUNDS):
        base.append(await _measure_cost(lambda: _request_scrape(baseline, "/items")))
        full.append(await _measure_cost(lambda: _request_scrape(app, target)))
    return {"cost": min(full), "baseline": min(base)}


async def _measure_cost(work: Callable[[], Awaitable[object]]) -> float:
    await work()
    started = time.process_time()
    for _ in range(REQUESTS):
        await work()
    return (time.process_time() - started) / REQUESTS


async def _request_scrape(app: App, target: str) -> None:
    path, _, query = target.partition("?")
    scope: Scope = {
        "asgi": {"version": "3.0", "spec_version": "2.3"}, "type": "http", "http_version": "1.1", "scheme": "http",
        "server": ("127.0.0.1", 8000), "client": ("127.0.0.1", 1), "path": path, "raw_path": path.encode(),
        "query_string": query.encode(), "method": "GET", "root_path": "", "state": {},
        "headers": [(b"host", b"127.0.0.1:8000"), (b"accept", b"*/*")],
    }  # fmt: skip
    await app(scope, _receive, _send)


async def _receive() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _send(message: Message) -> None:
    if message["type"] == "http.response.start" and message["status"] != 200:
        raise RuntimeError(f"{message['status']} instead of 200")


if __name__ == "__main__":
    uvloop.run(main(msgspec.json.decode(sys.stdin.buffer.read())))
