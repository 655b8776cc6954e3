"""The two services, served for real on a database of the test's own, without a worker."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx2
import pytest

from alcove.foundation.database import Notices, Pool
from alcove.foundation.settings import ServerSettings, load
from alcove.main import wiring
from alcove.main.resources import Resources
from support.clock import FakeClock
from support.servers import serve_async


class Services:
    """Serves a service with these settings."""

    def __init__(self, dsn: str, *, pool: Pool, data_dir: Path) -> None:
        self.dsn = dsn
        self.pool = pool
        self.data_dir = data_dir
        self.stack = AsyncExitStack()

    async def serve(self, name: str, **environ: str) -> httpx2.AsyncClient:
        """Serve one and return a client that asks for nothing by itself."""
        notices = Notices(self.dsn)
        await notices.start()
        self.stack.push_async_callback(notices.close)
        stopping = asyncio.Event()
        resources = Resources(
            server=load(ServerSettings, environ=environ), load=lambda kind: load(kind, environ=environ),
            data_dir=self.data_dir, dsn=self.dsn, pool=self.pool, notices=notices, clock=FakeClock(), stopping=stopping,
        )  # fmt: skip
        app, _ = await self.stack.enter_async_context(wiring.open_service(resources, name))
        base = await self.stack.enter_async_context(serve_async(app))
        self.stack.callback(stopping.set)
        client = await self.stack.enter_async_context(httpx2.AsyncClient(base_url=base, trust_env=False, timeout=40))
        client.headers.pop("accept-encoding")
        return client


@pytest.fixture
async def services(dsn: str, pool: Pool, tmp_path: Path) -> AsyncIterator[Services]:
    """Give what serves the two services."""
    made = Services(dsn, pool=pool, data_dir=tmp_path)
    async with made.stack:
        yield made
