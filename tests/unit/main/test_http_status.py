"""Asking a server for a status with nothing but sockets."""

import asyncio

import pytest

from alcove.main.http_status import status_of


async def ask(reply: bytes, *, within: float = 60.0) -> tuple[int | None, bytes]:
    """Ask a server that sends `reply` to everything, and return what was made of it and what it was sent."""
    heard = b""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal heard
        heard = await reader.readuntil(b"\r\n\r\n")
        writer.write(reply)
        if not reply:
            await reader.read()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        return await status_of("0.0.0.0", port, path="/health/live", within=within), heard  # noqa: S104 - asked


async def test_status_is_read() -> None:
    """The status of an HTTP answer is returned, and the request named a host that the server knows."""
    status, heard = await ask(b"HTTP/1.1 503 Service SourceUnavailable\r\n\r\n")
    assert status == 503
    assert heard.startswith(b"GET /health/live HTTP/1.1\r\nHost: 127.0.0.1:")


@pytest.mark.parametrize("reply", [b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 nonsense\r\n", b"\r\n"])
async def test_other_protocols_are_no_answer(reply: bytes) -> None:
    """A program that does not speak HTTP gives None."""
    assert (await ask(reply))[0] is None


async def test_silence_is_no_answer() -> None:
    """A server that says nothing gives None after the given time."""
    assert (await ask(b"", within=0.1))[0] is None


async def test_nobody_is_no_answer() -> None:
    """A port without a listener gives None."""
    assert await status_of("127.0.0.1", 1, path="/") is None
