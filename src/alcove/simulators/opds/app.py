"""Puts the catalogue together and serves it."""

import asyncio
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.middleware import Middleware

from alcove.simulators.hosting import hosted
from alcove.simulators.opds import catalogue, files, hostile, standard_ebooks
from alcove.simulators.opds.config import OpdsConfig
from alcove.simulators.opds.gate import Gate
from alcove.simulators.opds.simulator import Simulator


def build(config: OpdsConfig) -> Starlette:
    """Return the app; its `state.simulator` is the Simulator that tests in the same process may steer."""
    simulator = Simulator(config)
    own = standard_ebooks.ROUTES if config.standard_ebooks else catalogue.ROUTES
    app = Starlette(routes=[*own, *files.ROUTES, *hostile.ROUTES], middleware=[Middleware(Gate, simulator=simulator)])
    app.router.redirect_slashes = False
    app.state.simulator = simulator
    return app


async def run(config: OpdsConfig, *, host: str, port: int, ready: Callable[[str], None] | None = None) -> None:
    """Serve until cancelled; `ready` is told the base URL once it answers. Port 0 takes a free one."""
    async with hosted(build(config), host=host, port=port) as base_url:
        if ready is not None:
            ready(base_url)
        await asyncio.Event().wait()
