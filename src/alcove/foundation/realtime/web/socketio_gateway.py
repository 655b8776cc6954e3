"""The Socket.IO endpoint; the server library is imported with the first client."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from starlette.types import Receive, Scope, Send

from alcove.foundation.realtime.hub import Hub
from alcove.foundation.realtime.web.handlers import Headers, SocketIoHandlers
from alcove.foundation.web import split_host

if TYPE_CHECKING:
    from alcove.foundation.realtime.web.socketio_server import SocketIoServer

_DEFAULT_PORTS: Final = {"http": "80", "https": "443"}


class SocketIoGateway:
    """The ASGI application of an app's Socket.IO address; the caller has checked access before."""

    def __init__(self, hub: Hub, handlers: SocketIoHandlers, *, stopping: asyncio.Event) -> None:
        self._hub = hub
        self._handlers = handlers
        self._stopping = stopping
        self._server: SocketIoServer | None = None
        self._start_lock = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request or websocket."""
        async with self._start_lock:
            if self._server is None:
                server_class = await asyncio.to_thread(_load)
                self._server = server_class(self._hub, self._handlers, stopping=self._stopping)
                await self._server.start()
        await self._server.serve(scope, receive, send)


def _load() -> "type[SocketIoServer]":
    from alcove.foundation.realtime.web.socketio_server import SocketIoServer  # noqa: PLC0415 - takes 0.3 s

    return SocketIoServer


def is_allowed_origin(headers: Headers, *, allowed: Sequence[str]) -> bool:
    """Return whether a connection is allowed: from this server's pages, listed origins, or without an Origin header."""
    origin = headers.get(b"origin", b"").decode("latin-1").strip().lower()
    if not origin or origin in {entry.strip().lower().rstrip("/") for entry in allowed}:
        return True
    scheme, _, rest = origin.partition("://")
    page, own = split_host(rest), split_host(headers.get(b"host", b"").decode("latin-1"))
    if page is None or own is None:
        return False
    # Behind a proxy, the page's scheme can be https while ours is http: compare host and port only.
    default_ports = ("", _DEFAULT_PORTS.get(scheme, ""))
    return page[0] == own[0] and (page[1] == own[1] or (page[1] in default_ports and own[1] in default_ports))
