"""Serve ASGI applications with Granian in this process and event loop."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from granian.constants import HTTPModes, Interfaces, SSLProtocols
from granian.http import HTTP1Settings
from granian.server.embed import Server
from starlette.types import Receive, Scope, Send

from alcove.foundation.settings import SettingError
from alcove.foundation.telemetry import get_logger
from alcove.main.certificates import Certificate, check_certificate
from alcove.main.ports import BACKLOG, HEADER_TIMEOUT, RESPONSE_TIMEOUT, allow_connections

OVERLAP = 0.2
"""Seconds in which the listeners with the old and with the new certificate both accept connections."""
WEBSOCKET_TIMEOUT = 2.75
"""Seconds that websockets have to end before the listeners stop: on a busy machine thousands take more than one."""
WEBSOCKET_SHARE = 0.7
"""Their part of the time of the shutdown, where that is short."""

log = get_logger("alcove.http")


@dataclass(frozen=True, slots=True)
class BoundApp:
    """An application, and the addresses and the port at which it is served."""

    app: Any
    listen: Sequence[str]
    port: int


@dataclass(frozen=True, slots=True)
class Tls:
    """The certificate, and the event that triggers a reload of its files."""

    certificate: Certificate
    reload: asyncio.Event


async def serve_http(
    app: Any,
    *,
    listen: Sequence[str],
    port: int,
    stop: asyncio.Event,
    shutdown_timeout: float,
    further_apps: Sequence[BoundApp] = (),
    tls: Tls | None = None,
) -> None:
    """Serve `app` on every address until `stop`; running requests get `shutdown_timeout` seconds to finish."""
    apps = (BoundApp(app, listen, port), *further_apps)
    servers = _Servers(
        apps,
        certificate=tls.certificate if tls else None,
        connections=allow_connections(listeners=sum(len(bound.listen) for bound in apps)),
    )
    servers.open()
    log.info("listening", addresses=list(listen), port=port, scheme="https" if tls else "http")
    stopping = [asyncio.create_task(event.wait()) for event in (stop, servers.ended)]
    reloading = [asyncio.create_task(servers.reload_certificate_on(tls.reload))] if tls else []
    try:
        await asyncio.wait(stopping, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (*stopping, *reloading):
            task.cancel()
        await asyncio.gather(*stopping, *reloading, return_exceptions=True)
        await servers.close(shutdown_timeout=shutdown_timeout)


class _RunningRequests:
    """The requests that are being handled, so that those that outlast the shutdown still get a response."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()
        self._websockets: set[asyncio.Task[Any]] = set()

    def track(self, app: Any) -> Any:
        """Return the application with its requests counted in."""

        async def call_app(scope: Scope, receive: Receive, send: Send) -> None:
            task = asyncio.current_task()
            if task is None:
                await app(scope, receive, send)
                return
            self._tasks.add(task)
            if scope["type"] == "websocket":
                self._websockets.add(task)
            try:
                await app(scope, receive, send)
            finally:
                self._tasks.discard(task)
                self._websockets.discard(task)

        return call_app

    async def wait_for_websockets(self, *, within: float) -> None:
        """Wait until all websockets have ended; their applications end them when the process stops."""
        if self._websockets:
            await asyncio.wait(set(self._websockets), timeout=within)

    async def cancel(self) -> None:
        """Cancel all requests, and wait a moment for their responses."""
        tasks = set(self._tasks)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=RESPONSE_TIMEOUT)


class _Servers:
    """The listeners of a process, one Granian server each; all are replaced when the certificate changes."""

    def __init__(self, apps: Sequence[BoundApp], *, certificate: Certificate | None, connections: int) -> None:
        self._apps = apps
        self._connections = connections
        self._certificate = certificate
        self._current: dict[asyncio.Task[None], Server] = {}
        self._closing: set[asyncio.Task[None]] = set()
        self._requests = _RunningRequests()
        self.ended = asyncio.Event()
        """Set when a listener ends without `close`."""

    def open(self) -> None:
        """Start a listener on every address, with the current content of the certificate files."""
        servers = [self._new_server(bound, address) for bound in self._apps for address in bound.listen]
        self._current = {asyncio.create_task(server.serve()): server for server in servers}
        for task in self._current:
            task.add_done_callback(self._on_listener_end)

    async def reload_certificate_on(self, event: asyncio.Event) -> None:
        """Reload the certificate files after each `event`; invalid files are logged and ignored."""
        while self._certificate is not None:
            await event.wait()
            event.clear()
            try:
                await asyncio.to_thread(check_certificate, self._certificate)
            except SettingError as error:
                log.error("certificate_not_reloaded", reason=str(error))  # noqa: TRY400 - no traceback needed
                continue
            await self._replace()
            log.info("certificate_reloaded", file=str(self._certificate.chain))

    async def close(self, *, shutdown_timeout: float) -> None:
        """Stop listening, wait `shutdown_timeout` seconds for running requests, then cancel them."""
        current, loop = self._current, asyncio.get_running_loop()
        started = loop.time()
        # Granian cuts websockets off when it stops: what they are to be told must be sent before.
        await self._requests.wait_for_websockets(within=min(WEBSOCKET_TIMEOUT, shutdown_timeout * WEBSOCKET_SHARE))
        self._stop(current)
        shutdown_timeout -= loop.time() - started
        tasks = [*current, *self._closing]
        _, late = await asyncio.wait(tasks, timeout=shutdown_timeout) if tasks else (set(), set())
        if late:
            await self._requests.cancel()
        for task in late:
            task.cancel()
        if late:
            log.warning("requests_cancelled", after=shutdown_timeout)
        await asyncio.gather(*late, return_exceptions=True)
        for task in current:
            if not task.cancelled():
                task.result()

    async def _replace(self) -> None:
        previous = self._current
        self.open()
        # Both share the port meanwhile (SO_REUSEPORT), so that no connection is refused.
        await asyncio.sleep(OVERLAP)
        self._closing.update(task for task in previous if not task.done())
        self._stop(previous)

    def _stop(self, servers: dict[asyncio.Task[None], Server]) -> None:
        for server in servers.values():
            server.stop()  # type: ignore[no-untyped-call] # Granian has no types here

    def _on_listener_end(self, task: asyncio.Task[None]) -> None:
        self._closing.discard(task)
        if task in self._current:
            self.ended.set()

    def _new_server(self, bound: BoundApp, address: str) -> Server:
        certificate = self._certificate
        return Server(
            self._requests.track(bound.app),
            address=address,
            port=bound.port,
            interface=Interfaces.ASGINL,
            # Where both versions of HTTP are possible, a connection that sends nothing stays open for ever.
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(header_read_timeout=int(HEADER_TIMEOUT * 1000)),
            backlog=BACKLOG,
            # Granian accepts no more connections than this, be they silent; others wait then.
            backpressure=self._connections,
            log_enabled=False,
            ssl_cert=certificate.chain if certificate else None,
            ssl_key=certificate.key if certificate else None,
            ssl_protocol_min=SSLProtocols.tls12,
        )
