"""Relayed connections are complete or end; queues of slow clients are bounded."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from alcove.foundation.realtime import RESYNC, Hub, Notification
from alcove.foundation.realtime.web.handlers import SocketIoClients, SocketIoHandlers
from alcove.foundation.realtime.web.relay import TOPIC, Relay, RelayLost
from alcove.foundation.realtime.web.socketio_server import MAX_QUEUED, SocketIoServer
from support.until import until_async
from unit.realtime.test_hub import MemoryTransport

SCOPE = {
    "type": "http", "http_version": "1.1", "method": "POST", "path": "/x", "query_string": b"a=%C3",
    "headers": [(b"k", b"\xff")],
}  # fmt: skip


async def _echo(scope: Scope, receive: Receive, send: Send) -> None:
    assert (scope["query_string"], scope["headers"][0]) == (b"a=%C3", (b"k", b"\xff"))
    body = (await receive())["body"]
    await send({"type": "http.response.start", "status": 201, "headers": [(b"x", b"\xfe")]})
    await send({"type": "http.response.body", "body": body})


async def _never_respond(_: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 - the ASGI signature
    await receive()
    await asyncio.Event().wait()


@asynccontextmanager
async def relay_pair(transport: MemoryTransport, app: ASGIApp) -> AsyncIterator[tuple[Relay, Relay]]:
    """Yield the relays of a caller's and an owner's process."""
    relays = Relay(Hub(transport), app), Relay(Hub(transport), app)
    async with AsyncExitStack() as stack:
        for relay in relays:
            ready = asyncio.Event()
            task = asyncio.create_task(relay.run(ready))
            stack.callback(task.cancel)
            await ready.wait()
        yield relays


async def send_request(caller: Relay, owner: str, body: bytes = b"") -> list[Message]:
    """Send a request to the owner and return the messages of its response."""
    sent = iter([{"type": "http.request", "body": body}])
    messages: list[Message] = []

    async def receive() -> Message:
        for message in sent:
            return message
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        messages.append(message)

    await caller.forward(owner, SCOPE, receive=receive, send=send)
    return messages


@pytest.mark.parametrize("size", [0, 1, 7_499, 100_000, 1_000_000])
async def test_frames_of_any_size_are_relayed(size: int) -> None:
    """Frames arrive unchanged, in chunks that fit into a notification."""
    transport, body = MemoryTransport(), os.urandom(size)
    async with relay_pair(transport, _echo) as (caller, owner):
        messages = await send_request(caller, owner.name, body)
        assert messages[0]["status"] == 201
        assert messages[0]["headers"] == [(b"x", b"\xfe")]
        assert messages[1]["body"] == body
    assert max(len(payload.encode()) for _, payload in transport.sent) < 8000


class LossyTransport(MemoryTransport):
    """A transport that sends one notification several times, or not at all."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    async def publish(self, topic: str, payloads: Any, /) -> None:
        """Deliver the third chunk of a message a given number of times."""
        expected = [payload for payload in payloads for _ in range(self.times if payload.split()[2] == "3" else 1)]
        await super().publish(topic, expected)


async def test_duplicate_chunks_are_dropped() -> None:
    """A chunk that is delivered twice is ignored."""
    body = os.urandom(50_000)
    async with relay_pair(LossyTransport(2), _echo) as (caller, owner):
        assert (await send_request(caller, owner.name, body))[1]["body"] == body


async def test_a_lost_chunk_ends_the_connection() -> None:
    """An incomplete message is never delivered."""
    async with relay_pair(LossyTransport(0), _echo) as (caller, owner):
        async with asyncio.timeout(60):
            assert await send_request(caller, owner.name, os.urandom(50_000)) == []


async def test_a_resync_ends_relayed_connections() -> None:
    """When notifications may have been missed, the connection ends instead of hanging."""
    transport = MemoryTransport()
    async with relay_pair(transport, _never_respond) as (caller, owner):
        task = asyncio.create_task(send_request(caller, owner.name))
        await asyncio.sleep(0.05)
        for deliver in transport.listeners[TOPIC + caller.name]:
            deliver(RESYNC)
        with pytest.raises(RelayLost):
            await task


@pytest.mark.slow
async def test_a_missing_owner_is_detected() -> None:
    """A request to a missing process ends soon; malformed notifications are ignored."""
    transport = MemoryTransport()
    async with relay_pair(transport, _echo) as (caller, _):
        with pytest.raises(RelayLost):
            await send_request(caller, "0" * 12)
        for deliver in transport.listeners[TOPIC + caller.name]:
            deliver(Notification(TOPIC + caller.name, "caller nobody.1 0 1 AAAA"))


async def test_a_slow_client_is_disconnected() -> None:
    """The queue of a client is bounded: one that stops polling is disconnected."""

    async def identify(_: Any) -> str:
        return "reader"

    async def on_connect(pages: SocketIoClients, page: str) -> None:
        pass

    stopping = asyncio.Event()
    server = SocketIoServer(
        Hub(MemoryTransport()), SocketIoHandlers(identify=identify, on_connect=on_connect), stopping=stopping
    )
    await server.start()
    opening = (await request(server, "GET", ""))[1]["body"].decode()
    sid = opening.partition('"sid":"')[2].partition('"')[0]
    await request(server, "POST", f"&sid={sid}", b"40")
    await until_async(lambda: len(server))
    for number in range(MAX_QUEUED + 10):
        await server.emit("status_update", {"number": number})
    assert len(server) == 0
    stopping.set()
    await asyncio.sleep(0.05)


async def request(server: SocketIoServer, method: str, query: str, body: bytes = b"") -> list[Message]:
    """Send a polling request and return the messages of its response."""
    messages: list[Message] = []
    headers = [(b"content-length", b"%d" % len(body))]
    scope = {**SCOPE, "method": method, "query_string": f"EIO=4&transport=polling{query}".encode(), "headers": headers}

    async def receive() -> Message:
        return {"type": "http.request", "body": body}

    async def send(message: Message) -> None:
        messages.append(message)

    await server.serve(scope, receive, send)
    return messages
