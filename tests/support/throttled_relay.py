"""A relay on loopback that limits the bytes a second which it passes on."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from concurrent.futures import Future

CHUNK_BYTES = 16_384


class ThrottledRelay:
    """A relay: its port, its speed, and the requests it has passed on."""

    def __init__(self, *, speed: float | None = None) -> None:
        self.speed = speed
        """Bytes of responses a second; None is unlimited."""
        self.port = 0
        self.requests: list[bytes] = []
        """The chunks of all requests."""

    async def relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, port: int) -> None:
        """Relay one connection."""
        try:
            there, out = await asyncio.open_connection("127.0.0.1", port)
            both = (self._forward_requests(reader, out), self._forward_responses(there, writer))
            with contextlib.suppress(OSError):
                await asyncio.gather(*both)
            out.close()
        finally:
            writer.close()

    async def _forward_requests(self, reader: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        while chunk := await reader.read(CHUNK_BYTES):
            self.requests.append(chunk)
            out.write(chunk)
            await out.drain()
        out.close()

    async def _forward_responses(self, there: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while chunk := await there.read(CHUNK_BYTES):
            writer.write(chunk)
            await writer.drain()
            if self.speed is not None:
                await asyncio.sleep(len(chunk) / self.speed)
        writer.close()


@contextlib.contextmanager
def throttled_relay(port: int, *, speed: float | None = None) -> Iterator[ThrottledRelay]:
    """Relay to a port of loopback from a thread until the block ends."""
    made = ThrottledRelay(speed=speed)
    started: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def main() -> None:
        stop = asyncio.Event()
        server = await asyncio.start_server(lambda r, w: made.relay(r, w, port=port), "127.0.0.1", 0)
        made.port = server.sockets[0].getsockname()[1]
        started.set_result((asyncio.get_running_loop(), stop))
        await stop.wait()
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    thread = threading.Thread(target=lambda: asyncio.run(main()), name="throttled-relay", daemon=True)
    thread.start()
    loop, stop = started.result(timeout=15)
    try:
        yield made
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(timeout=15)
