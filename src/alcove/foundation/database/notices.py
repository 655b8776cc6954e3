"""PostgreSQL's notifications: heard by one connection per process, handed to any number of readers."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import TypeAlias

from alcove.foundation.database.errors import DATABASE_LOST
from alcove.foundation.database.pool import Connection, Pool, connect
from alcove.foundation.retry import backoff, retry
from alcove.foundation.telemetry import get_logger

MISSED = ""
"""The payload that means: something may have been missed, look at the tables again."""

Deliver: TypeAlias = Callable[[str, str], None]
"""Takes a channel and a payload; with MISSED the channel is empty."""

QUEUE_SIZE = 256
FIRST_WAIT = 0.1
LONGEST_WAIT = 5.0
PING_EVERY = 30.0
PING_TIMEOUT = 10.0

_NOTIFY = """
SELECT pg_notify($1, payload) FROM unnest($2::text[]) WITH ORDINALITY AS sent (payload, place) ORDER BY place
"""

log = get_logger("alcove.database")


async def notify(source: Pool | Connection, channel: str, *payloads: str) -> None:
    """Send notifications, in this order; in a transaction they are delivered when it commits.

    A payload is shorter than 8,000 bytes, and equal ones of one transaction become one.
    """
    await source.execute(_NOTIFY, channel, payloads)


class Notices:
    """Listens on the channels that have readers and comes back by itself when the connection is lost."""

    def __init__(self, dsn: str, *, name: str = "alcove-notices") -> None:
        self._dsn = dsn
        self._name = name
        self._readers: dict[str, set[Deliver]] = {}
        self._heard: set[str] = set()
        self._connection: Connection | None = None
        self._lost = asyncio.Event()
        # One connection does one thing at a time.
        self._turn = asyncio.Lock()
        self._keeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Connect, and keep connected until `close`."""
        if self._keeper is None:
            await self._connect()
            self._keeper = asyncio.create_task(self._keep(), name="database-notices")

    async def close(self) -> None:
        """Stop listening."""
        if self._keeper is not None:
            self._keeper.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeper
            self._keeper = None
        if self._connection is not None:
            connection, self._connection = self._connection, None
            with suppress(*DATABASE_LOST):
                await connection.close(timeout=PING_TIMEOUT)

    @asynccontextmanager
    async def subscribe(self, channel: str) -> AsyncIterator[asyncio.Queue[str]]:
        """Give a queue of the payloads sent on `channel` from now on.

        A reader that falls behind gets MISSED in place of all it had not read yet; every reader gets it
        when the connection was lost and is back.
        """
        queue: asyncio.Queue[str] = asyncio.Queue(QUEUE_SIZE)
        async with self.listen(channel, deliver=lambda _, payload: _put(queue, payload)):
            yield queue

    @asynccontextmanager
    async def listen(self, *channels: str, deliver: Deliver) -> AsyncIterator[None]:
        """Call `deliver` with what is sent on the channels during the block, in the order of the commits.

        It is called with MISSED when the connection was lost and is back.
        """
        async with AsyncExitStack() as stack:
            for channel in channels:
                await stack.enter_async_context(self._listen(channel, deliver))
            yield

    @asynccontextmanager
    async def _listen(self, channel: str, deliver: Deliver) -> AsyncIterator[None]:
        readers = self._readers.setdefault(channel, set())
        readers.add(deliver)
        try:
            await self._follow(channel)
            yield
        finally:
            readers.discard(deliver)
            if not readers:
                self._readers.pop(channel, None)
            await self._follow(channel)

    async def _follow(self, channel: str) -> None:
        """Listen on a channel exactly while it has readers."""
        async with self._turn:
            if self._connection is None or (channel in self._readers) == (channel in self._heard):
                return
            with suppress(*DATABASE_LOST):
                if channel in self._readers:
                    await self._connection.add_listener(channel, self._hand_out)
                    self._heard.add(channel)
                else:
                    self._heard.discard(channel)
                    await self._connection.remove_listener(channel, self._hand_out)

    async def _connect(self) -> None:
        async with self._turn:
            connection = await connect(self._dsn, name=self._name)
            self._lost = lost = asyncio.Event()
            connection.add_termination_listener(lambda _: lost.set())
            self._connection, self._heard = connection, set()
        for channel in list(self._readers):
            await self._follow(channel)

    async def _keep(self) -> None:
        while True:
            await self._until_lost()
            log.warning("notices_lost")
            await self._reconnect()
            log.info("notices_back")
            for deliver in {deliver for readers in self._readers.values() for deliver in readers}:
                deliver("", MISSED)

    async def _until_lost(self) -> None:
        while not self._lost.is_set():
            try:
                await asyncio.wait_for(self._lost.wait(), PING_EVERY)
            except TimeoutError:
                await self._ping()

    async def _ping(self) -> None:
        """Find out about a connection that died without a word."""
        async with self._turn:
            if self._connection is None:
                return
            try:
                await self._connection.execute("SELECT 1", timeout=PING_TIMEOUT)
            except DATABASE_LOST:
                self._connection.terminate()
                self._lost.set()

    async def _reconnect(self) -> None:
        def report(error: BaseException, pause: float) -> None:
            log.warning("notices_cannot_connect", error=str(error), again_in=pause)

        wait = backoff(FIRST_WAIT, LONGEST_WAIT)
        await retry(self._connect, on=DATABASE_LOST, wait=wait, sleep=asyncio.sleep, failed=report)

    def _hand_out(self, _connection: object, _pid: int, channel: str, payload: object) -> None:
        for deliver in tuple(self._readers.get(channel, ())):
            deliver(channel, str(payload))


def _put(queue: asyncio.Queue[str], payload: str) -> None:
    if queue.full():
        while not queue.empty():
            queue.get_nowait()
        payload = MISSED
    queue.put_nowait(payload)
