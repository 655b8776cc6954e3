"""Proxies on loopback: HTTP (CONNECT and absolute addresses) and SOCKS 5; they keep the requests they got."""

import asyncio
import base64
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Proxy:
    """A proxy: its port, its settings, and the requests it got."""

    port: int = 0
    login: tuple[str, str] | None = None
    hosts: Mapping[str, str] = field(default_factory=dict)
    """Addresses by host name; other hosts are refused."""
    requests: list[str] = field(default_factory=list)
    """The targets of the requests, such as `CONNECT shop.example:443`."""
    logins: list[str] = field(default_factory=list)
    byte_by_byte: bool = False
    """Whether replies are sent byte by byte."""

    def resolve(self, host: str) -> str | None:
        """Return the address of a host, None when there is none."""
        return self.hosts.get(host)


Handler = Callable[[Proxy, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def _serve_proxy(proxy: Proxy, handle: Handler) -> AsyncIterator[Proxy]:
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await handle(proxy, reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, OSError):
            pass
        finally:
            writer.close()

    def handle_connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(handle_connection, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def http_proxy(proxy: Proxy) -> AsyncIterator[Proxy]:
    """Run an HTTP proxy."""
    async with _serve_proxy(proxy, _http) as listening:
        yield listening


@asynccontextmanager
async def socks_proxy(proxy: Proxy) -> AsyncIterator[Proxy]:
    """Run a SOCKS 5 proxy."""
    async with _serve_proxy(proxy, _socks) as listening:
        yield listening


async def _http(proxy: Proxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.rstrip().split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    proxy.requests.append(f"{method} {target}")
    if not _is_authorized(proxy, headers.get("proxy-authorization", "")):
        writer.write(b"HTTP/1.1 407 Sign In\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n")
        return
    place = target if method == "CONNECT" else target.split("/")[2]
    host, _, port = place.rpartition(":")
    address = proxy.resolve(host)
    if address is None:
        writer.write(b"HTTP/1.1 502 Unknown Host\r\nContent-Length: 0\r\n\r\n")
        return
    far_reader, far_writer = await asyncio.open_connection(address, int(port))
    if method == "CONNECT":
        writer.write(b"HTTP/1.1 200 Go\r\n\r\n")
    else:
        path = "/" + target.split("/", 3)[3]
        kept = [line for line in lines if not line.lower().startswith("proxy-")]
        far_writer.write("\r\n".join([f"{method} {path} HTTP/1.1", *kept, "", ""]).encode("latin-1"))
    await _relay(reader, writer, far_reader, far_writer)


def _is_authorized(proxy: Proxy, header: str) -> bool:
    if proxy.login is None:
        return True
    text = base64.b64decode(header.removeprefix("Basic ")).decode()
    proxy.logins.append(text)
    return text == ":".join(proxy.login)


async def _socks(proxy: Proxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    async def say(message: bytes) -> None:
        for piece in [bytes([byte]) for byte in message] if proxy.byte_by_byte else [message]:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)

    _, count = await reader.readexactly(2)
    methods = await reader.readexactly(count)
    wanted = 2 if proxy.login else 0
    if wanted not in methods:
        await say(b"\x05\xff")
        return
    await say(bytes((5, wanted)))
    if proxy.login:
        _, length = await reader.readexactly(2)
        name = await reader.readexactly(length)
        password = await reader.readexactly((await reader.readexactly(1))[0])
        proxy.logins.append(f"{name.decode()}:{password.decode()}")
        good = proxy.logins[-1] == ":".join(proxy.login)
        await say(bytes((1, 0 if good else 1)))
        if not good:
            return
    _, _, _, kind = await reader.readexactly(4)
    if kind == 3:
        host = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
    else:
        host = (
            ".".join(map(str, await reader.readexactly(4))) if kind == 1 else (await reader.readexactly(16)).hex(":", 2)
        )
    port = int.from_bytes(await reader.readexactly(2))
    proxy.requests.append(f"{('name', 'address')[kind != 3]} {host}:{port}")
    address = proxy.resolve(host)
    if address is None:
        await say(b"\x05\x04\x00\x01" + bytes(6))
        return
    far_reader, far_writer = await asyncio.open_connection(address, port)
    await say(b"\x05\x00\x00\x03\x03abc" + bytes(2))
    await _relay(reader, writer, far_reader, far_writer)


async def _relay(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    far_reader: asyncio.StreamReader,
    far_writer: asyncio.StreamWriter,
) -> None:
    async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await source.read(65536):
                sink.write(data)
                await sink.drain()
            sink.write_eof()

    try:
        await asyncio.gather(pump(reader, far_writer), pump(far_reader, writer))
    finally:
        far_writer.close()
