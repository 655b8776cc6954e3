"""Thousands of websockets of one process, read in turns: frames are JSON, and those that many get are decoded once."""

import base64
import contextlib
import json
import os
import resource
import selectors
import socket
import time
from collections.abc import Callable, Iterable
from functools import lru_cache
from types import TracebackType
from typing import Any, Final, Self

from support.until import WITHIN
from support.websocket import CLOSE, TEXT

_END_OF_HEAD: Final = b"\r\n\r\n"
_READ: Final = 1 << 18
_SHORT: Final = 126
_DECODED: Final = 4_096
_PING_SECONDS: Final = 15.0
"""Servers end connections that say nothing for longer."""


class CrowdSocket:
    """A websocket; `frames` are the frames that it got, `code` is the one with which it was closed."""

    __slots__ = ("_buffer", "_connection", "_is_accepted", "code", "frames", "is_open")

    def __init__(self, connection: socket.socket, path: str) -> None:
        self._connection = connection
        self._buffer = bytearray()
        self._is_accepted = False
        self.frames: list[dict[str, Any]] = []
        self.code: int | None = None
        self.is_open = True
        key = base64.b64encode(os.urandom(16)).decode()
        lines = (
            f"GET {path} HTTP/1.1", "Host: 127.0.0.1", "Upgrade: websocket", "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", "", "",
        )  # fmt: skip
        connection.sendall("\r\n".join(lines).encode())

    @property
    def connection(self) -> socket.socket:
        """The connection."""
        return self._connection

    def send(self, kind: str, **members: object) -> None:
        """Send a short frame."""
        self._send(TEXT, json.dumps({"type": kind, **members}).encode())

    def leave(self) -> None:
        """Close the websocket; the server answers with the end of the connection."""
        self._send(CLOSE, (1000).to_bytes(2))

    def has(self, kind: str, **members: object) -> bool:
        """Return whether a frame of a type with these members has come."""
        return any(
            frame["type"] == kind and all(frame.get(name) == value for name, value in members.items())
            for frame in self.frames
        )

    def read(self) -> None:
        """Read what has come."""
        try:
            content = self._connection.recv(_READ)
        except ConnectionError:
            content = b""
        self.is_open = bool(content)
        self._buffer += content
        if not self._is_accepted and _END_OF_HEAD in self._buffer:
            head, _, rest = bytes(self._buffer).partition(_END_OF_HEAD)
            assert head.startswith(b"HTTP/1.1 101"), head
            self._buffer, self._is_accepted = bytearray(rest), True
        if self._is_accepted:
            self._read_frames()

    def _send(self, opcode: int, content: bytes) -> None:
        assert len(content) < _SHORT
        # A mask of zeros leaves the content as it is.
        self._connection.sendall(bytes((0x80 | opcode, 0x80 | len(content))) + bytes(4) + content)

    def _read_frames(self) -> None:
        buffer, start = self._buffer, 0
        while len(buffer) - start >= 2:
            size, content = buffer[start + 1], start + 2
            if size >= _SHORT:
                content += 2 if size == _SHORT else 8
                size = int.from_bytes(buffer[start + 2 : content])
            if len(buffer) < content + size:
                break
            self._add(buffer[start] & 0x0F, bytes(buffer[content : content + size]))
            start = content + size
        del buffer[:start]

    def _add(self, opcode: int, content: bytes) -> None:
        if opcode == TEXT:
            self.frames.append(_decode(content))
        elif opcode == CLOSE:
            self.code = int.from_bytes(content[:2])


class Crowd:
    """Opens websockets and reads them in turns."""

    def __init__(self) -> None:
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self._selector = selectors.DefaultSelector()
        self._pinged_at = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for key in list(self._selector.get_map().values()):
            self._forget(key.data)
        self._selector.close()

    def open(self, port: int, path: str) -> CrowdSocket:
        """Ask for a websocket, without waiting for the answer."""
        connection = socket.create_connection(("127.0.0.1", port))
        opened = CrowdSocket(connection, path)
        connection.settimeout(0)
        self._selector.register(connection, selectors.EVENT_READ, opened)
        return opened

    def read(self, *, within: float) -> None:
        """Read what has come; wait some seconds when nothing has. All say regularly that they are there."""
        self._ping()
        for key, _ in self._selector.select(within):
            key.data.read()
            if not key.data.is_open:
                self._forget(key.data)

    def wait(self, sockets: Iterable[CrowdSocket], check: Callable[[CrowdSocket], bool]) -> None:
        """Read until a check holds for all of these websockets."""
        missing, end = list(sockets), time.monotonic() + WITHIN
        while missing := [waiting for waiting in missing if not check(waiting)]:
            assert time.monotonic() < end, f"{len(missing)} are missing; {missing[0].frames[-3:]}, {missing[0].code}"
            self.read(within=1.0)

    def _ping(self) -> None:
        if time.monotonic() - self._pinged_at < _PING_SECONDS:
            return
        self._pinged_at = time.monotonic()
        for key in list(self._selector.get_map().values()):
            with contextlib.suppress(OSError):
                key.data.send("ping")

    def _forget(self, ended: CrowdSocket) -> None:
        with contextlib.suppress(KeyError):
            self._selector.unregister(ended.connection)
        ended.connection.close()


@lru_cache(maxsize=_DECODED)
def _decode(content: bytes) -> dict[str, Any]:
    decoded: dict[str, Any] = json.loads(content)
    return decoded
