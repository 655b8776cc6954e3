"""Clients that go away while a response is streamed to them."""

import asyncio
import logging
import socket
import struct
from typing import Any

import pytest
from structlog.testing import capture_logs

from fixtures.records.rows import add_offers, add_seller
from integration.records.scraping.api_server import serve_api
from integration.records.scraping.world import World
from support.until import until_async

BODY = b'{"seller": "anna"}'
REQUESTS = {
    "export": (b"GET /export-listings/", b""),
    "records": (b"GET /records/seller/anna/", b""),
    "offers": (b"POST /by-seller/search/", BODY),
}


async def abort(host: str, port: int, *, name: str, encoding: bytes, read: int) -> None:
    """Send a request, read the beginning of the response, and reset the connection."""
    line, body = REQUESTS[name]
    reader, writer = await asyncio.open_connection(host, port, limit=1024)
    head = b"%s HTTP/1.1\r\nHost: %s:%d\r\nAccept-Encoding: %s\r\n" % (line, host.encode(), port, encoding)
    content = b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    writer.write(head + content)
    await reader.readexactly(read)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


@pytest.mark.parametrize("name", sorted(REQUESTS))
@pytest.mark.parametrize("encoding", [b"identity", b"gzip"])
async def test_an_aborted_stream_is_no_error(
    world: World, name: str, encoding: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """A client that goes away in the middle of a streamed response causes no error, and holds no connection."""
    seller = await add_seller(world.pool, "anna")
    await add_offers(world.pool, seller=seller, count=5000, prefix="9")
    with capture_logs() as lines:
        async with serve_api(world, with_worker=False) as client:
            url: Any = client.base_url
            for read in (1, 300, 5_000, 9_000):
                await abort(url.host, url.port, name=name, encoding=encoding, read=read)
            assert (await client.get("/export-listings/")).status_code == 200
            await until_async(lambda: world.pool.get_size() == world.pool.get_idle_size())
    assert [line for line in lines if line["log_level"] in {"error", "critical"}] == []
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
