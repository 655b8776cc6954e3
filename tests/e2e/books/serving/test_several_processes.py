"""`alcove serve` with three api processes: pages see every change, whichever process serves them."""

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
from support.until import until, until_async
from support.world import make_world

WORKERS = 3
# Pages notice that the process of their session has ended when they receive nothing for a minute.
pytestmark = pytest.mark.slow
TRANSPORTS = (("polling",), ("websocket",), ("polling", "websocket"))


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    """Provide the Redis that the processes share."""
    with redis_server() as server:
        yield server


@pytest.fixture(scope="module")
def demo(redis: RedisServer, migrated_data: Path) -> Iterator[AlcoveProcess]:
    """Yield a demo server with three api processes."""
    settings = {"ALCOVE_WORKERS": str(WORKERS), "ALCOVE_SHUTDOWN_TIMEOUT": "3", "REDIS_URL": redis.url}
    with make_world(migrated_data, **settings) as world:
        demo = world.start("serve", "--demo").wait_ready()
        until(lambda: len(demo.children("api")) == WORKERS, describe=lambda: demo.output)
        until(lambda: _search(demo).startswith(b"[{"), describe=lambda: demo.output)
        yield demo


def _search(running: AlcoveProcess) -> bytes:
    return running.get("/api/search?query=volume")[1]


async def _request(running: AlcoveProcess, method: str, path: str) -> httpx2.Response:
    """Send a request on a new connection, which may reach any of the processes."""
    async with http_client(f"http://127.0.0.1:{running.port}") as client:
        return await client.request(method, path)


async def _wait_until_all_show(
    running: AlcoveProcess, pages: list[SocketIoTestClient], holds: Callable[[Any], object]
) -> None:
    """Wait until the condition holds for every page, and every page equals a status request.

    A request may show a short download in an earlier state for some seconds, so that pages that poll see it.
    """
    for page in pages:
        await page.wait_for_status(holds)

    async def is_equal() -> bool:
        status = (await _request(running, "GET", "/api/status")).json()
        return all(page.values("status_update")[-1] == status for page in pages)

    await until_async(is_equal)


async def test_every_page_sees_every_change(demo: AlcoveProcess) -> None:
    """Pages of each transport see books queued, fetched and cleared through any process, with their progress."""
    base = f"http://127.0.0.1:{demo.port}"
    ids = [book["id"] for book in json.loads(_search(demo))[:3]]
    async with AsyncExitStack() as stack:
        pages = [
            await stack.enter_async_context(
                SocketIoTestClient(spread=True, reconnects=True).connect(base, transports=transport)
            )
            for transport in (*TRANSPORTS, *TRANSPORTS)
        ]
        for book_id in ids:
            assert (await _request(demo, "GET", f"/api/download?id={book_id}")).status_code == 200
            for page in pages:
                await page.wait_for_book(book_id)
        await _wait_until_all_show(demo, pages, lambda snapshot: set(ids) <= set(snapshot["complete"]))
        await _request(demo, "DELETE", "/api/queue/clear")
        await _wait_until_all_show(demo, pages, lambda snapshot: not snapshot["complete"])
        for page in pages:
            await page.request_status()
            assert not page.values("disconnect")
        await asyncio.to_thread(_kill_one, demo)
        await _request(demo, "GET", f"/api/download?id={ids[0]}")
        # A page notices that the process of its session has ended when it receives nothing for a minute.
        await _wait_until_all_show(demo, pages, lambda snapshot: ids[0] in snapshot["complete"])


def _kill_one(demo: AlcoveProcess) -> None:
    os.kill(demo.children("api")[0], signal.SIGKILL)
    until(lambda: len(demo.children("api")) == WORKERS, describe=lambda: demo.output)


async def test_every_event_stream_follows_a_scrape(demo: AlcoveProcess) -> None:
    """Event streams of several processes follow a scrape to its end, whichever process started it."""
    base = f"http://127.0.0.1:{demo.port}"
    ended = b'"state":"done"'
    await asyncio.to_thread(until, lambda: ended in demo.get("/api/scraper/jobs/martha_keys")[1], within=60)
    async with AsyncExitStack() as stack:
        streams = []
        for _ in range(6):
            client = await stack.enter_async_context(http_client(base))
            streams.append(await stack.enter_async_context(event_stream(client, "/api/records/events")))
        before = (await _request(demo, "GET", "/api/scraper/jobs/martha_keys")).json()["id"]
        request = asyncio.create_task(_request(demo, "POST", "/data/martha_keys"))
        for stream in streams:
            # A process that is late reads the run when it has ended already, and skips its states before.
            while (last := await stream.until("scrape", seller="martha_keys", state="done")).data["id"] == before:
                pass
        assert (await request).status_code == 201
        assert last.data == (await _request(demo, "GET", "/api/scraper/jobs/martha_keys")).json()


async def test_pages_and_streams_miss_nothing_when_redis_is_killed(demo: AlcoveProcess, redis: RedisServer) -> None:
    """After Redis was killed, connected pages and a stream still receive all later changes."""
    base = f"http://127.0.0.1:{demo.port}"
    ids = [book["id"] for book in json.loads(_search(demo))[3:6]]
    async with AsyncExitStack() as stack:
        pages = [
            await stack.enter_async_context(
                SocketIoTestClient(spread=True, reconnects=True).connect(base, transports=transport)
            )
            for transport in TRANSPORTS
        ]
        client = await stack.enter_async_context(http_client(base))
        stream = await stack.enter_async_context(event_stream(client, "/api/records/events"))
        for number, book_id in enumerate(ids):
            if number == 1:
                await asyncio.to_thread(redis.kill)
            if number == 2:
                await asyncio.to_thread(redis.start)
            assert (await _request(demo, "GET", f"/api/download?id={book_id}")).status_code == 200
            for page in pages:
                await page.wait_for_book(book_id)
        await _wait_until_all_show(demo, pages, lambda snapshot: set(ids) <= set(snapshot["complete"]))
        await asyncio.to_thread(redis.kill)
        scraped = asyncio.create_task(_request(demo, "POST", "/data/martha_keys"))
        await stream.until("scrape", seller="martha_keys", state="done")
        assert (await scraped).status_code == 201
