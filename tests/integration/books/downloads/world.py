"""The environment of download tests: a file server, a source, a database, workers and a library's folder."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from alcove.apps.books.downloads.jobs.cleanup import clean_up
from alcove.apps.books.downloads.jobs.fetch import fetch_downloads
from alcove.apps.books.model.book import Book
from alcove.apps.books.queue import service as queueing
from alcove.apps.books.sources.registry import SourceRegistry
from alcove.apps.books.tasks import JobDeps, build_tasks
from alcove.foundation.clock import Clock
from alcove.foundation.database import PgListener, Pool, transaction
from alcove.foundation.fetch import Timeouts
from alcove.foundation.jobs import JobRun, Queue, StopReason, run_worker
from integration.books.downloads.file_server import FileServer
from integration.books.downloads.file_server_source import FileServerSource, MutablePreferences, job_deps
from support.folders import list_files
from support.until import until_async
from support.worker_program import worker_process

ENDED = frozenset({"complete", "error", "cancelled"})
Row = dict[str, Any]


class World:
    """A file server, its source, a queue and a library."""

    def __init__(self, *, dsn: str, pool: Pool, pg_listener: PgListener, file_server: FileServer, folder: Path) -> None:
        self.dsn = dsn
        self.pool = pool
        self.pg_listener = pg_listener
        self.file_server = file_server
        self.source = FileServerSource(file_server.base)
        self.sources = SourceRegistry([self.source])
        self.data_dir = folder / "data"
        self.library = folder / "library"
        self.staging = folder / "staging"
        self.preferences = MutablePreferences(
            ingest_dir=self.library, tmp_dir=self.staging, default_sleep=0.01, download_progress_update_interval=0.1,
            file_organization="rename",
        )  # fmt: skip
        self.clock: Clock | None = None
        self.environ: Mapping[str, str] = {}
        self.timeouts = Timeouts()
        self._jobs = 0

    def settings(self, **changes: Any) -> None:
        """Change settings."""
        self.preferences.settings |= changes

    def deps(self) -> JobDeps:
        """Return the dependencies of a worker."""
        return job_deps(
            pool=self.pool, pg_listener=self.pg_listener, data_dir=self.data_dir, preferences=self.preferences,
            sources=self.sources, clock=self.clock, environ=self.environ, timeouts=self.timeouts,
        )  # fmt: skip

    @asynccontextmanager
    async def worker(
        self, *, concurrency: int = 8, grace: float = 5.0, poll: float = 0.2
    ) -> AsyncIterator[asyncio.Event]:
        """Run a worker during the block."""
        stop = asyncio.Event()
        tasks = build_tasks(self.deps())
        running = asyncio.create_task(
            run_worker(
                self.dsn, tasks, stop=stop, queues=[Queue(queueing.QUEUE, concurrency=concurrency)], heartbeat=0.2,
                stalled=1.0, grace=grace, poll=poll,
            )
        )  # fmt: skip
        try:
            yield stop
        finally:
            stop.set()
            await asyncio.wait_for(running, 60)

    @asynccontextmanager
    async def worker_subprocess(
        self, *, environ: Mapping[str, str] | None = None
    ) -> AsyncIterator[asyncio.subprocess.Process]:
        """Run a worker process during the block, and kill it at the end if it still runs."""
        options = json.dumps([self.data_dir, self.preferences.settings], default=str)
        arguments = (self.dsn, self.file_server.base, options)
        module = "integration.books.downloads.worker_tasks"
        async with worker_process(module, self.dsn, *arguments, environ=environ) as process:
            yield process

    def book(self, book_id: str = "st-1.epub", **changes: Any) -> Book:
        """Return a book of the file server."""
        values: dict[str, Any] = {
            "source": "files", "title": "A Title", "authors": ("An Author",), "format": "epub", "year": 1900,
        }  # fmt: skip
        return Book(id=book_id, **(values | changes))

    async def queue(
        self, book_id: str = "st-1.epub", *, priority: int = 0, again: bool = False, owner: str = "", **changes: Any
    ) -> None:
        """Queue a book."""
        book = self.book(book_id, **changes)
        async with transaction(self.pool) as connection:
            await queueing.enqueue_download(connection, book=book, priority=priority, again=again, owner=owner)

    async def cancel(self, book_id: str = "st-1.epub") -> None:
        """Cancel a book."""
        async with transaction(self.pool) as connection:
            await queueing.cancel_download(connection, book_id)

    async def row(self, book_id: str = "st-1.epub") -> Row:
        """Return a book's row."""
        return dict(await self.pool.fetchrow("SELECT * FROM books_download WHERE id = $1", book_id) or {})

    async def until(self, holds: Callable[[Row], object], *, book_id: str = "st-1.epub") -> Row:
        """Wait until a condition holds for a book's row and return the row."""
        async with asyncio.timeout(60):
            while not holds(row := await self.row(book_id)):  # noqa: ASYNC110 - the worker changes the row
                await asyncio.sleep(0.01)
        return row

    async def wait_until_ended(self, book_id: str = "st-1.epub") -> Row:
        """Wait until a download has ended and return its row."""
        return await self.until(lambda row: row.get("state") in ENDED, book_id=book_id)

    async def run(self, *, job_id: int | None = None, stopped: Callable[[], StopReason | None] = lambda: None) -> None:
        """Run one download job, without the job engine."""
        self._jobs += 1
        await fetch_downloads(self.deps(), JobRun(job_id or -self._jobs, 1, stopped))

    @asynccontextmanager
    async def fetch_in_background(
        self, book_id: str = "st-1.epub", **changes: Any
    ) -> AsyncIterator["asyncio.Task[None]"]:
        """Queue a book and download it during the block."""
        await self.queue(book_id, **changes)
        running = asyncio.create_task(self.run())
        try:
            yield running
        finally:
            await asyncio.wait_for(running, 60)

    async def fetch(self, book_id: str = "st-1.epub", **changes: Any) -> Row:
        """Queue a book, download it, and return its row."""
        async with self.fetch_in_background(book_id, **changes):
            pass
        return await self.row(book_id)

    async def retry_now(self) -> None:
        """Run the next try of every download that waits, as if its time had come."""
        await self.pool.execute("UPDATE books_hold SET until = now()")
        await self.pool.execute("UPDATE books_download SET retry_at = now() WHERE retry_at IS NOT NULL")
        await self.run()

    async def tidy(self) -> None:
        """Run the job that cleans up every minute."""
        await clean_up(self.deps())

    def library_files(self) -> dict[str, bytes]:
        """Return every file in the library, also hidden ones, by its relative path."""
        return {str(file.relative_to(self.library)): file.read_bytes() for file in list_files(self.library)}

    def staged_files(self) -> list[str]:
        """Return the files and folders in the staging folder, from which a worker may remove some meanwhile."""
        found = (Path(top, name) for top, *kinds in os.walk(self.staging) for names in kinds for name in names)
        return sorted(str(path.relative_to(self.staging)) for path in found)

    async def wait_until_clean(self) -> None:
        """Wait until the staging folder is empty: a worker cleans up after it has reported the end."""
        await until_async(lambda: not self.staged_files())
