"""The realtime server as an ASGI application: websockets, and the HTTP address for broadcasts."""

import asyncio
from collections.abc import Coroutine, Mapping
from typing import Any, Final
from urllib.parse import parse_qs

from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from alcove.foundation.errors import AppError
from alcove.foundation.telemetry import get_logger
from alcove.foundation.web import limit_body, read_body
from alcove.wires.supabase.callers import CALLER, identify_caller
from alcove.wires.supabase.realtime import reasons
from alcove.wires.supabase.realtime.deps import RealtimeDeps
from alcove.wires.supabase.realtime.events import ChannelEvents
from alcove.wires.supabase.realtime.exchange import TopicExchange
from alcove.wires.supabase.realtime.frames import Version
from alcove.wires.supabase.realtime.http_broadcast import PATH, BroadcastApi
from alcove.wires.supabase.realtime.http_errors import HttpError, send_response
from alcove.wires.supabase.realtime.joins import ChannelJoiner
from alcove.wires.supabase.realtime.peers import PeerLink
from alcove.wires.supabase.realtime.socket import RealtimeSocket, SocketServices
from alcove.wires.supabase.tokens import TokenError, VerifiedToken

WEBSOCKET_PATH: Final = "/websocket"
CHECK_SECONDS: Final = 1.0
FOLLOW_SECONDS: Final = 2.0
"""Longest wait for the broadcasts of the database before the first client is served."""
REFUSED_CONNECTIONS: Final = 100
"""Connections above the limit that are open, to be told so."""
_ANON: Final = "anon"
_VERSIONS: Final = {version.value: version for version in Version}

log = get_logger("alcove.realtime")


class RealtimeServer:
    """Serves `/websocket` and `/api/broadcast`; it starts with the first request."""

    def __init__(self, deps: RealtimeDeps, *, prefix: str = "") -> None:
        """Take the parts; `prefix` is what paths start with, without a slash at its end."""
        self._deps = deps
        self._prefix = prefix
        self._exchange = TopicExchange(deps.channels)
        self._exchange.link = PeerLink(
            deps.hub, self._exchange, name=deps.make_ref(), secret=deps.peer_secret, clock=deps.clock
        )
        joiner = ChannelJoiner(deps, self._exchange)
        self._services = SocketServices(
            deps=deps,
            exchange=self._exchange,
            joiner=joiner,
            events=ChannelEvents(deps, self._exchange, joiner=joiner),
            run_later=self._run_later,
        )
        self._broadcasts = BroadcastApi(deps, self._exchange)
        self._sockets: set[RealtimeSocket] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._lock = asyncio.Lock()
        self._is_started = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request or websocket."""
        await self._start()
        if scope["type"] == "websocket":
            await self._serve_socket(scope, receive, send)
        elif scope["type"] == "http":
            await self._serve_request(scope, receive, send)

    async def close(self) -> None:
        """Close all connections, and tell the other processes."""
        self._close_sockets()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._exchange.link is not None:
            await self._exchange.link.close()

    def check_sessions(self, user_id: str | None) -> None:
        """Close the channels of a user whose sessions have ended, with None those of everybody, soon."""
        if self._sockets:
            self._run_later(self._check_sessions(user_id))

    async def _check_sessions(self, user_id: str | None) -> None:
        for socket in list(self._sockets):
            await socket.check_sessions(user_id)

    async def _start(self) -> None:
        if self._is_started:
            return
        async with self._lock:
            if not self._is_started:
                assert self._exchange.link is not None
                await self._exchange.link.start()
                if self._deps.database_broadcasts is not None:
                    await self._deps.database_broadcasts.ensure_following(within=FOLLOW_SECONDS)
                self._run_later(self._check_regularly())
                self._run_later(self._close_on_shutdown())
                self._is_started = True

    def _run_later(self, coroutine: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(_log_failure(coroutine))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve_socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        query = parse_qs(scope["query_string"].decode("latin-1"))
        version = _VERSIONS.get(query.get("vsn", [Version.V1.value])[-1])
        limit = self._deps.limits.connections
        # Those above the limit are told so when they join, but they cost memory as well.
        is_overfull = len(self._sockets) >= limit + REFUSED_CONNECTIONS
        is_known = self._path(scope) == WEBSOCKET_PATH
        if not is_known or version is None or is_overfull or self._deps.stopping.is_set():
            # Closing a websocket before accepting it rejects it.
            await send({"type": "websocket.close", "code": 1008})
            return
        await receive()
        await send({"type": "websocket.accept"})
        is_full = len(self._sockets) >= limit
        socket = RealtimeSocket(
            self._services,
            version=version,
            key=scope.get(CALLER) or VerifiedToken.of_role(_ANON),
            headers=_headers(scope),
            refusal=reasons.TOO_MANY_CONNECTIONS if is_full else None,
        )
        self._sockets.add(socket)
        try:
            # The server closes the connection when this returns; sending a close message could block.
            await socket.run(receive, send)
        finally:
            self._sockets.discard(socket)

    async def _serve_request(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._respond(scope, receive)
        except HttpError as error:
            await send_response(send, error.status, body=error.body)
        except AppError as error:
            await send_response(send, error.status, body={"message": error.message, "error": error.message})
        except ClientDisconnect:
            return
        else:
            await send_response(send, 202)

    async def _respond(self, scope: Scope, receive: Receive) -> None:
        path = self._path(scope)
        if path != PATH and not path.startswith(f"{PATH}/"):
            raise HttpError.of(404, "Not found")
        if scope["method"] != "POST":
            raise HttpError.of(405, "Method not allowed")
        try:
            caller = identify_caller(scope, verifier=self._deps.callers.verifier())
        except TokenError as error:
            raise HttpError.of(401, error.message) from error
        caller = caller or VerifiedToken.of_role(_ANON)
        body = await read_body(limit_body(receive, limit=self._deps.limits.body_bytes))
        headers = _headers(scope)
        if path == PATH:
            await self._broadcasts.send_messages(caller, body=body, headers=headers)
            return
        # A slash in a name is escaped in the address as it was sent.
        sent = scope.get("raw_path") or scope["path"].encode()
        address = sent.decode("latin-1").partition(f"{PATH}/")[2].partition("?")[0]
        query = scope["query_string"].decode("latin-1")
        await self._broadcasts.send_event(caller, path=address, query=query, body=body, headers=headers)

    def _path(self, scope: Scope) -> str:
        path: str = scope["path"].removeprefix(self._prefix)
        return path.rstrip("/") or "/"

    async def _check_regularly(self) -> None:
        while True:
            await self._deps.clock.sleep(CHECK_SECONDS)
            now = self._deps.clock.monotonic()
            for socket in list(self._sockets):
                try:
                    socket.check(now)
                except Exception:  # the supervisor of all connections
                    log.exception("realtime_check_failed")
                    socket.close()

    async def _close_on_shutdown(self) -> None:
        await self._deps.stopping.wait()
        self._close_sockets()

    def _close_sockets(self) -> None:
        # Without a word: to clients, a channel that the server closes is not to be joined again.
        for socket in list(self._sockets):
            socket.close()


async def _log_failure(coroutine: Coroutine[Any, Any, None]) -> None:
    try:
        await coroutine
    except Exception:  # the supervisor of tasks that nobody waits for
        log.exception("realtime_task_failed")


def _headers(scope: Scope) -> Mapping[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
