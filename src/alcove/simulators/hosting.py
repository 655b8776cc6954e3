"""Serves an ASGI app on a loopback port from inside the running event loop."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

from granian.constants import Interfaces
from granian.errors import FatalError
from granian.server.embed import Server

GRACE_S: Final = 3.0
START_S: Final = 10.0
SETTLE_S: Final = 0.05


class HostingError(Exception):
    """The app could not be served."""


def reserve(host: str, port: int) -> socket.socket:
    """Return a bound, never listening socket that keeps the port ours; port 0 takes any free one."""
    if port:
        _refuse_taken(host, port)
    holder = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    # The server's own listener joins this port; nobody else is handed it while the holder is open.
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    holder.bind((host, port))
    return holder


def _refuse_taken(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise HostingError(f"port {port} on {host} cannot be used: {error.strerror}") from error


@contextlib.asynccontextmanager
async def hosted(app: Any, *, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serve the app while the context is open and yield its base URL, without a closing slash."""
    with contextlib.closing(reserve(host, port)) as holder:
        number = int(holder.getsockname()[1])
        server = Server(app, address=host, port=number, interface=Interfaces.ASGI, backlog=1024, log_enabled=False)
        before = _threads()
        task = asyncio.create_task(server.serve())
        try:
            await _listening(host, number, task=task)
            yield f"http://{f'[{host}]' if ':' in host else host}:{number}"
        finally:
            await _stop(server, task)
            await _settle(before)


def _threads() -> int:
    """Return how many threads the system counts in this process, 0 where it does not tell."""
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.is_dir() else 0


async def _settle(before: int) -> None:
    """Wait for the server's native threads: those still ending when Python exits would bring it down."""
    await asyncio.sleep(0 if before else SETTLE_S)
    for _ in range(25):
        if _threads() <= before:
            return
        await asyncio.sleep(SETTLE_S / 5)


async def _listening(host: str, port: int, *, task: asyncio.Task[None]) -> None:
    async with asyncio.timeout(START_S):
        while not task.done():
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection(host, port)
                writer.close()
                await writer.wait_closed()
                return
            await asyncio.sleep(0.005)
    raise HostingError("the app stopped before it answered: its start-up failed") from task.exception()


async def _stop(server: Any, task: asyncio.Task[None]) -> None:
    server.stop()
    await asyncio.wait({task}, timeout=GRACE_S)
    if not task.done():
        # Requests that never end (event streams) would hold the server open for ever.
        for worker in server.wrks:
            worker.kill()
        task.cancel()
    with contextlib.suppress(asyncio.CancelledError, FatalError):
        await task
