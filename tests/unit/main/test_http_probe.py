"""The minimal HTTP client."""

import asyncio

import pytest

from alcove.main.http_probe import probe_status


async def probe_server(reply: bytes, *, seconds: float = 60.0) -> tuple[int | None, bytes]:
    """Probe a server that sends `reply`; return the status and the request that it received."""
    received = b""

    async def respond(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal received
        received = await reader.readuntil(b"\r\n\r\n")
        writer.write(reply)
        if not reply:
            await reader.read()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(respond, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        return await probe_status("0.0.0.0", port, path="/health/live", seconds=seconds), received  # noqa: S104 - not bound


async def test_status_is_read() -> None:
    """The status of the response is returned; the Host header is a loopback address."""
    status, received = await probe_server(b"HTTP/1.1 503 Service Unavailable\r\n\r\n")
    assert status == 503
    assert received.startswith(b"GET /health/live HTTP/1.1\r\nHost: 127.0.0.1:")


@pytest.mark.parametrize("reply", [b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 nonsense\r\n", b"\r\n"])
async def test_other_protocols(reply: bytes) -> None:
    """For a program that does not speak HTTP the result is None."""
    assert (await probe_server(reply))[0] is None


async def test_timeout() -> None:
    """Without a response the result is None after the timeout."""
    assert (await probe_server(b"", seconds=0.1))[0] is None


async def test_no_listener() -> None:
    """For a port without a listener the result is None."""
    assert await probe_status("127.0.0.1", 1, path="/") is None
