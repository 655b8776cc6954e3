"""Relays requests and websockets to the process that owns their session, as ASGI messages over the hub.

A session lives in one process, but connections of its client can reach any process. That process forwards messages to
the owner and the owner's responses back; each side has its own topic.
"""

import asyncio
import base64
import contextlib
import itertools
import secrets
import zlib
from collections.abc import AsyncIterator, Coroutine, Iterator
from typing import Any, Final

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from alcove.foundation.realtime.hub import BoundedQueue, Hub
from alcove.foundation.realtime.transport import RESYNC, Notification, TransportLost
from alcove.foundation.realtime.web.sending import finish_messages
from alcove.foundation.telemetry import get_logger

TOPIC: Final = "alcove_relay_"
_NAME_LENGTH: Final = 12
"""Hexadecimal digits of a process name."""
CHUNK_BYTES: Final = 7500
"""Maximum bytes of one notification."""
MAX_MESSAGE_BYTES: Final = 16 * 1024 * 1024
"""Maximum bytes of one compressed message."""
OPEN_TIMEOUT: Final = 3.0
"""Seconds within which the owner must accept a connection."""
KEEPALIVE_INTERVAL: Final = 10.0
PEER_TIMEOUT: Final = 25.0
"""Seconds without a frame after which the other side counts as dead."""
MAX_QUEUED: Final = 256
MAX_CONNECTIONS: Final = 2000
MAX_UNREAD: Final = 2048
"""Maximum number of unread notifications of this process; on overflow all relayed connections end."""

log = get_logger("alcove.realtime")


class RelayLost(Exception):
    """The owner does not respond, or a frame was lost."""


class _Frame(msgspec.Struct, omit_defaults=True):
    """A message between the two sides."""

    kind: str
    """`open` with a scope, `message` with an ASGI message, `alive`, or `end`."""
    scope: dict[str, Any] | None = None
    headers: list[tuple[bytes, bytes]] | None = None
    message: dict[str, Any] | None = None
    body: bytes | None = None


_LOST: Final = _Frame("lost")
_encode_frame = msgspec.json.Encoder().encode
_decode_frame = msgspec.json.Decoder(_Frame).decode
_SCOPE_KEYS: Final = ("type", "http_version", "method", "scheme", "path", "root_path", "subprotocols")


class _RelayedConnection:
    """One side of a relayed connection; delivers frames in order, or ends."""

    def __init__(self, hub: Hub, key: str, *, peer: str, role: str) -> None:
        """Create a side of the connection `key` with the process `peer`; `role` is `caller` or `owner`."""
        self._hub = hub
        self.id = (role, key)
        self._header = f"{'owner' if role == 'caller' else 'caller'} {key}"
        self._topic = TOPIC + peer
        self._sent = 0
        self._received = 0
        self._chunks: list[str] = []
        self._size = 0
        self._send_lock = asyncio.Lock()
        self.queue: BoundedQueue[_Frame] = BoundedQueue(MAX_QUEUED, overflow=_LOST)

    async def send(self, frame: _Frame) -> None:
        """Send a frame."""
        text = base64.b64encode(zlib.compress(_encode_frame(frame), 1)).decode()
        chunks = [text[start : start + CHUNK_BYTES] for start in range(0, len(text), CHUNK_BYTES)]
        async with self._send_lock:
            sequence = self._sent
            self._sent += len(chunks)
            is_last = [int(index == len(chunks) - 1) for index in range(len(chunks))]
            headers = [f"{self._header} {sequence + index} {last}" for index, last in enumerate(is_last)]
            try:
                await self._hub.publish(self._topic, *map(" ".join, zip(headers, chunks, strict=True)))
            except TransportLost as error:
                raise RelayLost(str(error)) from error

    def receive(self, sequence: int, *, is_last: bool, chunk: str) -> None:
        """Receive a chunk of a frame; duplicates are dropped, a missing chunk ends the connection."""
        if sequence < self._received:
            return
        self._size += len(chunk)
        if sequence > self._received or self._size > MAX_MESSAGE_BYTES:
            self.queue.put(_LOST)
            return
        self._received += 1
        self._chunks.append(chunk)
        if is_last:
            text, self._chunks, self._size = "".join(self._chunks), [], 0
            self.queue.put(_decode_frame(zlib.decompress(base64.b64decode(text))))

    async def next(self, *, within: float = PEER_TIMEOUT) -> _Frame:
        """Return the next frame; RelayLost on timeout or after a lost frame."""
        frame = await self.queue.wait(within=within)
        if frame is None or frame is _LOST:
            raise RelayLost("timeout" if frame is None else "a frame was lost")
        return frame


