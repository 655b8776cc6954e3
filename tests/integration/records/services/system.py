"""The processes of one owner within the test's process: api, worker and both services, on one database."""

import asyncio
import contextlib
from collections.abc import Sequence
from pathlib import Path

import httpx2

from alcove.foundation.database import PgListener, Pool
from alcove.foundation.deps import Deps
from alcove.foundation.jobs import Queue, Task, run_worker
from alcove.main import build
from fixtures.records.rows import add_listing, add_record, add_seller
from support.deps import make_deps
from support.http_client import http_client
from support.servers import serve_async


class System:
    """Starts processes and stops them after the test."""

    def __init__(self, dsn: str, *, pool: Pool, data_dir: Path) -> None:
        self.dsn = dsn
        self.pool = pool
        self.data_dir = data_dir
        self.stack = contextlib.AsyncExitStack()
        self.environ: dict[str, str] = {}
        self._stopping: list[asyncio.Event] = []

    async def api(self, **environ: str) -> httpx2.AsyncClient:
        """Serve the api with these settings and return a client."""
        deps = await self._deps(environ)
        return await self._client(await self.stack.enter_async_context(serve_async(build.build_server(deps).main)))

    async def service(self, name: str, **environ: str) -> httpx2.AsyncClient:
        """Run a service with its worker and return a client."""
        deps = await self._deps(environ)
        service = await self.stack.enter_async_context(build.open_service(deps, name))
        base = await self.stack.enter_async_context(serve_async(service.app))
        self.environ[f"{name.upper()}_SERVICE_URL"] = base
        await self._work(deps, service.tasks, queues=service.queues)
        return await self._client(base)

    async def worker(self, **environ: str) -> None:
        """Run a worker for all queues."""
        deps = await self._deps(environ)
        await self._work(deps, build.build_tasks(deps), queues=build.build_queues(deps.server))

    async def stock(self, count: int = 6) -> list[int]:
        """Store offers of one seller, each with a higher score than the one before, and return their ids."""
        seller = await add_seller(self.pool, "anna")
        ids = []
        for number in range(count):
            record = await add_record(
                self.pool, f"{number}", title=f"Title {number}", wants=100 + 50 * number, haves=20
            )
            ids.append(await add_listing(self.pool, seller=seller, record=record, discogs_listing_id=9000 + number))
        return ids

    def stop_processes(self) -> None:
        """Request a graceful stop of every process, as a signal does."""
        for stopping in self._stopping:
            stopping.set()

    async def _deps(self, environ: dict[str, str]) -> Deps:
        pg_listener = PgListener(self.dsn)
        await pg_listener.start()
        self.stack.push_async_callback(pg_listener.close)
        environment = {**self.environ, **environ}
        deps = make_deps(self.dsn, pool=self.pool, data_dir=self.data_dir, environ=environment, pg_listener=pg_listener)
        self._stopping.append(deps.stopping)
        return deps

    async def _work(self, deps: Deps, tasks: Sequence[Task], *, queues: Sequence[Queue]) -> None:
        stop = asyncio.Event()
        running = asyncio.create_task(
            run_worker(
                self.dsn, tasks, stop=stop, queues=queues, heartbeat=0.2, stalled=1.0,
                grace=0.5, poll=0.2,
            )
        )  # fmt: skip

        async def end() -> None:
            deps.stopping.set()
            stop.set()
            await asyncio.wait_for(running, 60)

        self.stack.push_async_callback(end)

    async def _client(self, base: str) -> httpx2.AsyncClient:
        client = http_client(base)
        return await self.stack.enter_async_context(client)
