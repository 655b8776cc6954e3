"""Connections that receive into one buffer, so that large bodies need few copies."""

import asyncio
import select
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final, cast

import httpcore2

MAX_BUFFER: Final = 512 * 1024
"""Bytes that one connection buffers before it pauses reading."""

_INITIAL_BUFFER: Final = 4 * 1024
"""Bytes of a new buffer: enough for slow streams, of which there may be thousands; bodies that fill it make it grow."""


class ReceiveBuffer(asyncio.BufferedProtocol):
    """The received bytes that were not read yet; also tracks whether writing is paused."""

    def __init__(self) -> None:
        self._buffer = bytearray(_INITIAL_BUFFER)
        self._view = memoryview(self._buffer)
        self._first = 0
        self._end = 0
        self._transport: asyncio.Transport | None = None
        self._paused = False
        self._readable: asyncio.Future[None] | None = None
        self._writable: asyncio.Future[None] | None = None
        self.error: Exception | None = None
        self.is_eof = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Store the transport; called again with the TLS transport."""
        self._transport = cast("asyncio.Transport", transport)

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 - the protocol's
        """Return the memory for the next bytes."""
        if self._first == self._end:
            self._first = self._end = 0
        if self._end == len(self._buffer):
            self._grow()
        return self._view[self._end :]

    def buffer_updated(self, nbytes: int) -> None:
        """Count received bytes, and pause reading when the buffer is full."""
        self._end += nbytes
        if self._end == len(self._buffer) < MAX_BUFFER:
            self._grow()
        if self._end >= MAX_BUFFER and self._transport is not None:
            self._transport.pause_reading()
            self._paused = True
        _wake(self._readable)

    def eof_received(self) -> None:
        """Record the end of the stream."""
        self.is_eof = True
        _wake(self._readable)

    def connection_lost(self, exc: Exception | None) -> None:
        """Record the end and wake all waiters."""
        self.is_eof, self.error = True, exc
        _wake(self._readable)
        _wake(self._writable)

    def pause_writing(self) -> None:
        """Make writers wait."""
        self._writable = asyncio.get_running_loop().create_future()

    def resume_writing(self) -> None:
        """Wake waiting writers."""
        writable, self._writable = self._writable, None
        _wake(writable)

    @property
    def available(self) -> int:
        """The number of bytes that can be read without waiting."""
        return self._end - self._first

    def read(self, max_bytes: int) -> bytes:
        """Return the available bytes, at most `max_bytes`."""
        end = min(self._end, self._first + max_bytes)
        data = bytes(self._view[self._first : end])
        self._first = end
        if self._first == self._end:
            self._first = self._end = 0
            if self._paused and self._transport is not None and not self.is_eof:
                self._paused = False
                self._transport.resume_reading()
        return data

    async def wait_readable(self) -> None:
        """Wait for data or the end of the stream."""
        while not self.available and not self.is_eof:
            self._readable = asyncio.get_running_loop().create_future()
            try:
                await self._readable
            finally:
                self._readable = None

    async def wait_writable(self) -> None:
        """Wait until writing is not paused; raise the connection's error."""
        if self._writable is not None:
            await self._writable
        if self.error is not None:
            raise self.error

    def _grow(self) -> None:
        """Double the buffer; views of the old one stay valid."""
        larger = bytearray(len(self._buffer) * 2)
        larger[: self._end] = self._buffer
        self._buffer, self._view = larger, memoryview(larger)


class SocketStream(httpcore2.AsyncNetworkStream):
    """A connection with the interface of httpcore2."""

    def __init__(self, transport: asyncio.Transport, buffer: ReceiveBuffer) -> None:
        self._transport = transport
        self._buffer = buffer

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - the library's
        """Return available bytes, b'' at the end of the stream."""
        buffer = self._buffer
        if not buffer.available and not buffer.is_eof:
            with _translate_errors(httpcore2.ReadTimeout, httpcore2.ReadError):
                async with asyncio.timeout(timeout):
                    await buffer.wait_readable()
        if not buffer.available and buffer.error is not None:
            raise httpcore2.ReadError("the connection was lost") from buffer.error
        return buffer.read(max_bytes)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - the library's
        """Send bytes; wait while the peer does not read them."""
        if not buffer:
            return
        with _translate_errors(httpcore2.WriteTimeout, httpcore2.WriteError):
            if self._transport.is_closing():
                raise ConnectionResetError
            self._transport.write(buffer)
            async with asyncio.timeout(timeout):
                await self._buffer.wait_writable()

    async def aclose(self) -> None:
        """Close without waiting for the peer."""
        self._transport.close()
        # A TLS close that the peer does not answer would keep the socket open.
        await asyncio.sleep(0)
        _abort(self._transport)

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's
    ) -> httpcore2.AsyncNetworkStream:
        """Return the connection upgraded to TLS; the certificate must match the host name."""
        loop = asyncio.get_running_loop()
        buffer = ReceiveBuffer()
        try:
            with _translate_errors(httpcore2.ConnectTimeout, httpcore2.ConnectError):
                async with asyncio.timeout(timeout):
                    transport = await loop.start_tls(
                        self._transport, buffer, ssl_context, server_hostname=server_hostname
                    )
        except BaseException:
            _abort(self._transport)
            raise
        if transport is None:
            raise httpcore2.ConnectError("the connection closed during the TLS handshake")
        buffer.connection_made(transport)
        return SocketStream(transport, buffer)

    def get_extra_info(self, info: str) -> Any:
        """Return a property of the connection by httpcore2's name."""
        if info == "is_readable":
            return self._buffer.is_eof or bool(self._buffer.available) or self._socket_readable()
        names = {"client_addr": "sockname", "server_addr": "peername", "socket": "socket", "ssl_object": "ssl_object"}
        return self._transport.get_extra_info(names[info]) if info in names else None

    def _socket_readable(self) -> bool:
        handle = self._transport.get_extra_info("socket")
        if handle is None or handle.fileno() < 0:
            return True
        poll = select.poll()
        poll.register(handle.fileno(), select.POLLIN)
        return bool(poll.poll(0))


class SocketBackend(httpcore2.AsyncNetworkBackend):
    """Opens TCP connections."""

    async def connect_tcp(  # noqa: PLR0917 - the library's own signature
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's own signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002 - never used
    ) -> httpcore2.AsyncNetworkStream:
        """Connect to an address."""
        loop = asyncio.get_running_loop()
        local = (local_address, 0) if local_address else None
        with _translate_errors(httpcore2.ConnectTimeout, httpcore2.ConnectError):
            async with asyncio.timeout(timeout):
                transport, buffer = await loop.create_connection(ReceiveBuffer, host, port, local_addr=local)
        return SocketStream(transport, buffer)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


def _wake(waiter: asyncio.Future[None] | None) -> None:
    if waiter is not None and not waiter.done():
        waiter.set_result(None)


@contextmanager
def _translate_errors(timeout_error: type[Exception], network_error: type[Exception]) -> Iterator[None]:
    """Translate OS errors into the library's errors."""
    try:
        yield
    except TimeoutError as error:
        raise timeout_error(str(error)) from error
    except OSError as error:
        raise network_error(str(error)) from error


def _abort(transport: asyncio.Transport) -> None:
    # In Python 3.11.2, which Debian 12 has, a TLS transport that closed by itself cannot be aborted.
    with suppress(AttributeError):
        transport.abort()
