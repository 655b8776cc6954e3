"""Event streams: order, catching up, limits, shutdown, and lost connections."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import aiohttp
import httpx2
import pytest
from starlette.responses import Response

from alcove.foundation.database import PgListener, Pool, close_pool, notify, open_pool, transaction
from alcove.foundation.errors import AppError
from alcove.foundation.realtime import Hub, Notification, PgTransport
from alcove.foundation.realtime.web import EventFeed, ServerEvent, WebSocketFeed
from alcove.foundation.realtime.web.sse import RETRY_MS
from alcove.foundation.settings import ServerSettings
from alcove.foundation.web import Access, Api, Call, Principal, build_app
from support.authenticators import FakeAuthenticator
from support.clock import FakeClock
from support.event_streams import event_stream
from support.http_client import http_client
from support.servers import serve_async
from support.until import until_async

PATH = "/api/numbers/events"
Socket: TypeAlias = aiohttp.ClientWebSocketResponse[bool]


class Numbers:
    """A table of numbers; storing a number also notifies."""

    topics = ("numbers",)

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.reads = 0
        self.broken = False

    async def add(self, number: int) -> None:
        """Store a number and notify."""
        async with transaction(self.pool) as connection:
            await connection.execute("INSERT INTO number (value) VALUES ($1)", number)
            await notify(connection, "numbers", str(number))

    async def read(self, notification: Notification, /) -> Sequence[ServerEvent]:
        """Return the event of a number."""
        self.reads += 1
        if self.broken:
            raise ZeroDivisionError
        value = await self.pool.fetchval("SELECT value FROM number WHERE value = $1", int(notification.payload))
        return [ServerEvent("number", b'{"value": %d}' % value)]

    async def read_since(self, instant: datetime, /) -> Sequence[ServerEvent]:
        """Return the numbers stored since then."""
        rows = await self.pool.fetch("SELECT value FROM number WHERE at >= $1 ORDER BY value", instant)
        return [ServerEvent("number", b'{"value": %d}' % row["value"]) for row in rows]


@dataclass(slots=True)
class Process:
    """One api process with the source and its feed."""

    source: Numbers
    feed: EventFeed
    clock: FakeClock
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    is_allowed: bool = True
    """Whether the callers are signed in."""

    @property
    def authenticator(self) -> FakeAuthenticator:
        """Return an authenticator of signed-in callers."""
        owner = Principal(account_id=None, name="owner", kind="session")
        return FakeAuthenticator(lambda _: self.is_allowed, principal=owner)

    def app(self) -> Any:
        """Return the process's application."""
        api = Api(name="numbers", title="Numbers", render_error=_render)

        @api.route("GET", PATH, access=Access.USER)
        async def events(call: Call[None, None]) -> Response:
            return self.feed.stream(call.request.headers.get("last-event-id"), is_authorized=call.is_still_authorized)

        api.mount(f"{PATH}/ws", app=WebSocketFeed(self.feed), access=Access.USER)

        return build_app([api], settings=ServerSettings(), authenticator=self.authenticator)


def _render(error: AppError, _: str) -> Response:
    return Response(error.message, status_code=error.status, headers=error.headers)


@pytest.fixture
async def numbers(empty_dsn: str) -> AsyncIterator[Pool]:
    """Yield a pool on a database with the table."""
    pool = await open_pool(empty_dsn)
    await pool.execute("CREATE TABLE number (value integer, at timestamptz DEFAULT '2026-01-01 00:00:00Z')")
    yield pool
    await close_pool(pool)


@pytest.fixture
async def processes(empty_dsn: str, numbers: Pool) -> AsyncIterator[list[Process]]:
    """Yield two processes on one database, each with its own listening connection."""
    async with AsyncExitStack() as stack:
        made = []
        for number in range(2):
            pg_listener = PgListener(empty_dsn, name=f"process-{number}")
            await pg_listener.start()
            stack.push_async_callback(pg_listener.close)
            clock, source = FakeClock(), Numbers(numbers)
            stopping = asyncio.Event()
            hub = Hub(PgTransport(pg_listener, numbers))
            feed = EventFeed(hub, source, clock=clock, stopping=stopping, max_streams=3, heartbeat=0.05)
            made.append(Process(source, feed, clock=clock, stopping=stopping))
        yield made
        for process in made:
            process.stopping.set()
        await asyncio.sleep(0.05)


