"""`alcove serve` with three api processes: pages see every change, whichever process their connections reach."""

import asyncio
import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx2
import pytest

from integration.books.events.socket_client import SocketIoTestClient
from support.event_streams import event_stream
from support.http_client import http_client
from support.processes import AlcoveProcess
from support.redis import RedisServer, redis_server
from support.until import until
from support.world import make_world

WORKERS = 3
# Pages find out that the process of their session is gone once nothing is heard of it for a minute.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
TRANSPORTS = (("polling",), ("websocket",), ("polling", "websocket"))


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    """Provide the Redis that the processes share."""
    with redis_server() as server:
        yield server


@pytest.fixture(scope="module")
def demo(redis: RedisServer, migrated_data: Path) -> Iterator[AlcoveProcess]:
    """Yield a demonstration with three api processes."""
    settings = {"ALCOVE_WORKERS": str(WORKERS), "ALCOVE_SHUTDOWN_TIMEOUT": "3", "REDIS_URL": redis.url}
    with make_world(migrated_data, **settings) as world:
        demo = world.start("serve", "--demo").wait_ready()
        until(lambda: len(demo.children("api")) == WORKERS, describe=lambda: demo.output)
        until(lambda: _books(demo).startswith(b"[{"), describe=lambda: demo.output)
        yield demo


def _books(running: AlcoveProcess) -> bytes:
    return running.get("/api/search?query=volume")[1]


async def _ask(running: AlcoveProcess, method: str, path: str) -> httpx2.Response:
    """Send a request on a connection of its own, which any of the processes may get."""
    async with http_client(f"http://127.0.0.1:{running.port}") as client:
        return await client.request(method, path)


async def _agree(running: AlcoveProcess, pages: list[SocketIoTestClient], holds: Callable[[Any], object]) -> None:
    """Wait until every page shows what holds, and the same as a status request."""
    for page in pages:
        await page.wait_for_status(holds)
    status = (await _ask(running, "GET", "/api/status")).json()
    for page in pages:
        await page.wait_for_status(lambda snapshot: snapshot == status)


async def test_every_page_sees_every_change(demo: AlcoveProcess) -> None:
    """Two pages of each transport see books queued, fetched and cleared through any process, steps included."""
    base = f"http://127.0.0.1:{demo.port}"
    ids = [book["id"] for book in json.loads(_books(demo))[:3]]
    async with AsyncExitStack() as stack:
        pages = [
            await stack.enter_async_context(
                SocketIoTestClient(spread=True, reconnects=True).connected(base, transports=way)
            )
            for way in (*TRANSPORTS, *TRANSPORTS)
        ]
        for book_id in ids:
            assert (await _ask(demo, "GET", f"/api/download?id={book_id}")).status_code == 200
            for page in pages:
                await page.wait_for_book(book_id)
        await _agree(demo, pages, lambda snapshot: set(ids) <= set(snapshot["complete"]))
        await _ask(demo, "DELETE", "/api/queue/clear")
        await _agree(demo, pages, lambda snapshot: not snapshot["complete"])
        for page in pages:
            await page.request_status()
            assert not page.values("disconnect")
        await asyncio.to_thread(_kill_one, demo)
        await _ask(demo, "GET", f"/api/download?id={ids[0]}")
        # A page whose session's process is gone finds out once nothing is heard of it.
        await _agree(demo, pages, lambda snapshot: ids[0] in snapshot["complete"])


def _kill_one(demo: AlcoveProcess) -> None:
    os.kill(demo.children("api")[0], signal.SIGKILL)
    until(lambda: len(demo.children("api")) == WORKERS, describe=lambda: demo.output)


async def test_every_stream_of_events_tells_of_a_scrape(demo: AlcoveProcess) -> None:
    """Streams at several processes follow a scrape to its end, started through any of them."""
    base = f"http://127.0.0.1:{demo.port}"
    ended = b'"state":"done"'
    await asyncio.to_thread(until, lambda: ended in demo.get("/api/scraper/jobs/martha_keys")[1], within=60)
    async with AsyncExitStack() as stack:
        streams = []
        for _ in range(6):
            client = await stack.enter_async_context(http_client(base))
            streams.append(await stack.enter_async_context(event_stream(client, "/api/records/events")))
        request = asyncio.create_task(_ask(demo, "POST", "/data/martha_keys"))
        for stream in streams:
            await stream.until("scrape", seller="martha_keys", state="running")
            last = await stream.until("scrape", seller="martha_keys", state="done")
        assert (await request).status_code == 201
        assert last.data == (await _ask(demo, "GET", "/api/scraper/jobs/martha_keys")).json()


async def test_pages_and_streams_miss_nothing_when_redis_is_killed(demo: AlcoveProcess, redis: RedisServer) -> None:
    """With Redis killed while pages of each transport and a stream watch, all of them see what comes after it."""
    base = f"http://127.0.0.1:{demo.port}"
    ids = [book["id"] for book in json.loads(_books(demo))[3:6]]
    async with AsyncExitStack() as stack:
        pages = [
            await stack.enter_async_context(
                SocketIoTestClient(spread=True, reconnects=True).connected(base, transports=way)
            )
            for way in TRANSPORTS
        ]
        client = await stack.enter_async_context(http_client(base))
        stream = await stack.enter_async_context(event_stream(client, "/api/records/events"))
        for number, book_id in enumerate(ids):
            if number == 1:
                await asyncio.to_thread(redis.kill)
            if number == 2:
                await asyncio.to_thread(redis.start)
            assert (await _ask(demo, "GET", f"/api/download?id={book_id}")).status_code == 200
            for page in pages:
                await page.wait_for_book(book_id)
        await _agree(demo, pages, lambda snapshot: set(ids) <= set(snapshot["complete"]))
        await asyncio.to_thread(redis.kill)
        scraped = asyncio.create_task(_ask(demo, "POST", "/data/martha_keys"))
        await stream.until("scrape", seller="martha_keys", state="done")
        assert (await scraped).status_code == 201
