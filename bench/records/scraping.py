"""Scraping through a real worker from a simulated Discogs: at the limit, and with the limit lifted."""

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any

from alcove.apps.records.scraping.service.runs import request_scrape
from alcove.foundation.database import connect
from bench.figures import Figure
from bench.place import Place, here
from bench.processes import fetch, forget_peak, free_port, memory, peak, running, wait_for_answer

TITLE = "A scrape at the limit, and one of 10,000 offers without it"
BUDGET = 0.95
LIMIT, WINDOW = 54, 60.0
LIFTED = 6000
OFFERS, PER_PAGE = 10_400, 100
FLAT = 1.2
PATIENCE = 300.0
_FORGET = """
UPDATE discogs_scrape SET state = 'cancelled' WHERE state IN ('queued', 'running');
TRUNCATE procrastinate_jobs CASCADE;
DELETE FROM outbound_start;
"""


def measure() -> Iterator[Figure]:
    """Give the pages read at the limit, the speed without it, and the worker's memory over a long run."""
    place = here()
    yield from _limited(place, windows=1 if place.quick else 2)
    yield from _lifted(place)


def _limited(place: Place, *, windows: int) -> Iterator[Figure]:
    seconds = windows * WINDOW
    with _discogs(place, rate=60) as discogs, _worker(place, discogs, limit=LIMIT):
        # Only a hundred pages of a seller show, which is less than two windows hold: two share the limit.
        for seller in ("bench.limited", "bench.beside"):
            asyncio.run(_ask(place.dsn, seller))
        first = _first_request(discogs)
        time.sleep(first + seconds - time.perf_counter())
        seen = [one for one in _seen(discogs) if "/inventory" in one["path"]]
    asyncio.run(_run(place.dsn, _FORGET))
    starts = [one["started"] for one in seen]
    pages, allowed = sum(start < starts[0] + seconds for start in starts), windows * LIMIT
    most = max(sum(start <= other < start + WINDOW for other in starts) for start in starts)
    yield Figure(
        name=f"pages at {LIMIT} a minute",
        value=round(pages / allowed, 3),
        unit="of those allowed",
        at_least=BUDGET,
        note=f"{pages} of {allowed} in {seconds:.0f} s; at most {most} in any minute",
    )
    refused = sum(one["status"] == 429 for one in seen)
    yield Figure(name="answers of 429", value=refused, unit="", at_most=0)


def _lifted(place: Place) -> Iterator[Figure]:
    with _discogs(place, rate=1_000_000) as discogs, _worker(place, discogs, limit=LIFTED) as worker:
        idle = memory(worker)["rss"]
        forget_peak(worker)
        run_id = asyncio.run(_ask(place.dsn, "bench.lifted"))
        started = _first_request(discogs)
        held, page = _watch(place.dsn, run_id, worker=worker)
        seconds = time.perf_counter() - started
        most = peak(worker)
    asyncio.run(_run(place.dsn, _FORGET))
    yield Figure(
        name="pages without a limit in the way",
        value=round(60 * page / seconds),
        unit="a minute",
        at_least=LIMIT,
        note=f"{1000 * seconds / max(1, page):.0f} ms a page of {PER_PAGE} offers",
    )
    yield Figure(
        name="worker after 100 pages beside after 20",
        value=round(held[max(held)] / held[20], 2),
        unit="x",
        at_most=FLAT,
        note=f"idle {idle:.0f} MiB, at most {most:.0f} MiB; "
        + ", ".join(f"page {number}: {size:.0f}" for number, size in sorted(held.items())),
    )


def _watch(dsn: str, run_id: int, *, worker: int) -> tuple[dict[int, float], int]:
    """Return the worker's memory at every twentieth page and how many pages there were."""
    held: dict[int, float] = {}
    deadline = time.perf_counter() + PATIENCE
    state, page = "running", 0
    while state in ("queued", "running"):
        if time.perf_counter() > deadline:
            raise RuntimeError(f"the scrape stood at page {page} after {PATIENCE:.0f} s")
        state, page = asyncio.run(_look(dsn, run_id))
        held.setdefault(page // 20 * 20, memory(worker)["rss"])
        time.sleep(0.1)
    return held, page


@contextmanager
def _discogs(place: Place, *, rate: int) -> Iterator[int]:
    port = free_port()
    arguments = ["alcove", "simulate", "discogs", "--port", str(port), "--rate", str(rate)]
    with running(arguments, environ=place.environ(), log=place.folder / "discogs.log") as process:
        wait_for_answer(port, "/_simulator/sellers", process=process)
        for name in ("bench.limited", "bench.beside", "bench.lifted"):
            _post(port, "/_simulator/sellers", {"name": name, "offers": OFFERS})
        yield port


@contextmanager
def _worker(place: Place, discogs: int, *, limit: int) -> Iterator[int]:
    environ = place.environ(
        DISCOGS_API_BASE=f"http://127.0.0.1:{discogs}",
        DISCOGS_USER_TOKEN="simulator-token",  # noqa: S106 - the simulator's own, known to all
        DISCOGS_RATE_LIMIT=str(limit),
        EXCHANGE_RATE_API_BASE=f"http://127.0.0.1:{discogs}",
        EXCHANGE_RATE_API_KEY="simulator-exchange-key",
    )
    with running(["alcove", "worker"], environ=environ, log=place.folder / "worker.log") as process:
        time.sleep(3.0)
        yield process.pid


def _seen(discogs: int) -> list[dict[str, Any]]:
    found = fetch(discogs, "/_simulator/requests")["requests"]
    assert isinstance(found, list)
    return found


def _first_request(discogs: int) -> float:
    """Wait for the first page to be asked for and return about when that was."""
    deadline = time.perf_counter() + PATIENCE
    while time.perf_counter() < deadline:
        if any("/inventory" in one["path"] for one in _seen(discogs)):
            return time.perf_counter()
        time.sleep(0.02)
    raise RuntimeError("the worker did not begin")


def _post(port: int, path: str, body: dict[str, Any]) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        if answer.status >= 300:
            raise RuntimeError(f"{path} answered {answer.status}: {answer.read()[:200]!r}")
    finally:
        connection.close()


async def _ask(dsn: str, seller: str) -> int:
    connection = await connect(dsn)
    try:
        async with connection.transaction():
            run_id = await request_scrape(connection, seller=seller, mode="full")
        assert run_id is not None
        return run_id
    finally:
        await connection.close()


async def _look(dsn: str, run_id: int) -> tuple[str, int]:
    connection = await connect(dsn)
    try:
        row = await connection.fetchrow("SELECT state, page FROM discogs_scrape WHERE id = $1", run_id)
        return row["state"], row["page"]
    finally:
        await connection.close()


async def _run(dsn: str, sql: str) -> None:
    connection = await connect(dsn)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()
