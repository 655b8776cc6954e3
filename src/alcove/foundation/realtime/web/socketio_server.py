"""Socket.IO over polling and websockets; a session lives in one process, other processes relay to it."""

import asyncio
import secrets
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final
from urllib.parse import parse_qs

import msgspec
import socketio
from starlette.types import Message, Receive, Scope, Send

from alcove.foundation.database import DATABASE_LOST
from alcove.foundation.errors import AppError
from alcove.foundation.realtime.hub import Hub
from alcove.foundation.realtime.web.handlers import Headers, SocketIoHandlers
from alcove.foundation.realtime.web.relay import Relay, RelayLost, is_relay_name, wait_for_first
from alcove.foundation.telemetry import get_logger

PING_INTERVAL: Final = 25
PING_TIMEOUT: Final = 60
SESSION_CHECK_INTERVAL: Final = 60.0
"""Seconds after which the sessions of all clients are checked again."""
MAX_CLIENTS: Final = 2000
MAX_QUEUED: Final = 64
"""Maximum number of queued messages of one client; a slower one is disconnected, and reads everything on reconnect."""
_UNKNOWN_SESSION: Final = b'{"code":1,"message":"Session ID unknown"}'

log = get_logger("alcove.realtime")


class _Json:
    """JSON encoding of messages."""

    @staticmethod
    def dumps(value: Any, **_: Any) -> str:
        return msgspec.json.encode(value).decode()

    @staticmethod
    def loads(text: str | bytes, **_: Any) -> Any:
        return msgspec.json.decode(text)


class SocketIoServer:
    """Serves the clients of one process, and relays requests of other clients to their process."""

    def __init__(self, hub: Hub, handlers: SocketIoHandlers, *, stopping: asyncio.Event) -> None:
        self._hub = hub
        self._handlers = handlers
        self._stopping = stopping
        self._server = socketio.AsyncServer(
            async_mode="asgi",
            # The origin has been checked before.
            cors_allowed_origins=lambda _origin: True,
            ping_interval=PING_INTERVAL,
            ping_timeout=PING_TIMEOUT,
            json=_Json,
        )
        self._server.on("connect", self._on_connect)
        self._server.on("disconnect", self._on_disconnect)
        for event in handlers.events:
            self._server.on(event, self._make_handler(event))
        self._app = socketio.ASGIApp(self._server, socketio_path=None)
        self._relay = Relay(hub, self._serve_here)
        self._server.eio.generate_id = lambda: f"{self._relay.name}-{secrets.token_urlsafe(15)}"
        self._clients: dict[str, Headers] = {}
        self._tasks: list[asyncio.Task[None]] = []

    def __len__(self) -> int:
        return len(self._clients)

    async def start(self) -> None:
        """Start the background tasks; afterwards other processes can relay to this one."""
        ready = asyncio.Event()
        coroutines = [self._relay.run(ready), self._check_sessions(), self._shut_down()]
        coroutines += [self._run_task(function) for function in self._handlers.background_tasks]
        self._tasks = [asyncio.create_task(coroutine, name="socketio") for coroutine in coroutines]
        await ready.wait()

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request or websocket, whichever process owns its session."""
        if self._stopping.is_set():
            await _reject_session(scope, send)
            return
        owner = _process_of_session(scope)
        if owner in ("", self._relay.name):
            await self._serve_here(scope, receive, send)
            return
        response = _ResponseTracker(send)
        with suppress(RelayLost):
            forward = self._relay.forward(owner, scope, receive=receive, send=response.send)
            await wait_for_first(forward, _wait_for(self._stopping))
        if not response.has_started:
            await _reject_session(scope, send)

    async def _serve_here(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            receive, send = _disconnect_on_shutdown(receive, self._stopping), _suppress_close(send)
        await self._app(scope, receive, send)

    async def emit(self, event: str, value: Any, /, *, to: str | None = None) -> None:
        """Send an event to one client, or to all clients of this process."""
        for sid in list(self._clients) if to is None else [to]:
            session = self._session(sid)
            if session is not None and session.queue.qsize() > MAX_QUEUED:
                log.warning("client_too_slow", waiting=session.queue.qsize())
                self._clients.pop(sid, None)
                await session.close(wait=False, abort=True, reason=self._server.reason.TRANSPORT_ERROR)
        if self._clients:
            await self._server.emit(event, value, to=to)

    def _session(self, sid: str) -> Any:
        eio_sid = self._server.manager.eio_sid_from_sid(sid, "/")
        return self._server.eio.sockets.get(eio_sid)

    def _make_handler(self, event: str) -> Any:
        async def handle(sid: str, *_: Any) -> None:
            await self._handlers.events[event](self, sid)

        return handle

    async def _run_task(self, function: Any) -> None:
        await function(self)

    async def _on_connect(self, sid: str, environ: Mapping[str, Any], *_: Any) -> bool:
        if len(self._clients) >= MAX_CLIENTS:
            log.warning("too_many_connections", limit=MAX_CLIENTS)
            return False
        self._clients[sid] = dict(environ["asgi.scope"]["headers"])
        self._server.start_background_task(self._handlers.on_connect, self, sid)
        return True

    async def _on_disconnect(self, sid: str, _reason: Any = None) -> None:
        self._clients.pop(sid, None)

    async def _check_sessions(self) -> None:
        """Disconnect clients that are no longer signed in."""
        async with self._hub.subscribe(*self._handlers.session_topics) as changes:
            while True:
                await changes.wait(within=SESSION_CHECK_INTERVAL)
                changes.take_all()
                for sid, headers in list(self._clients.items()):
                    if not await self._is_signed_in(headers):
                        await self._server.disconnect(sid)

    async def _is_signed_in(self, headers: Headers) -> bool:
        try:
            return await self._handlers.identify(headers) is not None
        except AppError as error:
            # While the database is unavailable, clients stay connected.
            return isinstance(error.__cause__, DATABASE_LOST)
        except DATABASE_LOST:
            return True

    async def _shut_down(self) -> None:
        """Close polling sessions on shutdown, because their pending requests would delay it."""
        await self._stopping.wait()
        for sid in list(self._clients):
            session = self._session(sid)
            if session is not None and not session.upgraded:
                await session.close(wait=False, reason=self._server.reason.SERVER_DISCONNECT)
        await self._server.shutdown()


class _ResponseTracker:
    """Wraps `send` and records whether the response has started."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.has_started = False

    async def send(self, message: Message) -> None:
        self.has_started = True
        await self._send(message)


