"""Standalone roles: the process of an app's role that needs nothing of the server but its HTTP server."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Final

import uvloop

from alcove.foundation.app import RoleProcess, ServedApp, StandaloneRole
from alcove.foundation.cli import FAILED, CommandError
from alcove.main.http_server import BoundApp, serve_apps
from alcove.main.ports import claim_port, find_free_port
from alcove.main.stop_signals import stop_event

PORT_TIMEOUT: Final = 3.0
SHUTDOWN_TIMEOUT: Final = 30.0
"""Seconds that running requests get to finish after the stop signal."""


def run_standalone(role: StandaloneRole, environ: Mapping[str, str], *, flags: Mapping[str, str]) -> int:
    """Run the role until it ends, and return its exit code."""
    return uvloop.run(_run(role, environ, flags=flags))


async def _run(role: StandaloneRole, environ: Mapping[str, str], *, flags: Mapping[str, str]) -> int:
    stop = stop_event()

    async def serve(apps: Sequence[ServedApp], *, on_start: Callable[[Sequence[int]], None]) -> None:
        bound = [_claim(app) for app in apps]
        sockets = [app.unix_socket.path for app in apps if app.unix_socket]
        try:
            await serve_apps(
                bound,
                stop=stop,
                shutdown_timeout=SHUTDOWN_TIMEOUT,
                on_start=lambda: on_start([app.port for app in bound]),
            )
        finally:
            for path in sockets:
                with suppress(OSError):
                    path.unlink()

    return await role.run(RoleProcess(environ=environ, flags=flags, stop=stop, serve=serve))


def _claim(app: ServedApp) -> BoundApp:
    """Return the application with a port that is free, or a path at which there is no socket."""
    if app.unix_socket:
        path = app.unix_socket.path
        if path.exists() and not path.is_socket():
            raise CommandError(f"{path} exists and is no socket", code=FAILED)
        path.unlink(missing_ok=True)
        return BoundApp(app.app, (), 0, app.unix_socket)
    port = app.port or find_free_port(app.addresses[0])
    if not app.shares_port:
        for address in app.addresses:
            claim_port(address, port, timeout=PORT_TIMEOUT, setting=app.setting)
    return BoundApp(app.app, app.addresses, port)
