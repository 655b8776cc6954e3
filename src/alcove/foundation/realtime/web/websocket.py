"""A feed's events over a plain websocket, for programs that have no server-sent events."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from urllib.parse import parse_qs

import msgspec
from starlette.types import Receive, Scope, Send

from alcove.foundation.errors import BadRequest, ForeignOrigin
from alcove.foundation.realtime.web.socketio_gateway import is_allowed_origin
from alcove.foundation.realtime.web.sse import EventFeed, ServerEvent


class EventMessage(msgspec.Struct, frozen=True):
    """One text message; `ping` is the event of a message that only keeps the connection open."""

    event: str
    id: int = 0
    data: msgspec.Raw = msgspec.Raw(b"{}")


_PING = msgspec.json.encode(EventMessage("ping")).decode()


class WebSocketFeed:
    """The ASGI application of such an address; who is calling has been checked by the one in front of it.

    `?last_event_id=` asks for what changed since an event. Pages of this server and of `origins` may connect.
    """

    def __init__(self, feed: EventFeed, *, origins: Sequence[str] = ()) -> None:
        self._feed = feed
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hold one websocket until its page leaves, the process stops, or the caller may no longer read."""
        if scope["type"] != "websocket":
            raise BadRequest("This address is a websocket.")
        headers: Mapping[bytes, bytes] = dict(scope["headers"])
        if not is_allowed_origin(headers, allowed=self._origins):
            raise ForeignOrigin("Pages of this origin may not open a websocket here.")
        self._feed.check_capacity()
        await receive()
        await send({"type": "websocket.accept"})
        # The server ends the connection when this returns; a close that meets its end is never answered.
        works = [asyncio.create_task(self._send_events(scope, send)), asyncio.create_task(_until_gone(receive))]
        try:
            await asyncio.wait(works, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for work in works:
                work.cancel()
            await asyncio.gather(*works, return_exceptions=True)

    async def _send_events(self, scope: Scope, send: Send) -> None:
        wanted = parse_qs(scope["query_string"].decode("latin-1")).get("last_event_id", [None])[-1]
        is_admitted: Callable[[], Awaitable[bool]] = scope["alcove.is_still_admitted"]
        async for event in self._feed.events(wanted, is_admitted=is_admitted):
            await send({"type": "websocket.send", "text": _encode(event) if event is not None else _PING})


def _encode(event: ServerEvent) -> str:
    return msgspec.json.encode(EventMessage(event.name, event.id, msgspec.Raw(event.data))).decode()


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "websocket.disconnect":
        pass
