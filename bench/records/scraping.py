"""Scrapes of a simulated Discogs by a real worker, with and without the rate limit."""

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any

from alcove.apps.records.scraping.service.runs import request_scrape
from alcove.foundation.database import connect
from bench.environment import BenchEnvironment, get_environment
from bench.figures import Figure
from bench.processes import (
    fetch_json,
    find_free_port,
    read_memory,
    read_peak_memory,
    reset_peak_memory,
    run_process,
    wait_for_answer,
)

TITLE = "A scrape at the rate limit, and one of 10,000 offers without it"
BUDGET = 0.95
LIMIT, WINDOW = 54, 60.0
UNLIMITED_RATE = 6000
OFFERS, PER_PAGE = 10_400, 100
MAX_GROWTH = 1.2
TIMEOUT = 300.0
_RESET = """
UPDATE discogs_scrape SET state = 'cancelled' WHERE state IN ('queued', 'running');
TRUNCATE procrastinate_jobs CASCADE;
DELETE FROM outbound_start;
"""


def measure() -> Iterator[Figure]:
    """Yield the pages at the rate limit, the speed without it, and the worker's memory over a long scrape."""
    env = get_environment()
    yield from _measure_limited(env, windows=1 if env.quick else 2)
    yield from _measure_unlimited(env)


def _measure_limited(env: BenchEnvironment, *, windows: int) -> Iterator[Figure]:
    seconds = windows * WINDOW
    with _discogs(env, rate=60) as discogs, _worker(env, discogs, limit=LIMIT):
        # Discogs shows 100 pages per seller, fewer than two windows allow, so two sellers are scraped.
        for seller in ("bench.limited", "bench.second"):
            asyncio.run(_request_scrape(env.dsn, seller))
        first = _wait_for_first_request(discogs)
        time.sleep(first + seconds - time.perf_counter())
        requests = [request for request in _list_requests(discogs) if "/inventory" in request["path"]]
    asyncio.run(_execute(env.dsn, _RESET))
    starts = [request["started"] for request in requests]
    pages, allowed = sum(start < starts[0] + seconds for start in starts), windows * LIMIT
    highest_rate = max(sum(start <= other < start + WINDOW for other in starts) for start in starts)
    yield Figure(
        name=f"pages at {LIMIT} per minute",
        value=round(pages / allowed, 3),
        unit="of the allowed pages",
        at_least=BUDGET,
        note=f"{pages} of {allowed} in {seconds:.0f} s; at most {highest_rate} per minute",
    )
    refused = sum(request["status"] == 429 for request in requests)
    yield Figure(name="responses with 429", value=refused, unit="", at_most=0)


def _measure_unlimited(env: BenchEnvironment) -> Iterator[Figure]:
    with _discogs(env, rate=1_000_000) as discogs, _worker(env, discogs, limit=UNLIMITED_RATE) as worker:
        idle = read_memory(worker)["rss"]
        reset_peak_memory(worker)
        run_id = asyncio.run(_request_scrape(env.dsn, "bench.unlimited"))
        started = _wait_for_first_request(discogs)
        memory_by_page, page = _watch_scrape(env.dsn, run_id, worker=worker)
        seconds = time.perf_counter() - started
        peak_memory = read_peak_memory(worker)
    asyncio.run(_execute(env.dsn, _RESET))
    yield Figure(
        name="pages without a rate limit",
        value=round(60 * page / seconds),
        unit="per minute",
        at_least=LIMIT,
        note=f"{1000 * seconds / max(1, page):.0f} ms per page of {PER_PAGE} offers",
    )
    yield Figure(
        name="worker memory after 100 pages compared with 20",
        value=round(memory_by_page[max(memory_by_page)] / memory_by_page[20], 2),
        unit="x",
        at_most=MAX_GROWTH,
        note=f"idle {idle:.0f} MiB, at most {peak_memory:.0f} MiB; "
        + ", ".join(f"page {number}: {size:.0f}" for number, size in sorted(memory_by_page.items())),
    )


def _watch_scrape(dsn: str, run_id: int, *, worker: int) -> tuple[dict[int, float], int]:
    """Return the worker's memory at every twentieth page, and the number of pages."""
    memory_by_page: dict[int, float] = {}
    deadline = time.perf_counter() + TIMEOUT
    state, page = "running", 0
    while state in ("queued", "running"):
        if time.perf_counter() > deadline:
            raise RuntimeError(f"the scrape was at page {page} after {TIMEOUT:.0f} s")
        state, page = asyncio.run(_read_progress(dsn, run_id))
        memory_by_page.setdefault(page // 20 * 20, read_memory(worker)["rss"])
        time.sleep(0.1)
    return memory_by_page, page


@contextmanager
def _discogs(env: BenchEnvironment, *, rate: int) -> Iterator[int]:
    port = find_free_port()
    arguments = ["alcove", "simulate", "discogs", "--port", str(port), "--rate", str(rate)]
    with run_process(arguments, environ=env.environ(), log=env.folder / "discogs.log") as process:
        wait_for_answer(port, "/_simulator/sellers", process=process)
        for name in ("bench.limited", "bench.second", "bench.unlimited"):
            _post(port, "/_simulator/sellers", {"name": name, "offers": OFFERS})
        yield port


@contextmanager
def _worker(env: BenchEnvironment, discogs: int, *, limit: int) -> Iterator[int]:
    environ = env.environ(
        DISCOGS_API_BASE=f"http://127.0.0.1:{discogs}",
        DISCOGS_USER_TOKEN="simulator-token",  # noqa: S106 - the simulator's own, known to all
        DISCOGS_RATE_LIMIT=str(limit),
        EXCHANGE_RATE_API_BASE=f"http://127.0.0.1:{discogs}",
        ECB_RATES_URL=f"http://127.0.0.1:{discogs}/stats/eurofxref/eurofxref-daily.xml",
        EXCHANGE_RATE_API_KEY="simulator-exchange-key",
    )
    with run_process(["alcove", "worker"], environ=environ, log=env.folder / "worker.log") as process:
        time.sleep(3.0)
        yield process.pid


def _list_requests(discogs: int) -> list[dict[str, Any]]:
    requests = fetch_json(discogs, "/_simulator/requests")["requests"]
    assert isinstance(requests, list)
    return requests


def _wait_for_first_request(discogs: int) -> float:
    """Wait for the request of the first page and return its approximate time."""
    deadline = time.perf_counter() + TIMEOUT
    while time.perf_counter() < deadline:
        if any("/inventory" in request["path"] for request in _list_requests(discogs)):
            return time.perf_counter()
        time.sleep(0.02)
    raise RuntimeError("the worker did not start")


def _post(port: int, path: str, body: dict[str, Any]) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        result = connection.getresponse()
        if result.status >= 300:
            raise RuntimeError(f"{path} answered {result.status}: {result.read()[:200]!r}")
    finally:
        connection.close()


async def _request_scrape(dsn: str, seller: str) -> int:
    connection = await connect(dsn)
    try:
        async with connection.transaction():
            run_id = await request_scrape(connection, seller=seller, mode="full")
        assert run_id is not None
        return run_id
    finally:
        await connection.close()


async def _read_progress(dsn: str, run_id: int) -> tuple[str, int]:
    connection = await connect(dsn)
    try:
        row = await connection.fetchrow("SELECT state, page FROM discogs_scrape WHERE id = $1", run_id)
        return row["state"], row["page"]
    finally:
        await connection.close()


async def _execute(dsn: str, sql: str) -> None:
    connection = await connect(dsn)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()
