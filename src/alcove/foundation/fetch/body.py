"""The bytes of an answer as the connection delivers them; long ones without the detour through a parser."""

from collections.abc import AsyncIterable, AsyncIterator
from typing import Final, cast

import httpcore2
import httpx2

LONG: Final = 1024 * 1024
"""Bytes from which a body of known length is read from the connection itself; that connection is not used again."""

PIECE: Final = 512 * 1024
"""Most bytes of one piece of a long body."""


class Body(httpx2.AsyncByteStream):
    """A body read through the parser."""

    def __init__(self, stream: AsyncIterable[bytes]) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            yield part

    async def aclose(self) -> None:
        """Give the connection back, or close it when bytes are left."""
        if hasattr(self._stream, "aclose"):
            await self._stream.aclose()


class LongBody(Body):
    """A body whose length is known: after its first piece nothing but itself is on the wire until its end."""

    def __init__(
        self,
        stream: AsyncIterable[bytes],
        *,
        length: int,
        connection: httpcore2.AsyncNetworkStream,
        patience: float | None,
    ) -> None:
        super().__init__(stream)
        self._left = length
        self._connection = connection
        self._patience = patience
        self._parsed: AsyncIterator[bytes] | None = None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        # The parser hands out all it holds before it reads on, so that its first piece leaves it empty. Its iterator
        # is kept: one that is dropped closes the connection.
        self._parsed = aiter(self._stream)
        part = await anext(self._parsed, b"")
        self._left -= len(part)
        yield part
        while self._left > 0:
            part = await self._connection.read(min(PIECE, self._left), self._patience)
            if not part:
                raise httpcore2.RemoteProtocolError("the body is shorter than promised")
            self._left -= len(part)
            yield part


def body_of(answer: httpcore2.Response, *, method: str, patience: float | None) -> Body:
    """Return the body of an answer; `patience` is the most seconds between two of its pieces."""
    stream = cast("AsyncIterable[bytes]", answer.stream)
    length = _length(answer.headers)
    connection = answer.extensions.get("network_stream")
    if length < LONG or method == "HEAD" or answer.extensions.get("http_version") != b"HTTP/1.1" or connection is None:
        return Body(stream)
    return LongBody(stream, length=length, connection=connection, patience=patience)


def _length(headers: list[tuple[bytes, bytes]]) -> int:
    """Return the length that the headers promise, 0 when they promise none."""
    found = {name.lower(): value.strip() for name, value in headers}
    given = found.get(b"content-length", b"")
    return int(given) if b"transfer-encoding" not in found and given.isdigit() and len(given) < 16 else 0
