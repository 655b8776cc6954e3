"""Serve the ASGI applications of a standalone role with uvicorn in this process and event loop."""

import asyncio
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

import uvicorn
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from alcove.foundation.app import UnixSocket
from alcove.foundation.cli import FAILED, CommandError
from alcove.main.ports import BACKLOG, HEADER_TIMEOUT, RESPONSE_TIMEOUT, allow_connections
from alcove.main.tolerant_protocol import TolerantProtocol

TICK: Final = 1.0
"""Seconds between two updates of the `Date` header."""


@dataclass(frozen=True, slots=True)
class OpenApp:
    """An application, the sockets at which it is served, and their port, which is 0 for a Unix socket."""

    app: Any
    sockets: Sequence[socket.socket]
    port: int = 0


async def serve_open_apps(
    apps: Sequence[OpenApp],
    *,
    stop: asyncio.Event,
    shutdown_timeout: float,
    header_timeout: float = HEADER_TIMEOUT,
) -> None:
    """Serve every application until `stop`; running requests get `shutdown_timeout` seconds to finish."""
    connections = allow_connections(listeners=sum(len(entry.sockets) for entry in apps))
    servers = [
        _Server(
            uvicorn.Config(
                _without_disconnects(entry.app),
                http=TolerantProtocol,
                ws="none",
                interface="asgi3",
                lifespan="off",
                log_config=None,
                log_level="error",
                access_log=False,
                proxy_headers=False,
                server_header=False,
                limit_concurrency=connections,
                backlog=BACKLOG,
                timeout_keep_alive=header_timeout,  # type: ignore[arg-type] # passed on to call_later
                timeout_graceful_shutdown=shutdown_timeout,  # type: ignore[arg-type] # passed on to wait_for
            ),
            stop=stop,
        )
        for entry in apps
    ]
    serving = zip(servers, apps, strict=True)
    await asyncio.gather(*(server.serve(sockets=list(entry.sockets)) for server, entry in serving))
    cancelled = {task for server in servers for task in server.server_state.tasks}
    if cancelled:
        await asyncio.wait(cancelled, timeout=RESPONSE_TIMEOUT)


def open_port(address: str, port: int, *, is_shared: bool) -> socket.socket:
    """Listen on a port, a free one for 0; with `is_shared` other processes may do the same. CommandError."""
    opened = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if is_shared:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    if opened.family == socket.AF_INET6:
        opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    return _listen(opened, (address, port), name=f"{address} port {port}")


def open_unix_socket(place: UnixSocket) -> socket.socket:
    """Listen on a Unix socket, in place of one that is left over. CommandError."""
    if place.path.exists() and not place.path.is_socket():
        raise CommandError(f"{place.path} exists and is no socket", code=FAILED)
    place.path.unlink(missing_ok=True)
    opened = _listen(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM), str(place.path), name=str(place.path))
    place.path.chmod(place.mode)
    return opened


def _without_disconnects(app: Any) -> Any:
    """Return the application; that it ends because its client has left is no error."""

    async def call_app(scope: Scope, receive: Receive, send: Send) -> None:
        with suppress(ClientDisconnect):
            await app(scope, receive, send)

    return call_app


def _listen(opened: socket.socket, address: Any, *, name: str) -> socket.socket:
    try:
        opened.bind(address)
        opened.listen(BACKLOG)
    except OSError as error:
        opened.close()
        raise CommandError(f"cannot listen on {name}: {error.strerror or error}", code=FAILED) from error
    return opened


class _Server(uvicorn.Server):
    """A server that leaves signals to the process."""

    def __init__(self, config: uvicorn.Config, *, stop: asyncio.Event) -> None:
        super().__init__(config)
        self._stop = stop

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave all signals as they are."""
        yield

    async def main_loop(self) -> None:
        """Keep the `Date` header right until the process stops."""
        while not self._stop.is_set():
            await self.on_tick(0)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), TICK)
