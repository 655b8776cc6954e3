"""Socket.IO over polling and websockets; a session lives in one process, and requests reach it from any."""

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
from alcove.foundation.realtime.web.pages import Headers, Protocols
from alcove.foundation.realtime.web.relay import Relay, RelayLost, first_to_end, is_relay_name
from alcove.foundation.telemetry import get_logger

PING_EVERY: Final = 25
PING_TIMEOUT: Final = 60
CHECK_EVERY: Final = 60.0
"""Seconds after which it is looked up again who is still signed in."""
MOST_PAGES: Final = 2000
MOST_WAITING: Final = 64
"""Messages that wait for one page; who falls behind further is cut off, comes again, and is shown everything."""
_UNKNOWN: Final = b'{"code":1,"message":"Session ID unknown"}'

log = get_logger("alcove.realtime")


class _Json:
    """Reads and writes messages."""

    @staticmethod
    def dumps(value: Any, **_: Any) -> str:
        return msgspec.json.encode(value).decode()

    @staticmethod
    def loads(text: str | bytes, **_: Any) -> Any:
        return msgspec.json.decode(text)


class SocketIoServer:
    """Serves the pages of one process, and knows which process serves the others."""

    def __init__(self, hub: Hub, protocols: Protocols, *, stopping: asyncio.Event) -> None:
        self._hub = hub
        self._protocols = protocols
        self._stopping = stopping
        self._server = socketio.AsyncServer(
            async_mode="asgi",
            # Whoever gets here has been asked where they come from.
            cors_allowed_origins=lambda _origin: True,
            ping_interval=PING_EVERY,
            ping_timeout=PING_TIMEOUT,
            json=_Json,
        )
        self._server.on("connect", self._connected)
        self._server.on("disconnect", self._disconnected)
        for event in protocols.answers:
            self._server.on(event, self._answerer(event))
        self._app = socketio.ASGIApp(self._server, socketio_path=None)
        self._relay = Relay(hub, self._serve_here)
        self._server.eio.generate_id = lambda: f"{self._relay.name}-{secrets.token_urlsafe(15)}"
        self._pages: dict[str, Headers] = {}
        self._tasks: list[asyncio.Task[None]] = []

    def __len__(self) -> int:
        return len(self._pages)

    async def start(self) -> None:
        """Begin to work; sessions of this process can be reached from others from then on."""
        ready = asyncio.Event()
        works = [self._relay.run(ready), self._check_sessions(), self._end()]
        works += [self._run(work) for work in self._protocols.works]
        self._tasks = [asyncio.create_task(work, name="socketio") for work in works]
        await ready.wait()

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or hold one websocket, wherever its session lives."""
        if self._stopping.is_set():
            await _refuse(scope, send)
            return
        owner = _owner(scope)
        if owner in ("", self._relay.name):
            await self._serve_here(scope, receive, send)
            return
        answer = _Answer(send)
        with suppress(RelayLost):
            forward = self._relay.forward(owner, scope, receive=receive, send=answer.send)
            await first_to_end(forward, _until(self._stopping))
        if not answer.begun:
            await _refuse(scope, send)

    async def _serve_here(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            receive, send = _until_stopped(receive, self._stopping), _leaving(send)
        await self._app(scope, receive, send)

    async def emit(self, event: str, value: Any, /, *, to: str | None = None) -> None:
        """Send an event to one page, or to all pages of this process."""
        for sid in list(self._pages) if to is None else [to]:
            session = self._session(sid)
            if session is not None and session.queue.qsize() > MOST_WAITING:
                log.warning("page_too_slow", waiting=session.queue.qsize())
                self._pages.pop(sid, None)
                await session.close(wait=False, abort=True, reason=self._server.reason.TRANSPORT_ERROR)
        if self._pages:
            await self._server.emit(event, value, to=to)

    def _session(self, sid: str) -> Any:
        eio_sid = self._server.manager.eio_sid_from_sid(sid, "/")
        return self._server.eio.sockets.get(eio_sid)

    def _answerer(self, event: str) -> Any:
        async def answer(sid: str, *_: Any) -> None:
            await self._protocols.answers[event](self, sid)

        return answer

    async def _run(self, work: Any) -> None:
        await work(self)

    async def _connected(self, sid: str, environ: Mapping[str, Any], *_: Any) -> bool:
        if len(self._pages) >= MOST_PAGES:
            log.warning("too_many_connections", most=MOST_PAGES)
            return False
        self._pages[sid] = dict(environ["asgi.scope"]["headers"])
        self._server.start_background_task(self._protocols.welcome, self, sid)
        return True

    async def _disconnected(self, sid: str, _reason: Any = None) -> None:
        self._pages.pop(sid, None)

    async def _check_sessions(self) -> None:
        """Close the connections of those who are no longer signed in."""
        async with self._hub.subscribe(*self._protocols.session_topics) as changes:
            while True:
                await changes.wait(within=CHECK_EVERY)
                changes.take_all()
                for sid, headers in list(self._pages.items()):
                    if not await self._is_known(headers):
                        await self._server.disconnect(sid)

    async def _is_known(self, headers: Headers) -> bool:
        try:
            return await self._protocols.identify(headers) is not None
        except AppError as error:
            # While the database is away nobody can tell, and nobody is sent away.
            return isinstance(error.__cause__, DATABASE_LOST)
        except DATABASE_LOST:
            return True

    async def _end(self) -> None:
        """Let every page that polls go when the process is to leave: held requests keep it."""
        await self._stopping.wait()
        for sid in list(self._pages):
            session = self._session(sid)
            if session is not None and not session.upgraded:
                await session.close(wait=False, reason=self._server.reason.SERVER_DISCONNECT)
        await self._server.shutdown()


class _Answer:
    """A `send` that knows whether an answer has begun."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.begun = False

    async def send(self, message: Message) -> None:
        self.begun = True
        await self._send(message)


def _owner(scope: Scope) -> str:
    """Return the name of the process whose session a connection belongs to; nothing when it begins one."""
    sids = parse_qs(scope["query_string"].decode("latin-1")).get("sid", [""])
    owner, dash, _ = sids[0].partition("-")
    return owner if dash and is_relay_name(owner) else ""


async def _until(event: asyncio.Event) -> None:
    await event.wait()


async def _refuse(scope: Scope, send: Send) -> None:
    """Say that there is no such session: the client begins another one."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1011})
        return
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(_UNKNOWN))]
    await send({"type": "http.response.start", "status": 400, "headers": headers})
    await send({"type": "http.response.body", "body": _UNKNOWN})


def _until_stopped(receive: Receive, stopping: asyncio.Event) -> Receive:
    """End a websocket when the process is to leave, without a word of goodbye: then its page looks for another one."""

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


def _leaving(send: Send) -> Send:
    """Let the server end an open websocket when its handler returns, instead of saying so to a page that may be gone.

    Granian never answers a `close` that meets the end of its connection, and who waits for that holds up the process.
    """
    accepted = False

    async def pass_on(message: Message) -> None:
        nonlocal accepted
        accepted = accepted or message["type"] == "websocket.accept"
        if not (accepted and message["type"] == "websocket.close"):
            await send(message)

    return pass_on
