"""A loopback proxy for our own subprocesses: their connections pass the address guard and the owner's network."""

import asyncio
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import httpcore2
import httpx2

from alcove.foundation.fetch.connections import Transport
from alcove.foundation.fetch.errors import FetchError, Forbidden, InvalidRequest, Unreachable
from alcove.foundation.fetch.exchange import translate_errors
from alcove.foundation.fetch.network import Network
from alcove.foundation.telemetry import get_logger

CHUNK_SIZE: Final = 64 * 1024
HEAD_SECONDS: Final = 10.0
CONNECT_SECONDS: Final = 15.0
IDLE_SECONDS: Final = 60.0

_REJECTION: Final = b"HTTP/1.1 %d Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

_log = get_logger("fetch")


@dataclass(frozen=True, slots=True)
class _Target:
    """The requested host, and the bytes to send there first."""

    scheme: str
    host: str
    port: int
    preamble: bytes = b""


class ForwardProxy:
    """Handles CONNECT and plain http requests, with limits on connections and bytes.

    Hosts in `allow_private` may be private, those in `blocked_hosts` are never called.
    """

    def __init__(
        self,
        network: Network,
        *,
        allow_private: Collection[str] = (),
        blocked_hosts: Collection[str] = (),
        max_connections: int = 64,
        max_bytes: int = 64 * 1024 * 1024,
    ) -> None:
        self._network = network
        self._allowed = frozenset(allow_private)
        self._blocked_hosts = frozenset(blocked_hosts)
        self._max_connections = max_connections
        self._bytes_left = max_bytes
        self._max_bytes = max_bytes
        self._transport: Transport | None = None
        self._server: asyncio.Server | None = None
        self.last_rejection = ""
        """Why a request since `open` was forbidden, "" when none was."""
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> int:
        """Start listening on a free loopback port, if not listening already, and return the port."""
        self._bytes_left = self._max_bytes
        self.last_rejection = ""
        self._transport = self._network.transport(self._allowed)
        if self._server is None:
            self._server = await asyncio.start_server(self._on_connect, "127.0.0.1", 0, limit=CHUNK_SIZE)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def close(self) -> None:
        """Stop listening and end all connections."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def reset_byte_limit(self) -> None:
        """Reset the byte limit."""
        self._bytes_left = self._max_bytes

    def _on_connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._tasks) >= self._max_connections:
            writer.close()
            return
        task = asyncio.create_task(self._handle_connection(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _handle_connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._handle_request(reader, writer)
        except (OSError, EOFError, asyncio.LimitOverrunError, httpcore2.NetworkError, httpcore2.TimeoutException):
            pass
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _handle_request(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with asyncio.timeout(HEAD_SECONDS):
            head = await reader.readuntil(b"\r\n\r\n")
        try:
            target = _parse_target(head)
            if target.host in self._blocked_hosts:
                writer.write(_REJECTION % 403)
                return
            stream = await self._connect(target)
        except FetchError as error:
            status = 502
            if isinstance(error, Forbidden):
                status, self.last_rejection = 403, str(error)
            _log.info("forward_proxy_rejected", reason=error.kind)
            writer.write(_REJECTION % status)
            return
        try:
            if target.preamble:
                await stream.write(target.preamble, IDLE_SECONDS)
            else:
                writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
            await self._relay(reader, writer, stream=stream)
        finally:
            await stream.aclose()

    async def _connect(self, target: _Target) -> httpcore2.AsyncNetworkStream:
        if self._transport is None:
            raise Unreachable("the forward proxy is closed")
        with translate_errors(target.host):
            return await open_tunnel(self._transport, target.scheme, host=target.host, port=target.port)

    async def _relay(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, stream: httpcore2.AsyncNetworkStream
    ) -> None:
        async def send_to_server() -> None:
            while chunk := await reader.read(CHUNK_SIZE):
                await stream.write(chunk, IDLE_SECONDS)

        async def send_to_client() -> None:
            while chunk := await stream.read(CHUNK_SIZE, IDLE_SECONDS):
                self._bytes_left -= len(chunk)
                if self._bytes_left < 0:
                    _log.warning("forward_proxy_byte_limit_reached")
                    return
                writer.write(chunk)
                await writer.drain()

        tasks = [asyncio.create_task(send_to_server()), asyncio.create_task(send_to_client())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def open_tunnel(transport: Transport, scheme: str, *, host: str, port: int) -> httpcore2.AsyncNetworkStream:
    """Open a raw connection to a host on its route; Forbidden, or the library's errors."""
    route = await transport.route(scheme, host, port=port)
    backend = transport.backend(route)
    proxy = route.proxy
    if proxy is None or proxy.kind == "socks5":
        return await backend.connect_tcp(host, port, CONNECT_SECONDS)
    authority = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    headers: list[tuple[str, str]] = [("Host", authority)]
    if proxy.username:
        basic_auth = httpx2.BasicAuth(proxy.username, proxy.password.reveal())
        request = next(basic_auth.auth_flow(httpx2.Request("GET", "http://proxy.invalid/")))
        headers.append(("Proxy-Authorization", request.headers["Authorization"]))
    timeouts = dict.fromkeys(("connect", "read", "write", "pool"), CONNECT_SECONDS)
    pool = httpcore2.AsyncConnectionPool(network_backend=backend, max_connections=1)
    url = httpcore2.URL(scheme=proxy.kind, host=proxy.host, port=proxy.port, target=authority)
    response = await pool.handle_async_request(
        httpcore2.Request("CONNECT", url, headers=headers, extensions={"timeout": timeouts})
    )
    if not 200 <= response.status < 300:
        await pool.aclose()
        raise httpcore2.ProxyError(f"status {response.status}")
    stream: httpcore2.AsyncNetworkStream = response.extensions["network_stream"]
    return stream


def _parse_target(head: bytes) -> _Target:
    """Return the target of a proxy request; plain http is rewritten for its server, with `Connection: close`."""
    first, _, rest = head.partition(b"\r\n")
    try:
        method, request_target, version = first.decode("ascii").split(" ")
        parts = urlsplit(f"//{request_target}" if method == "CONNECT" else request_target)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise InvalidRequest("the proxy request is malformed") from error
    if method == "CONNECT" and host and port:
        return _Target("https", host, port)
    if parts.scheme != "http" or not host:
        raise Forbidden("only http and https are allowed")
    path = parts._replace(scheme="", netloc="").geturl() or "/"
    lines = [line for line in rest.split(b"\r\n") if line and not line.lower().startswith((b"proxy-", b"connection:"))]
    preamble = b"\r\n".join([f"{method} {path} {version}".encode("ascii"), *lines, b"Connection: close", b"", b""])
    return _Target("http", host, port or 80, preamble)
