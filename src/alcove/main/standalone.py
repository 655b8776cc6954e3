"""Standalone roles: the process of an app's role that needs nothing of the server but its HTTP server."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Final

import uvloop

from alcove.foundation.app import RoleProcess, ServedApp, StandaloneRole
from alcove.main.ports import claim_port
from alcove.main.standalone_server import OpenApp, open_port, open_unix_socket, serve_open_apps
from alcove.main.stop_signals import reload_on_sighup, stop_event

PORT_TIMEOUT: Final = 3.0
SHUTDOWN_TIMEOUT: Final = 30.0
"""Seconds that running requests get to finish after the stop signal."""


def run_standalone(role: StandaloneRole, environ: Mapping[str, str], *, flags: Mapping[str, str]) -> int:
    """Run the role until it ends, and return its exit code."""
    return uvloop.run(_run(role, environ, flags=flags))


async def _run(role: StandaloneRole, environ: Mapping[str, str], *, flags: Mapping[str, str]) -> int:
    stop = stop_event()

    async def serve(apps: Sequence[ServedApp], *, on_start: Callable[[Sequence[int]], None]) -> None:
        opened = [_open(app) for app in apps]
        sockets = [app.unix_socket.path for app in apps if app.unix_socket]
        on_start([app.port for app in opened])
        try:
            await serve_open_apps(opened, stop=stop, shutdown_timeout=SHUTDOWN_TIMEOUT)
        finally:
            for path in sockets:
                with suppress(OSError):
                    path.unlink()

    process = RoleProcess(
        environ=environ, flags=flags, stop=stop, serve=serve, on_reload=lambda reload: reload_on_sighup(reload, stop)
    )
    return await role.run(process)


def _open(served: ServedApp) -> OpenApp:
    """Return the application with sockets that accept connections; CommandError."""
    if served.unix_socket:
        return OpenApp(served.app, [open_unix_socket(served.unix_socket)])
    if served.port and not served.shares_port:
        for address in served.addresses:
            claim_port(address, served.port, timeout=PORT_TIMEOUT, setting=served.setting)
    first = open_port(served.addresses[0], served.port, is_shared=served.shares_port)
    port = int(first.getsockname()[1])
    others = [open_port(address, port, is_shared=served.shares_port) for address in served.addresses[1:]]
    return OpenApp(served.app, [first, *others], port)
