"""The forward proxy for our own subprocesses has the same rules as a client."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from alcove.foundation.fetch import Network
from alcove.foundation.fetch.forward_proxy import ForwardProxy
from alcove.foundation.settings import NetworkSettings, Secret
from integration.fetch.scripted_server import http_response, respond_with, serve_responder
from support.proxies import Proxy, http_proxy, socks_proxy

NAMES = {"books.example": "127.0.0.1"}


@asynccontextmanager
async def open_proxy(*, network: Network | None = None, **terms: Any) -> AsyncIterator[int]:
    """Open a forward proxy and yield its port."""
    proxy_server = ForwardProxy(network or Network(), **{"allow_private": {"127.0.0.1"}, **terms})
    try:
        yield await proxy_server.open()
    finally:
        await proxy_server.close()


async def exchange(port: int, *messages: bytes) -> bytes:
    """Send messages, wait for a response to each, and return all received bytes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    received = b""
    try:
        for message in messages:
            writer.write(message)
            received += await reader.read(65536)
        async with asyncio.timeout(60):
            while piece := await reader.read(65536):
                received += piece
    except ConnectionError:
        pass
    finally:
        writer.close()
    return received


async def test_a_plain_request_is_passed_on() -> None:
    """An absolute URL becomes a request to its server, without proxy headers, and closes the connection."""
    respond = http_response(200, b"hello", Connection="close")
    async with serve_responder(respond_with(respond)) as server, open_proxy() as port:
        head = f"GET {server.base}/a?b=c HTTP/1.1\r\nHost: x\r\nProxy-Connection: keep-alive\r\nAccept: */*\r\n\r\n"
        received = b""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head.encode())
        while not received.endswith(b"hello"):
            received += await reader.read(65536)
        writer.close()
    request = server.requests[0]
    assert (request.method, request.target) == ("GET", "/a?b=c")
    assert request.headers == {"host": "x", "accept": "*/*", "connection": "close"}


@pytest.mark.parametrize("kind", ["direct", "http", "socks5"])
async def test_a_tunnel_leads_to_the_server(kind: str) -> None:
    """CONNECT reaches the server, directly or through the owner's proxy."""
    proxy = Proxy(hosts=NAMES, login=("me", "word"))
    names = {"http": "http_proxy", "socks5": "socks5_proxy"}
    async with (
        serve_responder(respond_with(http_response(200, b"hello"))) as server,
        (socks_proxy if kind == "socks5" else http_proxy)(proxy),
    ):
        scheme = "http" if kind == "http" else "socks5h"
        secret = Secret(f"{scheme}://me:word@127.0.0.1:{proxy.port}")
        settings: dict[str, Any] = {names[kind]: secret} if kind in names else {}
        network = Network(NetworkSettings(**settings))
        target = f"{'books.example' if kind in names else '127.0.0.1'}:{server.port}"
        async with open_proxy(network=network) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode())
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 ")
            writer.write(b"GET /x HTTP/1.1\r\nHost: y\r\n\r\n")
            assert (await reader.readuntil(b"hello")).startswith(b"HTTP/1.1 200 ")
            writer.close()
    assert server.requests[0].target == "/x"
    assert len(proxy.requests) == (kind in names)


@pytest.mark.parametrize(
    "head",
    [
        "CONNECT 127.0.0.1:{port} HTTP/1.1",
        "CONNECT localhost:{port} HTTP/1.1",
        "CONNECT [::1]:{port} HTTP/1.1",
        "CONNECT 2130706433:{port} HTTP/1.1",
        "CONNECT inside.example:{port} HTTP/1.1",
        "GET http://127.0.0.1:{port}/ HTTP/1.1",
        "GET http://inside.example:{port}/ HTTP/1.1",
        "GET ftp://127.0.0.1:{port}/ HTTP/1.1",
        "GET / HTTP/1.1",
        "CONNECT books.example HTTP/1.1",
        "CONNECT :80 HTTP/1.1",
        "nonsense",
        "GET http://[/ HTTP/1.1",
        "CONNECT quiet.example:{port} HTTP/1.1",
    ],
)
async def test_private_and_malformed_targets_are_rejected(head: str) -> None:
    """Private targets are rejected in every form; malformed requests end the connection."""

    class Inside:
        async def resolve(self, _host: str, _port: int) -> list[str]:
            return ["127.0.0.1"]

    async with serve_responder(respond_with(http_response(200, b"secret"))) as server:
        terms: dict[str, Any] = {
            "network": Network(resolver=Inside()),
            "allow_private": {"quiet.example"},
            "blocked_hosts": {"quiet.example"},
        }
        async with open_proxy(**terms) as port:
            received = await exchange(port, f"{head.format(port=server.port)}\r\n\r\n".encode())
    assert received.startswith((b"HTTP/1.1 403 ", b"HTTP/1.1 502 "))
    assert server.requests == []


async def test_bytes_and_connections_are_bounded() -> None:
    """A tunnel ends at its byte limit, and connections are limited."""
    async with serve_responder(respond_with(http_response(200, bytes(500_000)))) as server:
        head = f"CONNECT 127.0.0.1:{server.port} HTTP/1.1\r\n\r\n".encode()
        async with open_proxy(max_bytes=200_000) as port:
            received = await exchange(port, head, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert len(received) < 300_000
        async with open_proxy(max_connections=1) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(head)
            await reader.readuntil(b"\r\n\r\n")
            assert await exchange(port, head) == b""
            writer.close()


async def test_a_head_without_end_is_dropped() -> None:
    """A request with overlong headers gets no response."""
    async with open_proxy() as port:
        assert await exchange(port, b"GET http://books.example/ HTTP/1.1\r\nX: " + b"x" * 200_000) == b""
