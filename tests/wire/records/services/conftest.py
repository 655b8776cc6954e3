"""Both services on a real server with their own database, without a worker."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx2
import pytest

from alcove.foundation.database import PgListener, Pool
from alcove.main.build import open_service
from support.clock import FakeClock
from support.deps import make_deps
from support.http_client import http_client
from support.servers import serve_async


class Services:
    """Serves a service with these settings."""

    def __init__(self, dsn: str, *, pool: Pool, data_dir: Path) -> None:
        self.dsn = dsn
        self.pool = pool
        self.data_dir = data_dir
        self.stack = AsyncExitStack()

    async def serve(self, name: str, **environ: str) -> httpx2.AsyncClient:
        """Serve one and return a client without default headers."""
        pg_listener = PgListener(self.dsn)
        await pg_listener.start()
        self.stack.push_async_callback(pg_listener.close)
        deps = make_deps(
            self.dsn,
            pool=self.pool,
            data_dir=self.data_dir,
            environ=environ,
            clock=FakeClock(),
            pg_listener=pg_listener,
        )
        service = await self.stack.enter_async_context(open_service(deps, name))
        base = await self.stack.enter_async_context(serve_async(service.app))
        self.stack.callback(deps.stopping.set)
        client = await self.stack.enter_async_context(http_client(base))
        client.headers.pop("accept-encoding")
        return client


@pytest.fixture
async def services(dsn: str, pool: Pool, tmp_path: Path) -> AsyncIterator[Services]:
    """Yield the function that serves the two services."""
    instance = Services(dsn, pool=pool, data_dir=tmp_path)
    async with instance.stack:
        yield instance
