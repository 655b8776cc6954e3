"""LISTEN/NOTIFY: one connection per process receives the notifications for any number of subscribers."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Protocol, TypeAlias

from alcove.foundation.database.errors import DATABASE_LOST
from alcove.foundation.database.pool import Connection, Pool, connect
from alcove.foundation.retry import backoff, retry
from alcove.foundation.telemetry import get_logger

MISSED = ""
"""The payload after a lost connection: notifications may have been missed, so read the tables again."""

NotificationHandler: TypeAlias = Callable[[str, str], None]
"""Called with a channel and a payload; with MISSED the channel is empty."""


class ConnectionOpener(Protocol):
    """Opens a connection to listen on."""

    async def __call__(self, dsn: str, *, name: str) -> Connection:
        """Return a new connection; `name` is its application name."""
        ...


QUEUE_SIZE = 256
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 5.0
PING_EVERY = 30.0
PING_TIMEOUT = 10.0

_NOTIFY = """
SELECT pg_notify($1, payload) FROM unnest($2::text[]) WITH ORDINALITY AS sent (payload, position) ORDER BY position
"""

log = get_logger("alcove.database")


async def notify(source: Pool | Connection, channel: str, *payloads: str) -> None:
    """Send notifications in this order; PostgreSQL delivers them when the transaction commits.

    A payload has less than 8,000 bytes. Equal payloads of one transaction are delivered once.
    """
    await source.execute(_NOTIFY, channel, payloads)


class PgListener:
    """Listens on the channels that have subscribers; reconnects when the connection is lost."""

    def __init__(self, dsn: str, *, name: str = "alcove-listener", open_connection: ConnectionOpener = connect) -> None:
        self._dsn = dsn
        self._name = name
        self._open_connection = open_connection
        self._handlers: dict[str, set[NotificationHandler]] = {}
        self._listening: set[str] = set()
        self._connection: Connection | None = None
        self._lost = asyncio.Event()
        self._is_reconnecting = False
        # asyncpg runs one statement per connection at a time.
        self._lock = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Connect, and reconnect as needed until `close`."""
        if self._task is None:
            await self._connect()
            self._task = asyncio.create_task(self._keep_connected(), name="pg-listener")

    async def close(self) -> None:
        """Stop listening and close the connection."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None
        if self._connection is not None:
            connection, self._connection = self._connection, None
            with suppress(*DATABASE_LOST):
                await connection.close(timeout=PING_TIMEOUT)

    @asynccontextmanager
    async def subscribe(self, channel: str) -> AsyncIterator[asyncio.Queue[str]]:
        """Yield a queue of the payloads that are sent on `channel` during the block.

        When the queue is full, MISSED replaces everything in it. MISSED also arrives after each reconnection.
        """
        queue: asyncio.Queue[str] = asyncio.Queue(QUEUE_SIZE)
        async with self.listen(channel, handler=lambda _, payload: _put(queue, payload)):
            yield queue

    @asynccontextmanager
    async def listen(self, *channels: str, handler: NotificationHandler) -> AsyncIterator[None]:
        """Call `handler` for each notification on the channels during the block, in commit order.

        It is called with MISSED after each reconnection, before any notification of the new connection.
        """
        async with AsyncExitStack() as stack:
            for channel in channels:
                await stack.enter_async_context(self._listen(channel, handler))
            yield

    @asynccontextmanager
    async def _listen(self, channel: str, handler: NotificationHandler) -> AsyncIterator[None]:
        handlers = self._handlers.setdefault(channel, set())
        handlers.add(handler)
        try:
            await self._sync_channel(channel)
            yield
        finally:
            handlers.discard(handler)
            if not handlers:
                self._handlers.pop(channel, None)
            await self._sync_channel(channel)

    async def _sync_channel(self, channel: str) -> None:
        """LISTEN on a channel that has handlers, UNLISTEN on one that has none."""
        async with self._lock:
            if self._connection is None or (channel in self._handlers) == (channel in self._listening):
                return
            with suppress(*DATABASE_LOST):
                if channel in self._handlers:
                    await self._connection.add_listener(channel, self._dispatch)
                    self._listening.add(channel)
                else:
                    self._listening.discard(channel)
                    await self._connection.remove_listener(channel, self._dispatch)

    async def _connect(self) -> None:
        async with self._lock:
            connection = await self._open_connection(self._dsn, name=self._name)
            self._lost = lost = asyncio.Event()
            connection.add_termination_listener(lambda _: lost.set())
            self._connection, self._listening = connection, set()
        for channel in list(self._handlers):
            await self._sync_channel(channel)

    async def _keep_connected(self) -> None:
        while True:
            await self._wait_until_lost()
            log.warning("listener_disconnected")
            self._is_reconnecting = True
            await self._reconnect()
            self._is_reconnecting = False
            log.info("listener_reconnected")
            for handler in {handler for handlers in self._handlers.values() for handler in handlers}:
                handler("", MISSED)

    async def _wait_until_lost(self) -> None:
        while not self._lost.is_set():
            try:
                await asyncio.wait_for(self._lost.wait(), PING_EVERY)
            except TimeoutError:
                await self._ping()

    async def _ping(self) -> None:
        """Detect a connection that was lost without a FIN or RST packet."""
        async with self._lock:
            if self._connection is None:
                return
            try:
                await self._connection.execute("SELECT 1", timeout=PING_TIMEOUT)
            except DATABASE_LOST:
                self._connection.terminate()
                self._lost.set()

    async def _reconnect(self) -> None:
        def report(error: BaseException, pause: float) -> None:
            log.warning("listener_connect_failed", error=str(error), retry_in=pause)

        wait = backoff(FIRST_PAUSE, LONGEST_PAUSE)
        await retry(self._connect, on=DATABASE_LOST, wait=wait, sleep=asyncio.sleep, on_failure=report)

    def _dispatch(self, _connection: object, _pid: int, channel: str, payload: object) -> None:
        if self._is_reconnecting:
            # MISSED comes first: before it, nobody may take a payload for the one after the last.
            return
        for handler in tuple(self._handlers.get(channel, ())):
            handler(channel, str(payload))


def _put(queue: asyncio.Queue[str], payload: str) -> None:
    if queue.full():
        while not queue.empty():
            queue.get_nowait()
        payload = MISSED
    queue.put_nowait(payload)