@pytest.fixture
async def clients(processes: list[Process]) -> AsyncIterator[list[httpx2.AsyncClient]]:
    """Yield a client of each process."""
    async with AsyncExitStack() as stack:
        opened = []
        for process in processes:
            base = await stack.enter_async_context(serve_async(process.app()))
            client = http_client(base)
            opened.append(await stack.enter_async_context(client))
            stack.callback(process.stopping.set)
        yield opened


async def test_events_of_all_processes_arrive_in_order(
    processes: list[Process], clients: list[httpx2.AsyncClient]
) -> None:
    """Streams of both processes get all changes of both, in commit order; each is read once per process."""
    async with (
        event_stream(clients[0], PATH) as a,
        event_stream(clients[0], PATH) as b,
        event_stream(clients[1], PATH) as c,
    ):
        for stream in (a, b, c):
            assert stream.answer.headers["content-type"].startswith("text/event-stream")
            assert stream.answer.headers["cache-control"] == "no-cache, no-transform"
            assert stream.answer.headers["x-accel-buffering"] == "no"
            assert "content-encoding" not in stream.answer.headers
        await processes[0].source.add(-1)
        for stream in (a, b, c):
            await stream.until("number", value=-1)
        for number in range(20):
            await processes[number % 2].source.add(number)
        for stream in (a, b, c):
            await stream.until("number", value=19)
            # The first events of a stream may be duplicated.
            assert list(dict.fromkeys(event.data["value"] for event in stream.seen)) == list(range(-1, 20))
            assert stream.retry == RETRY_MS
    assert processes[0].source.reads <= 21


async def test_a_reconnecting_client_gets_missed_changes(
    processes: list[Process], clients: list[httpx2.AsyncClient]
) -> None:
    """With its last event id a client catches up at another process; after too long it gets a resync."""
    async with event_stream(clients[0], PATH) as stream:
        await processes[0].source.add(1)
        last = await stream.until("number", value=1)
    await processes[0].source.add(2)
    async with event_stream(clients[1], PATH, Last_Event_ID=last.id) as stream:
        assert [(await stream.next()).data["value"] for _ in range(2)] == [1, 2]
    processes[1].clock.advance(timedelta(hours=2).total_seconds())
    for wrong in (last.id, "nonsense", "9" * 30, "-1"):
        async with event_stream(clients[1], PATH, Last_Event_ID=wrong) as stream:
            assert (await stream.next()).name == "resync"


@pytest.mark.parametrize("times", [1, 3])
async def test_a_killed_connection_causes_a_resync(
    processes: list[Process], clients: list[httpx2.AsyncClient], *, times: int
) -> None:
    """Notifications sent while the connection was lost cause a resync; afterwards events arrive again."""
    kill = (
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        " WHERE application_name LIKE 'process-%' AND datname = current_database()"
    )
    async with event_stream(clients[0], PATH) as stream:
        await processes[0].source.add(0)
        await stream.until("number", value=0)
        for attempt in range(times):
            await processes[0].source.pool.fetchval(kill)
            await processes[1].source.add(100 + attempt)
            await stream.until("resync")
            await processes[1].source.add(200 + attempt)
            await stream.until("number", value=200 + attempt)


async def test_a_failed_read_causes_a_resync(processes: list[Process], clients: list[httpx2.AsyncClient]) -> None:
    """A failed read causes a resync, and the stream continues."""
    async with event_stream(clients[0], PATH) as stream:
        await processes[0].source.add(1)
        await stream.until("number", value=1)
        processes[0].source.broken = True
        await processes[0].source.add(2)
        await stream.until("resync")
        processes[0].source.broken = False
        await processes[0].source.add(3)
        await stream.until("number", value=3)


async def test_the_number_of_streams_is_limited(processes: list[Process], clients: list[httpx2.AsyncClient]) -> None:
    """A stream beyond the limit is rejected; when another ends, there is room again."""
    client, source = clients[0], processes[0].source
    async with AsyncExitStack() as stack:
        for number in range(3):
            stream = await stack.enter_async_context(event_stream(client, PATH))
            await source.add(number)
            await stream.until("number", value=number)
        refused = await client.get(PATH)
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")

    async def is_done() -> object:
        return await _status(client) != 503

    await until_async(is_done)


