"""What a hot read costs in Python outside the database: processor time of the whole way through the app.

Each statement's answer is fetched once and then stands ready, so that nothing is waited for. The measure is a bare
Starlette route that encodes twenty rows with msgspec, in the same process and in turns.
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
from bench.bare import app as bare
from bench.figures import Figure
from bench.place import here
from bench.processes import aside
from bench.records.catalogue import LARGEST
from bench.records.reads import Read, hot_reads

TITLE = "Python time of a hot read outside the database"
BUDGET = 3.5
REQUESTS = 500
ROUNDS = 7

App = Callable[..., Awaitable[None]]


def measure() -> Iterator[Figure]:
    """Give the cost of each hot read of one value in bare lists."""
    place = here()
    task = {"environ": place.environ(), "seller": LARGEST}
    for row in aside("bench.records.overhead", task, seconds=120):
        yield Figure(
            name=row["name"],
            value=round(row["cost"] / row["bare"], 2),
            unit="x a bare list",
            at_most=BUDGET,
            note=f"{1e6 * row['cost']:.1f} µs beside {1e6 * row['bare']:.1f} µs",
        )


class Ready:
    """Stands where the pool stands and gives the answer it was given."""

    def __init__(self) -> None:
        self.answer = b""

    async def fetchval(self, *_: object) -> bytes:
        """Give the answer."""
        return self.answer


async def main(task: dict[str, Any]) -> None:
    """Measure in this process and print the rows as JSON."""
    configuration = read_configuration(task["environ"])
    configure_logging(level="info", style="json", stream=StringIO())
    rows = []
    async with contextlib.AsyncExitStack() as stack:
        deps = await stack.enter_async_context(
            build.open_deps(configuration, configuration.environ["DATABASE_URL"], name="bench")
        )
        ready = Ready()
        ours = build.build_server(replace(deps, pool=ready)).main
        for read in hot_reads(task["seller"]):
            if read.ask is not None:
                sql, args = await read.statement()
                ready.answer = await read_json(deps.pool, sql, *args)
                rows.append({"name": read.name, **await _row(ours, read)})
    print(json.dumps(rows))


async def _row(ours: App, read: Read) -> dict[str, float]:
    target = read.request.split(" ", 2)[1]
    base, full = [], []
    for _ in range(ROUNDS):
        base.append(await _cost(lambda: _ask(bare, "/items")))
        full.append(await _cost(lambda: _ask(ours, target)))
    return {"cost": min(full), "bare": min(base)}


async def _cost(work: Callable[[], Awaitable[object]]) -> float:
    await work()
    started = time.process_time()
    for _ in range(REQUESTS):
        await work()
    return (time.process_time() - started) / REQUESTS


async def _ask(app: App, target: str) -> None:
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
        raise RuntimeError(f"{message['status']} was answered")


if __name__ == "__main__":
    uvloop.run(main(msgspec.json.decode(sys.stdin.buffer.read())))