def _process_of_session(scope: Scope) -> str:
    """Return the process that owns the session of a connection, "" for a new session."""
    sids = parse_qs(scope["query_string"].decode("latin-1")).get("sid", [""])
    owner, dash, _ = sids[0].partition("-")
    return owner if dash and is_relay_name(owner) else ""


async def _wait_for(event: asyncio.Event) -> None:
    await event.wait()


async def _reject_session(scope: Scope, send: Send) -> None:
    """Respond that the session is unknown: the client starts a new one."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1011})
        return
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(_UNKNOWN_SESSION))]
    await send({"type": "http.response.start", "status": 400, "headers": headers})
    await send({"type": "http.response.body", "body": _UNKNOWN_SESSION})


def _disconnect_on_shutdown(receive: Receive, stopping: asyncio.Event) -> Receive:
    """Disconnect a websocket on shutdown without a close message, so that its client reconnects."""

    async def next_message() -> Message:
        message = asyncio.ensure_future(receive())
        stop = asyncio.create_task(stopping.wait())
        try:
            await asyncio.wait([message, stop], return_when=asyncio.FIRST_COMPLETED)
            return message.result() if message.done() else {"type": "websocket.disconnect", "code": 1012}
        finally:
            message.cancel()
            stop.cancel()

    return next_message


def _suppress_close(send: Send) -> Send:
    """Drop the close message of an open websocket; the server closes it when its handler returns.

    With Granian, sending `close` on a connection that is already closed never returns, which would block shutdown.
    """
    accepted = False

    async def filter_close(message: Message) -> None:
        nonlocal accepted
        accepted = accepted or message["type"] == "websocket.accept"
        if not (accepted and message["type"] == "websocket.close"):
            await send(message)

    return filter_close
