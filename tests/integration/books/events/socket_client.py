"""A Socket.IO client that records the events that it receives, in order."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import socketio

from alcove.apps.books.model.book import Book
from alcove.apps.books.queue import service as queueing
from alcove.foundation.database import Pool, transaction

EVENT_NAMES = ("status_update", "download_progress", "search_status", "error", "connect", "disconnect")
ReceivedEvent = tuple[str, Any]


class SocketIoTestClient:
    """One Socket.IO client."""

    def __init__(self, *, reconnects: bool = False, spread: bool = False) -> None:
        """Create a client; with `spread` every request opens a new connection."""
        # The library leaves its own session open when the server disconnects.
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=spread))
        self.client = socketio.AsyncClient(
            reconnection=reconnects, reconnection_delay=0.1, reconnection_delay_max=0.5, http_session=self._session
        )
        self.events: list[ReceivedEvent] = []
        self._received = asyncio.Event()
        for name in EVENT_NAMES:
            self.client.on(name, self._record(name))

    def _record(self, name: str) -> Callable[..., Any]:
        async def record(*values: Any) -> None:
            self.events.append((name, values[0] if values else None))
            self._received.set()

        return record

    @asynccontextmanager
    async def connect(
        self,
        base: str,
        *,
        transports: Sequence[str] = ("polling", "websocket"),
        headers: Mapping[str, str] | None = None,
        path: str = "/socket.io",
    ) -> AsyncIterator["SocketIoTestClient"]:
        """Stay connected during the block."""
        try:
            await self.client.connect(
                base, transports=list(transports), headers=dict(headers or {}), socketio_path=path, wait_timeout=60
            )
            yield self
        finally:
            # A client that only polls does not end its last request itself.
            shutdown_task = asyncio.create_task(self.client.shutdown())
            await asyncio.wait([shutdown_task], timeout=1)
            await self._session.close()
            await shutdown_task

    def values(self, name: str) -> list[Any]:
        """Return the values of all received events of a name."""
        return [value for event, value in self.events if event == name]

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until a condition holds for the received events."""
        async with asyncio.timeout(60):
            while not holds():
                self._received.clear()
                await self._received.wait()

    async def wait_for_status(self, holds: Callable[[Any], object]) -> None:
        """Wait until a condition holds for the newest status."""
        await self.until(lambda: self.values("status_update") and holds(self.values("status_update")[-1]))

    async def wait_for_book(self, book_id: str) -> None:
        """Wait until a book is in the newest status, whatever its state."""
        await self.wait_for_status(lambda status: any(book_id in books for books in status.values()))

    async def wait_for_progress(self, progress: float) -> None:
        """Wait until a transfer has reached this progress."""
        await self.until(lambda: any(step["progress"] == progress for step in self.values("download_progress")))

    async def request_status(self) -> None:
        """Request the status and wait for it."""
        before = len(self.values("status_update"))
        await self.client.emit("request_status")
        await self.until(lambda: len(self.values("status_update")) > before)

    async def wait_for_entry(self, book_id: str, bucket: str) -> Mapping[str, Any]:
        """Wait until a book is in a bucket of the newest status, and return its entry."""

        def item() -> Mapping[str, Any] | None:
            for snapshot in reversed(self.values("status_update")):
                found: Mapping[str, Any] | None = snapshot[bucket].get(book_id)
                return found
            return None

        await self.until(item)
        return item() or {}


async def enqueue(pool: Pool, book: Book, *, priority: int = 0) -> None:
    """Queue a book, as another process does."""
    async with transaction(pool) as connection:
        await queueing.enqueue_download(connection, book=book, priority=priority)


async def set_state(pool: Pool, book_id: str, state: str, *, progress: float = 0.0) -> None:
    """Set the state of a queued book and notify, as a worker does."""
    async with transaction(pool) as connection:
        await connection.execute(
            "UPDATE books_download SET state = $2, progress = $3 WHERE id = $1", book_id, state, progress
        )
        await connection.execute("SELECT pg_notify('books_queue', '')")


async def set_progress(pool: Pool, book_id: str, *, progress: float) -> None:
    """Set the progress of a transfer and notify, as a worker does."""
    async with transaction(pool) as connection:
        await connection.execute("UPDATE books_download SET progress = $2 WHERE id = $1", book_id, progress)
        await connection.execute("SELECT pg_notify('books_queue', $1)", f"progress {book_id} {progress}")
