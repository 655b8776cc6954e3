"""Response bodies; long ones are read from the connection directly, without the HTTP parser."""

from collections.abc import AsyncIterable, AsyncIterator
from typing import Final, cast

import httpcore2
import httpx2

LONG_BODY_SIZE: Final = 1024 * 1024
"""Bytes from which a body of known length is read from the connection itself; the connection is not reused."""

CHUNK_SIZE: Final = 512 * 1024
"""Maximum bytes of one chunk of a long body."""


class Body(httpx2.AsyncByteStream):
    """A body that is read through the HTTP parser."""

    def __init__(self, stream: AsyncIterable[bytes]) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            yield chunk

    async def aclose(self) -> None:
        """Return the connection to the pool, or close it when bytes are left."""
        if hasattr(self._stream, "aclose"):
            await self._stream.aclose()


class LongBody(Body):
    """A body of known length: after the first chunk, the rest is read from the connection itself."""

    def __init__(
        self,
        stream: AsyncIterable[bytes],
        *,
        length: int,
        connection: httpcore2.AsyncNetworkStream,
        read_timeout: float | None,
    ) -> None:
        super().__init__(stream)
        self._remaining = length
        self._connection = connection
        self._read_timeout = read_timeout
        self._chunks: AsyncIterator[bytes] | None = None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        # The parser returns all that it has buffered in its first chunk, and is empty afterwards. Its iterator must be
        # kept: the connection is closed when it is garbage-collected.
        self._chunks = aiter(self._stream)
        chunk = await anext(self._chunks, b"")
        self._remaining -= len(chunk)
        yield chunk
        while self._remaining > 0:
            chunk = await self._connection.read(min(CHUNK_SIZE, self._remaining), self._read_timeout)
            if not chunk:
                raise httpcore2.RemoteProtocolError("the body is shorter than its Content-Length")
            self._remaining -= len(chunk)
            yield chunk


def response_body(response: httpcore2.Response, *, method: str, read_timeout: float | None) -> Body:
    """Return the body of a response; `read_timeout` is the maximum number of seconds between two chunks."""
    stream = cast("AsyncIterable[bytes]", response.stream)
    length = _content_length(response.headers)
    connection = response.extensions.get("network_stream")
    if (
        length < LONG_BODY_SIZE
        or method == "HEAD"
        or response.extensions.get("http_version") != b"HTTP/1.1"
        or connection is None
    ):
        return Body(stream)
    return LongBody(stream, length=length, connection=connection, read_timeout=read_timeout)


def _content_length(headers: list[tuple[bytes, bytes]]) -> int:
    """Return the Content-Length, 0 when there is none."""
    values = {name.lower(): value.strip() for name, value in headers}
    length = values.get(b"content-length", b"")
    return int(length) if b"transfer-encoding" not in values and length.isdigit() and len(length) < 16 else 0
