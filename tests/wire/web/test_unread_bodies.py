"""Responses to requests with an unread body reach a client that is still sending it."""

import asyncio

import httpx2
import pytest

CASES = {
    "refused": ("POST", "/orders", "http://evil.example", 403),
    "unknown": ("POST", "/nowhere", "", 404),
    "wrong method": ("PUT", "/orders", "", 405),
}


@pytest.mark.parametrize("case", CASES, ids=list(CASES))
async def test_the_response_waits_for_the_body(client: httpx2.AsyncClient, case: str) -> None:
    """The status arrives although the body is sent in chunks, after the response is known."""
    method, path, origin, status = CASES[case]
    for _ in range(5):
        assert await send_in_chunks(client.base_url, method, path, origin=origin) == status


async def send_in_chunks(base: httpx2.URL, method: str, path: str, *, origin: str) -> int:
    """Send a request in chunks and return the status of its response."""
    reader, writer = await asyncio.open_connection(base.host, base.port)
    lines = [f"{method} {path} HTTP/1.1", f"host: {base.netloc.decode()}", "content-length: 4000"]
    lines += [f"origin: {origin}"] if origin else []
    writer.write("\r\n".join([*lines, "", ""]).encode())
    for _ in range(4):
        await writer.drain()
        await asyncio.sleep(0.01)
        writer.write(b"x" * 1000)
    status = (await asyncio.wait_for(reader.readline(), 60)).split()
    writer.close()
    await writer.wait_closed()
    return int(status[1])
