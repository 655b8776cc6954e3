"""Serves an ASGI app on a loopback port, within the running event loop."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

from granian.constants import Interfaces
from granian.errors import FatalError
from granian.server.embed import Server

STOP_TIMEOUT_S: Final = 3.0
START_TIMEOUT_S: Final = 10.0
THREAD_EXIT_DELAY_S: Final = 0.05


class HostingError(Exception):
    """The app cannot be served."""


def reserve_port(host: str, port: int) -> socket.socket:
    """Return a bound socket that reserves the port and never listens; port 0 selects a free port."""
    if port:
        _check_port_is_free(host, port)
    holder = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    # The server's listener shares the port; no other process gets it while this socket is open.
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    holder.bind((host, port))
    return holder


def _check_port_is_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise HostingError(f"port {port} on {host} cannot be used: {error.strerror}") from error


@contextlib.asynccontextmanager
async def serve_app(app: Any, *, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serve the app while the context is open, and yield its base URL without a trailing slash."""
    with contextlib.closing(reserve_port(host, port)) as holder:
        number = int(holder.getsockname()[1])
        server = Server(app, address=host, port=number, interface=Interfaces.ASGI, backlog=1024, log_enabled=False)
        thread_count = _count_threads()
        task = asyncio.create_task(server.serve())
        try:
            await _wait_until_listening(host, number, task=task)
            yield f"http://{f'[{host}]' if ':' in host else host}:{number}"
        finally:
            await _stop(server, task)
            await _wait_for_threads(thread_count)


def _count_threads() -> int:
    """Return the number of threads of this process, 0 where there is no /proc."""
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.is_dir() else 0


async def _wait_for_threads(expected: int) -> None:
    """Wait until the server's native threads have ended; one that still runs when Python exits crashes the process."""
    await asyncio.sleep(0 if expected else THREAD_EXIT_DELAY_S)
    for _ in range(25):
        if _count_threads() <= expected:
            return
        await asyncio.sleep(THREAD_EXIT_DELAY_S / 5)


async def _wait_until_listening(host: str, port: int, *, task: asyncio.Task[None]) -> None:
    async with asyncio.timeout(START_TIMEOUT_S):
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
    await asyncio.wait({task}, timeout=STOP_TIMEOUT_S)
    if not task.done():
        # Endless responses, such as event streams, would keep the server running.
        for worker in server.wrks:
            worker.kill()
        task.cancel()
    with contextlib.suppress(asyncio.CancelledError, FatalError):
        await task
