"""Clients cannot send the internal header with the user of a trusted proxy."""

import asyncio

from alcove.foundation.web import PROXY_USER
from wire.identity.conftest import OpenServer


async def test_a_client_cannot_send_the_proxy_header(open_server: OpenServer) -> None:
    """The server responds with 400 to a header name that begins with a colon."""
    async with open_server(alcove_proxy_user_header="Remote-User") as server:
        host = server.address.removeprefix("http://")
        name, _, port = host.rpartition(":")
        reader, writer = await asyncio.open_connection(name, int(port))
        request = b"GET /api/account HTTP/1.1\r\nHost: " + host.encode() + b"\r\n" + PROXY_USER + b": eve\r\n\r\n"
        writer.write(request)
        assert (await reader.readline()).startswith(b"HTTP/1.1 400 ")
        writer.close()
        await writer.wait_closed()
        response = await server.client.get("/api/account", headers={"remote-user": "eve"})
        assert response.json()["account"] is None
