"""A proxy on loopback for a program of ours: whatever it opens goes through the guard and the owner's network."""

import asyncio
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import httpcore2
import httpx2

from alcove.foundation.fetch.connecting import Ways
from alcove.foundation.fetch.errors import FetchError, Forbidden, InvalidRequest, Unreachable
from alcove.foundation.fetch.exchange import translated
from alcove.foundation.fetch.network import Network
from alcove.foundation.telemetry import get_logger

PIECE: Final = 64 * 1024
HEAD_SECONDS: Final = 10.0
CONNECT_SECONDS: Final = 15.0
IDLE_SECONDS: Final = 60.0

_REFUSED: Final = b"HTTP/1.1 %d Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

_log = get_logger("fetch")


@dataclass(frozen=True, slots=True)
class _Wish:
    """Where the program wants to go, and what is to be said there first."""

    scheme: str
    host: str
    port: int
    opening: bytes = b""


class Gateway:
    """Takes CONNECT and plain http requests, bounded in connections and, between refills, in bytes.

    Hosts in `allow_private` may be private, those in `refuse` are never called.
    """

    def __init__(
        self,
        network: Network,
        *,
        allow_private: Collection[str] = (),
        refuse: Collection[str] = (),
        most_connections: int = 64,
        most_bytes: int = 64 * 1024 * 1024,
    ) -> None:
        self._network = network
        self._allowed = frozenset(allow_private)
        self._refused = frozenset(refuse)
        self._most_connections = most_connections
        self._left = most_bytes
        self._most_bytes = most_bytes
        self._ways: Ways | None = None
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()

    async def open(self) -> int:
        """Listen on a free port of loopback, once, and return it."""
        self._left = self._most_bytes
        self._ways = self._network.ways(self._allowed)
        if self._server is None:
            self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0, limit=PIECE)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def close(self) -> None:
        """Stop listening and end all connections."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    def refill(self) -> None:
        """Grant the whole of the bytes anew."""
        self._left = self._most_bytes

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._talks) >= self._most_connections:
            writer.close()
            return
        talk = asyncio.create_task(self._talk(reader, writer))
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._serve(reader, writer)
        except (OSError, EOFError, asyncio.LimitOverrunError, httpcore2.NetworkError, httpcore2.TimeoutException):
            pass
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with asyncio.timeout(HEAD_SECONDS):
            head = await reader.readuntil(b"\r\n\r\n")
        try:
            wish = _wish(head)
            if wish.host in self._refused:
                writer.write(_REFUSED % 403)
                return
            stream = await self._reach(wish)
        except FetchError as error:
            status = 403 if isinstance(error, Forbidden) else 502
            _log.info("gateway refuses", reason=error.kind)
            writer.write(_REFUSED % status)
            return
        try:
            if wish.opening:
                await stream.write(wish.opening, IDLE_SECONDS)
            else:
                writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
            await self._relay(reader, writer, stream=stream)
        finally:
            await stream.aclose()

    async def _reach(self, wish: _Wish) -> httpcore2.AsyncNetworkStream:
        if self._ways is None:
            raise Unreachable("the gateway is closed")
        with translated(wish.host):
            return await open_tunnel(self._ways, wish.scheme, host=wish.host, port=wish.port)

    async def _relay(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, stream: httpcore2.AsyncNetworkStream
    ) -> None:
        async def up() -> None:
            while piece := await reader.read(PIECE):
                await stream.write(piece, IDLE_SECONDS)

        async def down() -> None:
            while piece := await stream.read(PIECE, IDLE_SECONDS):
                self._left -= len(piece)
                if self._left < 0:
                    _log.warning("gateway has passed as many bytes as it may")
                    return
                writer.write(piece)
                await writer.drain()

        ways = [asyncio.create_task(up()), asyncio.create_task(down())]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)


async def open_tunnel(ways: Ways, scheme: str, *, host: str, port: int) -> httpcore2.AsyncNetworkStream:
    """Open a bare connection to a host on the way that leads there; Forbidden, and the library's errors."""
    route = await ways.route(scheme, host, port=port)
    backend = ways.backend(route)
    proxy = route.proxy
    if proxy is None or proxy.kind == "socks5":
        return await backend.connect_tcp(host, port, CONNECT_SECONDS)
    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    headers: list[tuple[str, str]] = [("Host", place)]
    if proxy.username:
        login = httpx2.BasicAuth(proxy.username, proxy.password.reveal())
        signed = next(login.auth_flow(httpx2.Request("GET", "http://proxy.invalid/")))
        headers.append(("Proxy-Authorization", signed.headers["Authorization"]))
    times = dict.fromkeys(("connect", "read", "write", "pool"), CONNECT_SECONDS)
    pool = httpcore2.AsyncConnectionPool(network_backend=backend, max_connections=1)
    url = httpcore2.URL(scheme=proxy.kind, host=proxy.host, port=proxy.port, target=place)
    answer = await pool.handle_async_request(
        httpcore2.Request("CONNECT", url, headers=headers, extensions={"timeout": times})
    )
    if not 200 <= answer.status < 300:
        await pool.aclose()
        raise httpcore2.ProxyError(f"status {answer.status}")
    stream: httpcore2.AsyncNetworkStream = answer.extensions["network_stream"]
    return stream


def _wish(head: bytes) -> _Wish:
    """Return what a request's head asks for; a plain one is said again as its server expects it, and is the last."""
    first, _, rest = head.partition(b"\r\n")
    try:
        method, target, version = first.decode("ascii").split(" ")
        parts = urlsplit(f"//{target}" if method == "CONNECT" else target)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise InvalidRequest("the program asks for nothing that can be read") from error
    if method == "CONNECT" and host and port:
        return _Wish("https", host, port)
    if parts.scheme != "http" or not host:
        raise Forbidden("only http and https are called")
    path = parts._replace(scheme="", netloc="").geturl() or "/"
    lines = [line for line in rest.split(b"\r\n") if line and not line.lower().startswith((b"proxy-", b"connection:"))]
    opening = b"\r\n".join([f"{method} {path} {version}".encode("ascii"), *lines, b"Connection: close", b"", b""])
    return _Wish("http", host, port or 80, opening)
