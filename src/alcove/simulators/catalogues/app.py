"""Puts the catalogues together and serves them below one address: /gutendex, /archive and /openlibrary."""

import asyncio
from collections.abc import Callable, Mapping

from starlette.applications import Starlette
from starlette.middleware import Middleware

from alcove.simulators.catalogues import archive, gutendex, openlibrary
from alcove.simulators.catalogues.config import CataloguesConfig
from alcove.simulators.catalogues.gate import Gate
from alcove.simulators.catalogues.simulator import Simulator
from alcove.simulators.hosting import hosted


def build(config: CataloguesConfig) -> Starlette:
    """Return the app; its `state.simulator` is the Simulator that tests in the same process may steer."""
    simulator = Simulator(config)
    routes = [*gutendex.ROUTES, *archive.ROUTES, *openlibrary.ROUTES]
    app = Starlette(routes=routes, middleware=[Middleware(Gate, simulator=simulator)])
    app.router.redirect_slashes = False
    app.state.simulator = simulator
    return app


def environment(base_url: str) -> Mapping[str, str]:
    """Return the variables that make the books app ask these catalogues instead of the real ones."""
    return {
        "GUTENDEX_URL": f"{base_url}/gutendex",
        "ARCHIVE_URL": f"{base_url}/archive",
        "OPENLIBRARY_URL": f"{base_url}/openlibrary",
        "OPENLIBRARY_COVERS_URL": f"{base_url}/openlibrary/covers",
    }


async def run(config: CataloguesConfig, *, host: str, port: int, ready: Callable[[str], None] | None = None) -> None:
    """Serve until cancelled; `ready` is told the base URL once it answers. Port 0 takes a free one."""
    async with hosted(build(config), host=host, port=port) as base_url:
        if ready is not None:
            ready(base_url)
        await asyncio.Event().wait()
