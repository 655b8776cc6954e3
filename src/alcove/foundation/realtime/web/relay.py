"""Relays requests and websockets to the process that owns their session: ASGI messages over the hub.

A session lives in one process, and a client's connections reach any of them. The process that a connection reaches
takes its messages to the owner and the owner's answers back, each side on a topic of its own.
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
from alcove.foundation.telemetry import get_logger

TOPIC: Final = "alcove_relay_"
_NAME: Final = 12
"""Hexadecimal digits of a process's name."""
CHUNK: Final = 7500
"""Bytes of one notification."""
LARGEST: Final = 16 * 1024 * 1024
"""Bytes of one message, compressed."""
ANSWER_WITHIN: Final = 3.0
"""Seconds in which an owner says that it is there."""
ALIVE_EVERY: Final = 10.0
SILENT_FOR: Final = 25.0
"""Seconds without a word after which the other side is taken for dead."""
MOST_WAITING: Final = 256
MOST_CONNECTIONS: Final = 2000
MOST_UNREAD: Final = 2048
"""Notifications that this process has not looked at yet; with more, all relayed connections end."""

log = get_logger("alcove.realtime")


class RelayLost(Exception):
    """The owner does not answer, or something on the way was lost."""


class _Frame(msgspec.Struct, omit_defaults=True):
    """What one side says to the other."""

    kind: str
    """`open` with a scope, `message` with an ASGI message, `alive`, or `end`."""
    scope: dict[str, Any] | None = None
    headers: list[tuple[bytes, bytes]] | None = None
    message: dict[str, Any] | None = None
    body: bytes | None = None


_LOST: Final = _Frame("lost")
_pack = msgspec.json.Encoder().encode
_unpack = msgspec.json.Decoder(_Frame).decode
_SCOPE: Final = ("type", "http_version", "method", "scheme", "path", "root_path", "subprotocols")


class _Connection:
    """One relayed connection, seen from either side: frames in order, or the end of it."""

    def __init__(self, hub: Hub, key: str, *, peer: str, role: str) -> None:
        """Take the connection's key, the other side's name, and whether this side is its `caller` or its `owner`."""
        self._hub = hub
        self.place = (role, key)
        self._head = f"{'owner' if role == 'caller' else 'caller'} {key}"
        self._topic = TOPIC + peer
        self._sent = 0
        self._received = 0
        self._parts: list[str] = []
        self._size = 0
        self._turn = asyncio.Lock()
        self.waiting: BoundedQueue[_Frame] = BoundedQueue(MOST_WAITING, overflow=_LOST)

    async def send(self, frame: _Frame) -> None:
        """Send a frame."""
        text = base64.b64encode(zlib.compress(_pack(frame), 1)).decode()
        parts = [text[start : start + CHUNK] for start in range(0, len(text), CHUNK)]
        async with self._turn:
            number = self._sent
            self._sent += len(parts)
            ends = [int(place == len(parts) - 1) for place in range(len(parts))]
            heads = [f"{self._head} {number + place} {end}" for place, end in enumerate(ends)]
            try:
                await self._hub.publish(self._topic, *map(" ".join, zip(heads, parts, strict=True)))
            except TransportLost as lost:
                raise RelayLost(str(lost)) from lost

    def receive(self, number: int, *, is_last: bool, part: str) -> None:
        """Take a part of a frame; one that came before is dropped, and one that is missing ends it all."""
        if number < self._received:
            return
        self._size += len(part)
        if number > self._received or self._size > LARGEST:
            self.waiting.put(_LOST)
            return
        self._received += 1
        self._parts.append(part)
        if is_last:
            text, self._parts, self._size = "".join(self._parts), [], 0
            self.waiting.put(_unpack(zlib.decompress(base64.b64decode(text))))

    async def next(self, *, within: float = SILENT_FOR) -> _Frame:
        """Return the next frame; RelayLost when there is none in time, or when something is missing."""
        frame = await self.waiting.wait(within=within)
        if frame is None or frame is _LOST:
            raise RelayLost("nothing came" if frame is None else "something was lost")
        return frame


