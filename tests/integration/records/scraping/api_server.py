"""The api on a real server beside a test world, with and without workers."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx2

from alcove.apps.records.api import build_api
from alcove.apps.records.daily_pick.service.worker_selection import WorkerSelection
from alcove.apps.records.deps import ApiDeps
from alcove.apps.records.live_events import RecordsEvents
from alcove.apps.records.sources import Clients
from alcove.foundation.clock import SystemClock
from alcove.foundation.database import PgListener
from alcove.foundation.realtime import Hub, PgTransport
from alcove.foundation.realtime.web import EventFeed
from alcove.foundation.settings import ServerSettings
from alcove.foundation.vault import VaultSettings, open_vault
from alcove.foundation.web import build_app
from alcove.main.build import build_server
from integration.records.scraping.world import NOTHING, World
from support.clock import FakeClock
from support.deps import make_deps
from support.http_client import http_client
from support.servers import serve_async


@contextlib.asynccontextmanager
async def serve_api(
    world: World, *, environ: Mapping[str, str] = NOTHING, with_worker: bool = True
) -> AsyncIterator[httpx2.AsyncClient]:
    """Serve the api, run a worker, and yield a client."""
    pg_listener = PgListener(world.dsn)
    await pg_listener.start()
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(pg_listener.close)
        build = _build_api_on_world_clock if isinstance(world.clock, FakeClock) else _build_whole_api
        base = await stack.enter_async_context(serve_async(build(world, pg_listener, environ=environ)))
        if with_worker:
            await stack.enter_async_context(world.worker(environ=environ))
        client = http_client(base)
        yield await stack.enter_async_context(client)


def _build_whole_api(world: World, pg_listener: PgListener, *, environ: Mapping[str, str]) -> Any:
    """Return the api as an api process builds it."""
    deps = make_deps(
        world.dsn, pool=world.pool, data_dir=world.data_dir, environ={**world.environ, **environ}, clock=world.clock,
        pg_listener=pg_listener,
    )  # fmt: skip
    return build_server(deps).main


def _build_api_on_world_clock(world: World, pg_listener: PgListener, *, environ: Mapping[str, str]) -> Any:
    """Return the api whose Discogs client uses the world's clock."""
    world_deps = world.deps(environ)
    clients = Clients(world_deps.settings, pool=world.pool, clock=world.clock, data_dir=world.data_dir)
    hub = Hub(PgTransport(pg_listener, world.pool))
    strategy = WorkerSelection(world.pool, hub, budget=world_deps.settings.pick_response_budget_s)
    api_deps = ApiDeps(
        pool=world.pool, hub=hub, clock=SystemClock(), settings=world_deps.settings,
        marketplace=world_deps.marketplace, usage=clients.usage, has_credentials=clients.has_credentials,
        discogs=clients.discogs, vault=open_vault(VaultSettings(), data_dir=world.data_dir), data_dir=world.data_dir,
        events=EventFeed(hub, RecordsEvents(world.pool), clock=world.clock, stopping=asyncio.Event()),
    )  # fmt: skip
    return build_app([build_api(api_deps, strategy=strategy)], settings=ServerSettings())


async def send_raw_request(client: httpx2.AsyncClient, method: str, target: str) -> tuple[int, dict[str, Any]]:
    """Send a request line unchanged, as no HTTP library would, and return the response."""
    address = urlsplit(str(client.base_url))
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    head = f"{method} {target} HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    writer.write(head.encode())
    response = await reader.read()
    writer.close()
    await writer.wait_closed()
    start, _, body = response.partition(b"\r\n\r\n")
    return int(start.split()[1]), json.loads(body or b"{}")
