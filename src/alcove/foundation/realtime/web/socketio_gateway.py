"""Where Socket.IO clients come in; what serves them is loaded when the first one does."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from starlette.types import Receive, Scope, Send

from alcove.foundation.realtime.hub import Hub
from alcove.foundation.realtime.web.pages import Headers, Protocols
from alcove.foundation.web import split_host

if TYPE_CHECKING:
    from alcove.foundation.realtime.web.socketio_server import SocketIoServer

_USUAL_PORTS: Final = {"http": "80", "https": "443"}


class SocketIoGateway:
    """The ASGI application of an app's Socket.IO address; it lets in whom its caller has checked."""

    def __init__(self, hub: Hub, protocols: Protocols, *, stopping: asyncio.Event) -> None:
        self._hub = hub
        self._protocols = protocols
        self._stopping = stopping
        self._server: SocketIoServer | None = None
        self._turn = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or hold one websocket."""
        async with self._turn:
            if self._server is None:
                kind = await asyncio.to_thread(_load)
                self._server = kind(self._hub, self._protocols, stopping=self._stopping)
                await self._server.start()
        await self._server.serve(scope, receive, send)


def _load() -> "type[SocketIoServer]":
    from alcove.foundation.realtime.web.socketio_server import SocketIoServer  # noqa: PLC0415 - a third of a second

    return SocketIoServer


def is_allowed_origin(headers: Headers, *, allowed: Sequence[str]) -> bool:
    """Tell whether a page may open a connection: one of this server, or of a listed origin; no page at all may."""
    origin = headers.get(b"origin", b"").decode("latin-1").strip().lower()
    if not origin or origin in {listed.strip().lower().rstrip("/") for listed in allowed}:
        return True
    scheme, _, rest = origin.partition("://")
    page, own = split_host(rest), split_host(headers.get(b"host", b"").decode("latin-1"))
    if page is None or own is None:
        return False
    # A proxy in front may speak https, of which this server knows nothing: the port alone must fit.
    usual = ("", _USUAL_PORTS.get(scheme, ""))
    return page[0] == own[0] and (page[1] == own[1] or (page[1] in usual and own[1] in usual))
