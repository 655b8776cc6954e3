"""The processes of one owner, each in this one: api, worker and the two services, on one database."""

import asyncio
import contextlib
from collections.abc import Sequence
from pathlib import Path

import httpx2

from alcove.foundation.clock import SystemClock
from alcove.foundation.database import Notices, Pool
from alcove.foundation.jobs import Task, run_worker
from alcove.foundation.settings import ServerSettings, load
from alcove.main import wiring
from alcove.main.resources import Resources
from fixtures.records.rows import add_listing, add_record, add_seller
from support.servers import serve_async


class House:
    """Starts what a test asks for and ends it with the test."""

    def __init__(self, dsn: str, *, pool: Pool, data_dir: Path) -> None:
        self.dsn = dsn
        self.pool = pool
        self.data_dir = data_dir
        self.stack = contextlib.AsyncExitStack()
        self.environ: dict[str, str] = {}
        self._stopping: list[asyncio.Event] = []

    async def api(self, **environ: str) -> httpx2.AsyncClient:
        """Serve the api with these settings and return a client of it."""
        resources = await self._resources(environ)
        return await self._client(await self.stack.enter_async_context(serve_async(wiring.build_api(resources))))

    async def service(self, name: str, **environ: str) -> httpx2.AsyncClient:
        """Run a service with the worker inside it and return a client of it."""
        resources = await self._resources(environ)
        app, tasks = await self.stack.enter_async_context(wiring.open_service(resources, name))
        base = await self.stack.enter_async_context(serve_async(app))
        self.environ[f"{name.upper()}_SERVICE_URL"] = base
        await self._work(resources, tasks)
        return await self._client(base)

    async def worker(self, **environ: str) -> None:
        """Run the worker that does everything."""
        resources = await self._resources(environ)
        await self._work(resources, wiring.build_tasks(resources))

    async def stock(self, count: int = 6) -> list[int]:
        """Store offers of one seller, each with a higher score than the one before, and return their ids."""
        seller = await add_seller(self.pool, "anna")
        found = []
        for number in range(count):
            record = await add_record(
                self.pool, f"{number}", title=f"Title {number}", wants=100 + 50 * number, haves=20
            )
            found.append(await add_listing(self.pool, seller=seller, record=record, discogs_listing_id=9000 + number))
        return found

    def leave(self) -> None:
        """Tell every process to leave, as a signal does."""
        for stopping in self._stopping:
            stopping.set()

    async def _resources(self, environ: dict[str, str]) -> Resources:
        notices = Notices(self.dsn)
        await notices.start()
        self.stack.push_async_callback(notices.close)
        stopping = asyncio.Event()
        self._stopping.append(stopping)
        given = {**self.environ, **environ}
        return Resources(
            server=load(ServerSettings, environ=given), load=lambda kind: load(kind, environ=given),
            data_dir=self.data_dir, dsn=self.dsn, pool=self.pool, notices=notices, clock=SystemClock(),
            stopping=stopping,
        )  # fmt: skip

    async def _work(self, resources: Resources, tasks: Sequence[Task]) -> None:
        stop = asyncio.Event()
        running = asyncio.create_task(
            run_worker(
                self.dsn, tasks, stop=stop, queues=sorted({task.queue for task in tasks}), heartbeat=0.2, stalled=1.0,
                grace=0.5,
            )
        )  # fmt: skip

        async def end() -> None:
            resources.stopping.set()
            stop.set()
            await asyncio.wait_for(running, 20)

        self.stack.push_async_callback(end)

    async def _client(self, base: str) -> httpx2.AsyncClient:
        client = httpx2.AsyncClient(base_url=base, trust_env=False, timeout=40)
        return await self.stack.enter_async_context(client)
