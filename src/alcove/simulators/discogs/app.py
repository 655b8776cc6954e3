"""Builds and runs the simulator."""

import asyncio
from collections.abc import Callable, Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from alcove.simulators.discogs.config import SimulatorConfig
from alcove.simulators.discogs.middleware import SimulatorMiddleware
from alcove.simulators.discogs.responses import ApiError, render_api_error, render_http_error
from alcove.simulators.discogs.routes import ROUTES
from alcove.simulators.discogs.simulator import Simulator
from alcove.simulators.hosting import serve_app


def build(config: SimulatorConfig) -> Starlette:
    """Return the app; tests in the same process control its `state.simulator`."""
    return build_app(Simulator(config))


def build_app(
    simulator: Simulator, *, routes: Sequence[BaseRoute] = (), middleware: Sequence[Middleware] = ()
) -> Starlette:
    """Return the app of a simulator, with additional routes, and middleware that runs after log and authentication."""
    app = Starlette(
        routes=[*ROUTES, *routes],
        middleware=[Middleware(SimulatorMiddleware, simulator=simulator), *middleware],
        exception_handlers={ApiError: render_api_error, HTTPException: render_http_error},
    )
    app.router.redirect_slashes = False
    app.state.simulator = simulator
    return app


async def run(config: SimulatorConfig, *, host: str, port: int, ready: Callable[[str], None] | None = None) -> None:
    """Serve until cancelled; call `ready` with the base URL once it answers. Port 0 selects a free port."""
    async with serve_app(build(config), host=host, port=port) as base_url:
        if ready is not None:
            ready(base_url)
        await asyncio.Event().wait()