class Relay:
    """Hands connections to their owner, and serves those that other processes hand to this one."""

    def __init__(self, hub: Hub, app: ASGIApp) -> None:
        """Take the application that serves the sessions of this process."""
        self.name = secrets.token_hex(_NAME // 2)
        """The owner's name, which the ids of its sessions begin with."""
        self._hub = hub
        self._app = app
        self._numbers = itertools.count()
        # By this side's role and key.
        self._connections: dict[tuple[str, str], _Connection] = {}
        self._answering: set[asyncio.Task[None]] = set()

    async def run(self, ready: asyncio.Event) -> None:
        """Take in what other processes send, until cancelled."""
        try:
            async with self._hub.subscribe(TOPIC + self.name, size=MOST_UNREAD) as heard:
                ready.set()
                while True:
                    self._hear(await heard.next())
        finally:
            for task in self._answering:
                task.cancel()

    async def forward(self, owner: str, scope: Scope, *, receive: Receive, send: Send) -> None:
        """Let the owner serve a connection; RelayLost when it is not there, or goes."""
        with self._connected(f"{self.name}.{next(self._numbers)}", peer=owner, role="caller") as connection:
            known = {name: scope[name] for name in _SCOPE if name in scope}
            headers, query = list(scope["headers"]), scope["query_string"]
            await connection.send(_Frame("open", scope=known, headers=headers, body=query))
            await connection.next(within=ANSWER_WITHIN)
            await first_to_end(_pass_in(connection, receive), _pass_out(connection, send))

    @contextlib.contextmanager
    def _connected(self, key: str, *, peer: str, role: str) -> Iterator[_Connection]:
        if len(self._connections) >= MOST_CONNECTIONS:
            raise RelayLost(f"{MOST_CONNECTIONS} connections are relayed already")
        connection = _Connection(self._hub, key, peer=peer, role=role)
        self._connections[connection.place] = connection
        try:
            yield connection
        finally:
            del self._connections[connection.place]

    def _hear(self, notification: Notification) -> None:
        if notification is RESYNC:
            for connection in self._connections.values():
                connection.waiting.put(_LOST)
            return
        role, key, number, is_last, part = notification.payload.split(" ", 4)
        if (role, number) == ("owner", "0") and (role, key) not in self._connections:
            self._begin(key)
        known = self._connections.get((role, key))
        if known is not None:
            known.receive(int(number), is_last=is_last == "1", part=part)

    def _begin(self, key: str) -> None:
        stack = contextlib.ExitStack()
        try:
            connection = stack.enter_context(self._connected(key, peer=key.partition(".")[0], role="owner"))
        except RelayLost as lost:
            log.warning("relay_lost", reason=str(lost))
            return
        task = asyncio.create_task(self._answer(connection, until=stack), name="relay-answer")
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _answer(self, connection: _Connection, *, until: contextlib.ExitStack) -> None:
        """Serve a connection that reached another process."""
        with until:
            try:
                opened = await connection.next(within=ANSWER_WITHIN)
                await connection.send(_Frame("alive"))
                async with _kept_alive(connection):
                    await self._app(_scope_of(opened), _receiver(connection), _sender(connection))
            except RelayLost as lost:
                log.warning("relay_lost", reason=str(lost))
            except Exception:  # a server's loop: one broken connection must not look like a slow one
                log.exception("relayed_connection_broke")
            with contextlib.suppress(RelayLost):
                await connection.send(_Frame("end"))


def is_relay_name(name: str) -> bool:
    """Tell whether a process can have this name."""
    return len(name) == _NAME and all(digit in "0123456789abcdef" for digit in name)


async def first_to_end(*works: Coroutine[Any, Any, None]) -> None:
    """Run until one of the works has ended; its error is raised."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


async def _pass_in(connection: _Connection, receive: Receive) -> None:
    """Take what the client sends to the owner."""
    give = _sender(connection)
    async with _kept_alive(connection):
        while True:
            message = await receive()
            await give(message)
            if message["type"] in ("http.disconnect", "websocket.disconnect"):
                return


async def _pass_out(connection: _Connection, send: Send) -> None:
    """Take what the owner answers to the client."""
    while (frame := await connection.next()).kind != "end":
        if frame.kind == "message":
            await send(_message(frame))


def _receiver(connection: _Connection) -> Receive:
    begun = False

    async def receive() -> Message:
        """Return what the client sent next; one of whom nothing more is heard has gone."""
        nonlocal begun
        try:
            while (frame := await connection.next()).kind != "message":
                pass
        except RelayLost:
            if not begun:
                raise
            return {"type": "websocket.disconnect", "code": 1006}
        begun = True
        return _message(frame)

    return receive


def _sender(connection: _Connection) -> Send:
    async def send(message: Message) -> None:
        plain = {name: value for name, value in message.items() if not isinstance(value, bytes) and name != "headers"}
        headers = list(message["headers"]) if message.get("headers") is not None else None
        data = message.get("body", message.get("bytes"))
        await connection.send(_Frame("message", message=plain, body=data, headers=headers))

    return send


@contextlib.asynccontextmanager
async def _kept_alive(connection: _Connection) -> AsyncIterator[None]:
    async def tell() -> None:
        while True:
            await asyncio.sleep(ALIVE_EVERY)
            with contextlib.suppress(RelayLost):
                await connection.send(_Frame("alive"))

    telling = asyncio.create_task(tell())
    try:
        yield
    finally:
        telling.cancel()


def _scope_of(opened: _Frame) -> Scope:
    return {
        **(opened.scope or {}),
        "asgi": {"version": "3.0"},
        "headers": opened.headers or [],
        "query_string": opened.body or b"",
    }


def _message(frame: _Frame) -> Message:
    message: Message = dict(frame.message or {})
    if frame.headers is not None:
        message["headers"] = frame.headers
    if frame.body is not None:
        message["bytes" if message["type"].startswith("websocket") else "body"] = frame.body
    return message
