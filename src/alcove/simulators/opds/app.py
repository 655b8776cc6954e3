"""Puts the catalogue together and serves it."""

import asyncio
from collections.abc import Callable, Sequence

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from alcove.simulators.hosting import hosted
from alcove.simulators.opds import catalogue, files
from alcove.simulators.opds.config import OpdsConfig
from alcove.simulators.opds.gate import Gate
from alcove.simulators.opds.simulator import Simulator

ROUTES: Sequence[BaseRoute] = (*catalogue.ROUTES, *files.ROUTES)


def build(
    config: OpdsConfig, *, routes: Sequence[BaseRoute] = ROUTES, middleware: Sequence[Middleware] = ()
) -> Starlette:
    """Return the app; its `state.simulator` is the Simulator that tests in the same process may steer.

    Tests give it further `routes`, and `middleware` that stands behind the log and the sign-in.
    """
    simulator = Simulator(config)
    app = Starlette(routes=routes, middleware=[Middleware(Gate, simulator=simulator), *middleware])
    app.router.redirect_slashes = False
    app.state.simulator = simulator
    return app


async def run(config: OpdsConfig, *, host: str, port: int, ready: Callable[[str], None] | None = None) -> None:
    """Serve until cancelled; `ready` is told the base URL once it answers. Port 0 takes a free one."""
    async with hosted(build(config), host=host, port=port) as base_url:
        if ready is not None:
            ready(base_url)
        await asyncio.Event().wait()
