"""Connected sockets whose bytes are received straight into one buffer, so that large bodies cost few copies."""

import asyncio
import select
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final, cast

import httpcore2

ROOM: Final = 512 * 1024
"""Bytes that one connection holds before the other side must wait."""

_LEAST_ROOM: Final = 64 * 1024


class Inbox(asyncio.BufferedProtocol):
    """What has arrived and was not read yet; also knows when more may be written."""

    def __init__(self) -> None:
        self._buffer = bytearray(_LEAST_ROOM)
        self._view = memoryview(self._buffer)
        self._first = 0
        self._end = 0
        self._transport: asyncio.Transport | None = None
        self._paused = False
        self._waiting: asyncio.Future[None] | None = None
        self._writable: asyncio.Future[None] | None = None
        self.lost: Exception | None = None
        self.ended = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport, or the encrypted one in its place."""
        self._transport = cast("asyncio.Transport", transport)

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 - the protocol's
        """Return where the next bytes go."""
        if self._first == self._end:
            self._first = self._end = 0
        if self._end == len(self._buffer):
            self._grow()
        return self._view[self._end :]

    def buffer_updated(self, nbytes: int) -> None:
        """Note that bytes have arrived."""
        self._end += nbytes
        if self._end >= ROOM and self._transport is not None:
            self._transport.pause_reading()
            self._paused = True
        _wake(self._waiting)

    def eof_received(self) -> None:
        """Note that no more will come."""
        self.ended = True
        _wake(self._waiting)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wake all who wait."""
        self.ended, self.lost = True, exc
        _wake(self._waiting)
        _wake(self._writable)

    def pause_writing(self) -> None:
        """Let writers wait."""
        self._writable = asyncio.get_running_loop().create_future()

    def resume_writing(self) -> None:
        """Let writers go on."""
        writable, self._writable = self._writable, None
        _wake(writable)

    @property
    def holds(self) -> int:
        """Return how many bytes can be read at once."""
        return self._end - self._first

    def take(self, most: int) -> bytes:
        """Return what is there, at most so many bytes."""
        end = min(self._end, self._first + most)
        taken = bytes(self._view[self._first : end])
        self._first = end
        if self._first == self._end:
            self._first = self._end = 0
            if self._paused and self._transport is not None and not self.ended:
                self._paused = False
                self._transport.resume_reading()
        return taken

    async def arrival(self) -> None:
        """Wait until there is something to read, or the end."""
        while not self.holds and not self.ended:
            self._waiting = asyncio.get_running_loop().create_future()
            try:
                await self._waiting
            finally:
                self._waiting = None

    async def drained(self) -> None:
        """Wait until more may be written."""
        if self._writable is not None:
            await self._writable
        if self.lost is not None:
            raise self.lost

    def _grow(self) -> None:
        """Begin with little and take the whole room once a body fills it; views of the old buffer stay good."""
        grown = bytearray(len(self._buffer) * 2)
        grown[: self._end] = self._buffer
        self._buffer, self._view = grown, memoryview(grown)


class SocketStream(httpcore2.AsyncNetworkStream):
    """A connection as httpcore2 uses it."""

    def __init__(self, transport: asyncio.Transport, inbox: Inbox) -> None:
        self._transport = transport
        self._inbox = inbox

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - the library's
        """Return what has arrived, b'' at the end."""
        inbox = self._inbox
        if not inbox.holds and not inbox.ended:
            with _raising(httpcore2.ReadTimeout, httpcore2.ReadError):
                async with asyncio.timeout(timeout):
                    await inbox.arrival()
        if not inbox.holds and inbox.lost is not None:
            raise httpcore2.ReadError("the connection broke") from inbox.lost
        return inbox.take(max_bytes)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - the library's
        """Send bytes, waiting while the other side does not take them."""
        if not buffer:
            return
        with _raising(httpcore2.WriteTimeout, httpcore2.WriteError):
            if self._transport.is_closing():
                raise ConnectionResetError
            self._transport.write(buffer)
            async with asyncio.timeout(timeout):
                await self._inbox.drained()

    async def aclose(self) -> None:
        """Close at once."""
        self._transport.close()
        # A farewell in TLS that the other side does not answer would keep the socket.
        await asyncio.sleep(0)
        _abort(self._transport)

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's
    ) -> httpcore2.AsyncNetworkStream:
        """Return the same connection, encrypted, its certificate checked against the name."""
        loop = asyncio.get_running_loop()
        inbox = Inbox()
        try:
            with _raising(httpcore2.ConnectTimeout, httpcore2.ConnectError):
                async with asyncio.timeout(timeout):
                    transport = await loop.start_tls(
                        self._transport, inbox, ssl_context, server_hostname=server_hostname
                    )
        except BaseException:
            _abort(self._transport)
            raise
        if transport is None:
            raise httpcore2.ConnectError("the connection closed while it was being encrypted")
        inbox.connection_made(transport)
        return SocketStream(transport, inbox)

    def get_extra_info(self, info: str) -> Any:
        """Tell what httpcore2 asks for."""
        if info == "is_readable":
            return self._inbox.ended or bool(self._inbox.holds) or self._socket_readable()
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
    """Opens connections to addresses."""

    async def connect_tcp(  # noqa: PLR0917 - the library's own signature
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's own signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002 - never asked for
    ) -> httpcore2.AsyncNetworkStream:
        """Connect to an address."""
        loop = asyncio.get_running_loop()
        local = (local_address, 0) if local_address else None
        with _raising(httpcore2.ConnectTimeout, httpcore2.ConnectError):
            async with asyncio.timeout(timeout):
                transport, inbox = await loop.create_connection(Inbox, host, port, local_addr=local)
        return SocketStream(transport, inbox)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


def _wake(waiting: asyncio.Future[None] | None) -> None:
    if waiting is not None and not waiting.done():
        waiting.set_result(None)


@contextmanager
def _raising(late: type[Exception], broken: type[Exception]) -> Iterator[None]:
    """Raise what the system raises as the library's errors."""
    try:
        yield
    except TimeoutError as error:
        raise late(str(error)) from error
    except OSError as error:
        raise broken(str(error)) from error


def _abort(transport: asyncio.Transport) -> None:
    # In Python 3.11.2, which Debian 12 has, a TLS transport that has closed by itself has nothing left to abort.
    with suppress(AttributeError):
        transport.abort()