class Relay:
    """Forwards connections to their owner, and serves those that other processes forward."""

    def __init__(self, hub: Hub, app: ASGIApp) -> None:
        """Create a relay; `app` serves the sessions of this process."""
        self.name = secrets.token_hex(_NAME_LENGTH // 2)
        """The name of this process; the ids of its sessions start with it."""
        self._hub = hub
        self._app = app
        self._sequence = itertools.count()
        # By role and key.
        self._connections: dict[tuple[str, str], _RelayedConnection] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self, ready: asyncio.Event) -> None:
        """Receive frames of other processes until cancelled."""
        try:
            async with self._hub.subscribe(TOPIC + self.name, size=MAX_UNREAD) as notifications:
                ready.set()
                while True:
                    self._receive(await notifications.next())
        finally:
            for task in self._tasks:
                task.cancel()

    async def forward(self, owner: str, scope: Scope, *, receive: Receive, send: Send) -> None:
        """Forward a connection to its owner; RelayLost when the owner does not respond."""
        with self._register(f"{self.name}.{next(self._sequence)}", peer=owner, role="caller") as connection:
            scope_fields = {name: scope[name] for name in _SCOPE_KEYS if name in scope}
            headers, query = list(scope["headers"]), scope["query_string"]
            await connection.send(_Frame("open", scope=scope_fields, headers=headers, body=query))
            await connection.next(within=OPEN_TIMEOUT)
            forwarding = _forward_responses(connection, finish_messages(send))
            await wait_for_first(_forward_requests(connection, receive), forwarding)

    @contextlib.contextmanager
    def _register(self, key: str, *, peer: str, role: str) -> Iterator[_RelayedConnection]:
        if len(self._connections) >= MAX_CONNECTIONS:
            raise RelayLost(f"{MAX_CONNECTIONS} connections are relayed at the same time already")
        connection = _RelayedConnection(self._hub, key, peer=peer, role=role)
        self._connections[connection.id] = connection
        try:
            yield connection
        finally:
            del self._connections[connection.id]

    def _receive(self, notification: Notification) -> None:
        if notification is RESYNC:
            for connection in self._connections.values():
                connection.queue.put(_LOST)
            return
        role, key, sequence, is_last, chunk = notification.payload.split(" ", 4)
        if (role, sequence) == ("owner", "0") and (role, key) not in self._connections:
            self._accept(key)
        receiver = self._connections.get((role, key))
        if receiver is not None:
            receiver.receive(int(sequence), is_last=is_last == "1", chunk=chunk)

    def _accept(self, key: str) -> None:
        stack = contextlib.ExitStack()
        try:
            connection = stack.enter_context(self._register(key, peer=key.partition(".")[0], role="owner"))
        except RelayLost as error:
            log.warning("relay_lost", reason=str(error))
            return
        task = asyncio.create_task(self._serve(connection, stack=stack), name="relay-answer")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, connection: _RelayedConnection, *, stack: contextlib.ExitStack) -> None:
        """Serve a forwarded connection."""
        with stack:
            try:
                frame = await connection.next(within=OPEN_TIMEOUT)
                await connection.send(_Frame("alive"))
                async with _keepalive(connection):
                    await self._app(_build_scope(frame), _receiver(connection), _sender(connection))
            except RelayLost as error:
                log.warning("relay_lost", reason=str(error))
            except Exception:  # a server loop: a failed connection must be closed, not time out
                log.exception("relayed_connection_broke")
            with contextlib.suppress(RelayLost):
                await connection.send(_Frame("end"))


def is_relay_name(name: str) -> bool:
    """Return whether the text has the format of a process name."""
    return len(name) == _NAME_LENGTH and all(digit in "0123456789abcdef" for digit in name)


async def wait_for_first(*coroutines: Coroutine[Any, Any, None]) -> None:
    """Run until the first coroutine ends, cancel the others, and raise its error."""
    tasks = [asyncio.create_task(coroutine) for coroutine in coroutines]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


async def _forward_requests(connection: _RelayedConnection, receive: Receive) -> None:
    """Forward messages of the client to the owner."""
    send_to_owner = _sender(connection)
    async with _keepalive(connection):
        while True:
            message = await receive()
            await send_to_owner(message)
            if message["type"] in ("http.disconnect", "websocket.disconnect"):
                return


async def _forward_responses(connection: _RelayedConnection, send: Send) -> None:
    """Forward messages of the owner to the client."""
    while (frame := await connection.next()).kind != "end":
        if frame.kind == "message":
            await send(_message(frame))


def _receiver(connection: _RelayedConnection) -> Receive:
    has_started = False

    async def receive() -> Message:
        """Return the client's next message; a disconnect when the relay is lost."""
        nonlocal has_started
        try:
            while (frame := await connection.next()).kind != "message":
                pass
        except RelayLost:
            if not has_started:
                raise
            return {"type": "websocket.disconnect", "code": 1006}
        has_started = True
        return _message(frame)

    return receive


def _sender(connection: _RelayedConnection) -> Send:
    async def send(message: Message) -> None:
        fields = {name: value for name, value in message.items() if not isinstance(value, bytes) and name != "headers"}
        headers = list(message["headers"]) if message.get("headers") is not None else None
        data = message.get("body", message.get("bytes"))
        await connection.send(_Frame("message", message=fields, body=data, headers=headers))

    return send


@contextlib.asynccontextmanager
async def _keepalive(connection: _RelayedConnection) -> AsyncIterator[None]:
    async def send_keepalives() -> None:
        while True:
            await asyncio.sleep(KEEPALIVE_INTERVAL)
            with contextlib.suppress(RelayLost):
                await connection.send(_Frame("alive"))

    task = asyncio.create_task(send_keepalives())
    try:
        yield
    finally:
        task.cancel()


def _build_scope(frame: _Frame) -> Scope:
    return {
        **(frame.scope or {}),
        "asgi": {"version": "3.0"},
        "headers": frame.headers or [],
        "query_string": frame.body or b"",
    }


def _message(frame: _Frame) -> Message:
    message: Message = dict(frame.message or {})
    if frame.headers is not None:
        message["headers"] = frame.headers
    if frame.body is not None:
        message["bytes" if message["type"].startswith("websocket") else "body"] = frame.body
    return message
