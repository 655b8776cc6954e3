"""A page at the live connection: it writes down what it is told, in order."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import socketio

from alcove.apps.books.model.book import Book
from alcove.apps.books.queue import service as queueing
from alcove.foundation.database import Pool, transaction

WORDS = ("status_update", "download_progress", "search_status", "error", "connect", "disconnect")
Told = tuple[str, Any]


class Guest:
    """One Socket.IO client."""

    def __init__(self, *, reconnects: bool = False, spread: bool = False) -> None:
        """Make a page; with `spread` each of its requests has a connection of its own."""
        # Its own session it leaves open when the server ends the conversation.
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=spread))
        self.client = socketio.AsyncClient(
            reconnection=reconnects, reconnection_delay=0.1, reconnection_delay_max=0.5, http_session=self._session
        )
        self.told: list[Told] = []
        self._news = asyncio.Event()
        for word in WORDS:
            self.client.on(word, self._note(word))

    def _note(self, word: str) -> Callable[..., Any]:
        async def note(*values: Any) -> None:
            self.told.append((word, values[0] if values else None))
            self._news.set()

        return note

    @asynccontextmanager
    async def connected(
        self,
        base: str,
        *,
        transports: Sequence[str] = ("polling", "websocket"),
        headers: Mapping[str, str] | None = None,
        path: str = "/socket.io",
    ) -> AsyncIterator["Guest"]:
        """Stay connected around the block."""
        try:
            await self.client.connect(
                base, transports=list(transports), headers=dict(headers or {}), socketio_path=path, wait_timeout=60
            )
            yield self
        finally:
            # A client that only polls does not end its last request itself.
            leaving = asyncio.create_task(self.client.shutdown())
            await asyncio.wait([leaving], timeout=1)
            await self._session.close()
            await leaving

    def named(self, word: str) -> list[Any]:
        """Return what came under a name."""
        return [value for name, value in self.told if name == word]

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until something holds of what was told."""
        async with asyncio.timeout(60):
            while not holds():
                self._news.clear()
                await self._news.wait()

    async def sees(self, holds: Callable[[Any], object]) -> None:
        """Wait until something holds of the newest status."""
        await self.until(lambda: self.named("status_update") and holds(self.named("status_update")[-1]))

    async def lists(self, book_id: str) -> None:
        """Wait until a book is in the newest status, whatever its state."""
        await self.sees(lambda status: any(book_id in books for books in status.values()))

    async def stepped(self, progress: float) -> None:
        """Wait until a transfer is as far."""
        await self.until(lambda: any(step["progress"] == progress for step in self.named("download_progress")))

    async def asks(self) -> None:
        """Ask for the status and wait for it."""
        before = len(self.named("status_update"))
        await self.client.emit("request_status")
        await self.until(lambda: len(self.named("status_update")) > before)

    async def shown(self, book_id: str, bucket: str) -> Mapping[str, Any]:
        """Wait until a book is shown in a bucket and return its item."""

        def item() -> Mapping[str, Any] | None:
            for snapshot in reversed(self.named("status_update")):
                found: Mapping[str, Any] | None = snapshot[bucket].get(book_id)
                return found
            return None

        await self.until(item)
        return item() or {}


async def put(pool: Pool, book: Book, *, priority: int = 0) -> None:
    """Queue a book as another process would."""
    async with transaction(pool) as connection:
        await queueing.enqueue_download(connection, book=book, priority=priority)


async def enter(pool: Pool, book_id: str, state: str, *, progress: float = 0.0) -> None:
    """Put a queued book into a state and tell of it, as its worker would."""
    async with transaction(pool) as connection:
        await connection.execute(
            "UPDATE books_download SET state = $2, progress = $3 WHERE id = $1", book_id, state, progress
        )
        await connection.execute("SELECT pg_notify('books_queue', '')")


async def advance(pool: Pool, book_id: str, *, progress: float) -> None:
    """Tell how far a transfer is, as its worker would."""
    async with transaction(pool) as connection:
        await connection.execute("UPDATE books_download SET progress = $2 WHERE id = $1", book_id, progress)
        await connection.execute("SELECT pg_notify('books_queue', $1)", f"progress {book_id} {progress}")
