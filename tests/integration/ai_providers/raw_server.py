"""A provider whose bytes a test chooses: streams that end, stall or break at a place of its own."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class RawProvider:
    """A listening provider, and the requests that it has received."""

    base_url: str = ""
    bodies: list[bytes] = field(default_factory=list)
    connections: int = 0
    sent: list[asyncio.Event] = field(default_factory=list)
    """For each piece, whether it may be sent; all of them from the start unless a test clears them."""


@asynccontextmanager
async def serve_raw(
    *pieces: bytes, kind: str = "text/event-stream", status: int = 200, closes: bool = True, waits: bool = False
) -> AsyncIterator[RawProvider]:
    """Answer all requests with the pieces of a body; `closes` is whether the connection ends after them.

    With `waits`, a piece is sent when the event of its number is set.
    """
    provider = RawProvider(sent=[asyncio.Event() for _ in pieces])
    tasks: set[asyncio.Task[None]] = set()
    for event in () if waits else provider.sent:
        event.set()

    def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(_answer(provider, pieces, reader, writer, head=_head(kind, status), closes=closes))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(connect, "127.0.0.1", 0)
    provider.base_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    try:
        yield provider
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _head(kind: str, status: int) -> bytes:
    content_type = f"Content-Type: {kind}\r\n" if kind else ""
    return f"HTTP/1.1 {status} Status\r\n{content_type}Connection: close\r\n\r\n".encode()


async def _answer(
    provider: RawProvider,
    pieces: Sequence[bytes],
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    *,
    head: bytes,
    closes: bool,
) -> None:
    provider.connections += 1
    try:
        request = await reader.readuntil(b"\r\n\r\n")
        lengths = [line.split(b":")[1] for line in request.lower().split(b"\r\n") if line.startswith(b"content-length")]
        provider.bodies.append(await reader.readexactly(int(lengths[0])))
        writer.write(head)
        for piece, event in zip(pieces, provider.sent, strict=True):
            await event.wait()
            writer.write(piece)
            await writer.drain()
        if not closes:
            await asyncio.Event().wait()
    except ConnectionError:
        # The client may leave whenever it wants to.
        pass
    finally:
        writer.close()
