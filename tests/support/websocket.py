"""A websocket client without a protocol of its own, which a test reads frame by frame."""

import asyncio
import base64
import os
import ssl
import struct
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlsplit

from support.until import WITHIN

TEXT: Final = 1
BINARY: Final = 2
CLOSE: Final = 8
PING: Final = 9
_SHORT: Final = 126
_LONG: Final = 65_536


class HandshakeRefused(Exception):
    """The server did not accept the websocket."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status


class Closed(Exception):
    """The server closed the websocket, with a code and a reason unless the connection just ended."""

    def __init__(self, code: int = 0, reason: str = "") -> None:
        super().__init__(f"code {code}: {reason}")
        self.code = code
        self.reason = reason


class WebSocket:
    """An open websocket."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.drop()

    def drop(self) -> None:
        """End the connection without a word, as a client does that loses its network."""
        self._writer.transport.abort()

    async def send(self, data: str | bytes) -> None:
        """Send a text or binary message."""
        await self.send_frame(
            TEXT if isinstance(data, str) else BINARY, data.encode() if isinstance(data, str) else data
        )

    async def send_frame(self, opcode: int, content: bytes) -> None:
        """Send one frame, whatever its content is."""
        size = len(content)
        if size < _SHORT:
            header = bytes((0x80 | opcode, 0x80 | size))
        elif size < _LONG:
            header = bytes((0x80 | opcode, 0x80 | _SHORT)) + struct.pack(">H", size)
        else:
            header = bytes((0x80 | opcode, 0x80 | _SHORT + 1)) + struct.pack(">Q", size)
        # A mask of zeros leaves the content as it is.
        self._writer.write(header + bytes(4) + content)
        await self._writer.drain()

    async def receive(self, *, within: float = WITHIN) -> str | bytes:
        """Return the next message; Closed, TimeoutError."""
        async with asyncio.timeout(within):
            while True:
                opcode, content = await self._read_frame()
                if opcode == CLOSE:
                    raise Closed(int.from_bytes(content[:2]), content[2:].decode())
                if opcode in (TEXT, BINARY):
                    return content.decode() if opcode == TEXT else content

    async def wait_closed(self, *, within: float = WITHIN) -> None:
        """Wait until the server has closed the websocket, whatever it sends before; TimeoutError."""
        async with asyncio.timeout(within):
            try:
                while True:
                    await self.receive(within=within)
            except (Closed, ConnectionError):
                return

    async def _read_frame(self) -> tuple[int, bytes]:
        try:
            first, size = await self._reader.readexactly(2)
            if size == _SHORT:
                (size,) = struct.unpack(">H", await self._reader.readexactly(2))
            elif size == _SHORT + 1:
                (size,) = struct.unpack(">Q", await self._reader.readexactly(8))
            return first & 0x0F, await self._reader.readexactly(size)
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise Closed from error


async def open_websocket(
    address: str,
    *,
    headers: dict[str, str] | None = None,
    buffer: int = 64 * 1024 * 1024,
    tls: ssl.SSLContext | None = None,
) -> WebSocket:
    """Return an open websocket of an `http` or `https` address, which reads ahead about `buffer` bytes.

    HandshakeRefused when the server does not accept it.
    """
    url = urlsplit(address)
    reader, writer = await asyncio.open_connection(url.hostname, url.port, limit=buffer, ssl=tls)
    lines = [
        f"GET {url.path}?{url.query} HTTP/1.1",
        f"Host: {url.netloc}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
        "Sec-WebSocket-Version: 13",
        *(f"{name}: {value}" for name, value in (headers or {}).items()),
    ]
    writer.write("\r\n".join((*lines, "", "")).encode())
    answer = await reader.readuntil(b"\r\n\r\n")
    status = int(answer.split()[1])
    if status != 101:
        writer.close()
        raise HandshakeRefused(status)
    return WebSocket(reader, writer)
