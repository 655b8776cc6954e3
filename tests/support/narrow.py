"""A narrow way to a server: a relay on loopback that passes on so many bytes a second."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from concurrent.futures import Future

PIECE = 16_384


class Narrow:
    """A relay, where it listens, and how fast it passes on what the server sends."""

    def __init__(self, *, speed: float | None = None) -> None:
        self.speed = speed
        """Bytes a second; None for as fast as it goes."""
        self.port = 0
        self.requests: list[bytes] = []
        """The first piece of every request."""

    async def relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, port: int) -> None:
        """Pass one connection on."""
        try:
            there, out = await asyncio.open_connection("127.0.0.1", port)
            both = (self._asks(reader, out), self._answers(there, writer))
            with contextlib.suppress(OSError):
                await asyncio.gather(*both)
            out.close()
        finally:
            writer.close()

    async def _asks(self, reader: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        while piece := await reader.read(PIECE):
            self.requests.append(piece)
            out.write(piece)
            await out.drain()
        out.close()

    async def _answers(self, there: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while piece := await there.read(PIECE):
            writer.write(piece)
            await writer.drain()
            if self.speed is not None:
                await asyncio.sleep(len(piece) / self.speed)
        writer.close()


@contextlib.contextmanager
def narrow(port: int, *, speed: float | None = None) -> Iterator[Narrow]:
    """Relay to a port of loopback from a thread until the block ends."""
    made = Narrow(speed=speed)
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

    thread = threading.Thread(target=lambda: asyncio.run(main()), name="narrow", daemon=True)
    thread.start()
    loop, stop = started.result(timeout=15)
    try:
        yield made
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(timeout=15)