async def _status(client: httpx2.AsyncClient) -> int:
    async with client.stream("GET", PATH) as response:
        return response.status_code


async def test_streams_end_with_the_process(processes: list[Process], clients: list[httpx2.AsyncClient]) -> None:
    """On shutdown, streams end immediately."""
    async with event_stream(clients[0], PATH) as stream:
        await processes[0].source.add(1)
        await stream.until("number", value=1)
        processes[0].stopping.set()
        async with asyncio.timeout(60):
            with pytest.raises(EOFError):
                # An event may have been on its way.
                await stream.until("nothing")


async def test_an_idle_stream_gets_heartbeats(processes: list[Process], clients: list[httpx2.AsyncClient]) -> None:
    """Comments are sent while there are no events, so that no proxy closes the stream."""
    async with event_stream(clients[0], PATH) as stream:
        await processes[0].source.add(1)
        await stream.until("number", value=1)
        await asyncio.sleep(0.3)
        await processes[0].source.add(2)
        await stream.until("number", value=2)
        assert stream.comments >= 3


async def test_a_stream_ends_when_its_caller_may_no_longer_read(
    processes: list[Process], clients: list[httpx2.AsyncClient]
) -> None:
    """A caller without session or role gets no events after the next heartbeat."""
    process = processes[0]
    async with event_stream(clients[0], PATH) as stream:
        await process.source.add(1)
        await stream.until("number", value=1)
        process.is_allowed = False
        process.clock.advance(60)
        async with asyncio.timeout(60):
            with pytest.raises(EOFError):
                await stream.until("never")
    assert await _status(clients[0]) == 401


@asynccontextmanager
async def socket_to(client: httpx2.AsyncClient, query: str = "", **headers: str) -> AsyncIterator[Socket]:
    """Open a websocket at a process."""
    address = str(client.base_url).replace("http", "ws", 1)
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{address}{PATH}/ws{query}", headers=headers) as ws,
    ):
        yield ws


async def until_value(socket: Socket, value: int) -> dict[str, Any]:
    """Return the first message with a number."""
    async with asyncio.timeout(60):
        while True:
            message: dict[str, Any] = await socket.receive_json()
            if message["data"].get("value") == value:
                return message


async def test_a_websocket_gets_the_same_events(processes: list[Process], clients: list[httpx2.AsyncClient]) -> None:
    """A websocket gets events of both processes as JSON, pings, and catches up with an event id."""
    async with socket_to(clients[0]) as socket:
        await processes[0].source.add(1)
        first = await until_value(socket, 1)
        assert (first["event"], set(first)) == ("number", {"event", "id", "data"})
        await processes[1].source.add(2)
        await until_value(socket, 2)
        async with asyncio.timeout(60):
            while (await socket.receive_json())["event"] != "ping":
                pass
    await processes[0].source.add(3)
    async with socket_to(clients[1], f"?last_event_id={first['id']}") as socket:
        await until_value(socket, 3)


async def test_a_websocket_checks_access_and_origin(
    processes: list[Process], clients: list[httpx2.AsyncClient]
) -> None:
    """Unknown callers and other sites are rejected; a signed-out caller is disconnected; HTTP gets an error."""
    process = processes[0]
    with pytest.raises(aiohttp.WSServerHandshakeError):
        async with socket_to(clients[0], Origin="http://evil.example"):
            pass
    assert (await clients[0].get(f"{PATH}/ws")).status_code == 400
    async with socket_to(clients[0]) as socket:
        await process.source.add(1)
        await until_value(socket, 1)
        process.is_allowed = False
        process.clock.advance(60)
        async with asyncio.timeout(60):
            while (await socket.receive()).type is not aiohttp.WSMsgType.CLOSED:
                pass
    with pytest.raises(aiohttp.WSServerHandshakeError):
        async with socket_to(clients[0]):
            pass


async def test_websockets_end_with_the_process(processes: list[Process], clients: list[httpx2.AsyncClient]) -> None:
    """On shutdown, websockets end immediately."""
    async with socket_to(clients[0]) as socket:
        await processes[0].source.add(1)
        await until_value(socket, 1)
        processes[0].stopping.set()
        async with asyncio.timeout(60):
            while (await socket.receive()).type is aiohttp.WSMsgType.TEXT:
                pass
