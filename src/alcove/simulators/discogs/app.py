"""Puts the simulator together and serves it."""

import asyncio
from collections.abc import Callable, Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from alcove.simulators.discogs.config import SimulatorConfig
from alcove.simulators.discogs.gate import Gate
from alcove.simulators.discogs.responses import ApiError, render_api_error, render_http_error
from alcove.simulators.discogs.routes import ROUTES
from alcove.simulators.discogs.simulator import Simulator
from alcove.simulators.hosting import hosted


def build(config: SimulatorConfig) -> Starlette:
    """Return the app; its `state.simulator` is the Simulator that tests in the same process may steer."""
    return assemble(Simulator(config))


def assemble(
    simulator: Simulator, *, routes: Sequence[BaseRoute] = (), middleware: Sequence[Middleware] = ()
) -> Starlette:
    """Return the app of a simulator, with further routes, and with middleware behind its log and sign-in."""
    app = Starlette(
        routes=[*ROUTES, *routes],
        middleware=[Middleware(Gate, simulator=simulator), *middleware],
        exception_handlers={ApiError: render_api_error, HTTPException: render_http_error},
    )
    app.router.redirect_slashes = False
    app.state.simulator = simulator
    return app


async def run(config: SimulatorConfig, *, host: str, port: int, ready: Callable[[str], None] | None = None) -> None:
    """Serve until cancelled; `ready` is told the base URL once it answers. Port 0 takes a free one."""
    async with hosted(build(config), host=host, port=port) as base_url:
        if ready is not None:
            ready(base_url)
        await asyncio.Event().wait()
