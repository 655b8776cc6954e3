"""Events over a plain websocket, for clients without server-sent events."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from urllib.parse import parse_qs

import msgspec
from starlette.types import Receive, Scope, Send

from alcove.foundation.errors import BadRequest, CrossOriginForbidden
from alcove.foundation.realtime.web.sending import finish_messages
from alcove.foundation.realtime.web.socketio_gateway import is_allowed_origin
from alcove.foundation.realtime.web.sse import EventFeed, ServerEvent


class EventMessage(msgspec.Struct, frozen=True):
    """One text message; the event `ping` only keeps the connection open."""

    event: str
    id: int = 0
    data: msgspec.Raw = msgspec.Raw(b"{}")


_PING = msgspec.json.encode(EventMessage("ping")).decode()


class WebSocketFeed:
    """The ASGI application of such an address; the caller has checked access before.

    `?last_event_id=` requests the changes since an event. Pages of this server and of `origins` may connect.
    """

    def __init__(self, feed: EventFeed, *, origins: Sequence[str] = ()) -> None:
        self._feed = feed
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one websocket until the client disconnects, the process stops, or the caller may no longer read."""
        if scope["type"] != "websocket":
            raise BadRequest("This address is a websocket.")
        headers: Mapping[bytes, bytes] = dict(scope["headers"])
        if not is_allowed_origin(headers, allowed=self._origins):
            raise CrossOriginForbidden("Pages of this origin may not open a websocket here.")
        self._feed.check_capacity()
        await receive()
        await send({"type": "websocket.accept"})
        # The server closes the connection when this returns; sending a close message could block.
        tasks = [
            asyncio.create_task(self._send_events(scope, finish_messages(send))),
            asyncio.create_task(_wait_for_disconnect(receive)),
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _send_events(self, scope: Scope, send: Send) -> None:
        last_event_id = parse_qs(scope["query_string"].decode("latin-1")).get("last_event_id", [None])[-1]
        is_authorized: Callable[[], Awaitable[bool]] = scope["alcove.is_still_authorized"]
        async for event in self._feed.events(last_event_id, is_authorized=is_authorized):
            await send({"type": "websocket.send", "text": _encode(event) if event is not None else _PING})


def _encode(event: ServerEvent) -> str:
    return msgspec.json.encode(EventMessage(event.name, event.id, msgspec.Raw(event.data))).decode()


async def _wait_for_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "websocket.disconnect":
        pass
