"""Follows the outbox while the process runs: notifications, and what they may have missed."""

import asyncio
import re
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, aclosing, suppress
from typing import Final

from alcove.foundation.clock import Clock
from alcove.foundation.database import MISSED, Pool, is_away
from alcove.foundation.telemetry import get_logger
from alcove.wires.supabase.realtime.changes import errors
from alcove.wires.supabase.realtime.changes.database import ChangesDatabase
from alcove.wires.supabase.realtime.changes.model import OutboxRow
from alcove.wires.supabase.realtime.changes.outbox import OutboxReader
from alcove.wires.supabase.realtime.changes.router import ChangeRouter
from alcove.wires.supabase.realtime.changes.store import outbox as store
from alcove.wires.supabase.realtime.changes.store.tables import has_event_trigger, sync_published_tables
from alcove.wires.supabase.realtime.changes.subscriptions import Subscriptions

RENEWAL_SECONDS: Final = 60.0
LOST_SECONDS: Final = store.RETENTION_SECONDS - 2 * RENEWAL_SECONDS
"""After this time without the database, changes may be missing."""
CATCH_UP_SECONDS: Final = 5.0
"""How often it is checked that no notification was missed."""
POLLING_SECONDS: Final = 0.2
PRUNING_SECONDS: Final = 30.0
SYNC_SECONDS: Final = 60.0
SYNC_SECONDS_WITHOUT_TRIGGER: Final = 5.0
RETRY_SECONDS: Final = 0.5
WRITERS_SECONDS: Final = 1.0
"""How long the first subscriber waits for transactions that began when nobody wanted changes."""
MAX_PENDING: Final = 10_000
BATCH: Final = 100
LONG_AGO: Final = float("-inf")
SCHEMA_CHANNEL: Final = "pgrst"
"""The channel on which changes of the schema are told."""

_TRANSACTION: Final = re.compile("[0-9]{1,18}")

log = get_logger("alcove.supabase.realtime")


class OutboxFollower:
    """Passes the rows of the outbox to the router, in the order in which they were committed."""

    def __init__(
        self, database: ChangesDatabase, router: ChangeRouter, *, subscriptions: Subscriptions, clock: Clock
    ) -> None:
        self._database = database
        self._router = router
        self._subscriptions = subscriptions
        self._clock = clock
        self._reader = OutboxReader()
        self._lock = asyncio.Lock()
        self._exit_stack = AsyncExitStack()
        self._task: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()
        self._pending: deque[int] = deque()
        self._has_missed = self._is_closed = False
        self._wanted_at = self._caught_up_at = self._pruned_at = self._synced_at = LONG_AGO
        self._interval, self._sync_interval = CATCH_UP_SECONDS, SYNC_SECONDS

    async def start(self) -> None:
        """Follow the outbox from now on, and let the triggers write it; DATABASE_LOST."""
        async with self._lock:
            pool = await self._database.owner_pool()
            if self._task is None:
                await self._open(pool)
                self._task = asyncio.create_task(self._follow(), name="realtime-changes")
            if self._clock.monotonic() - self._wanted_at > RENEWAL_SECONDS:
                await self._want_changes(pool)

    async def close(self) -> None:
        """Stop."""
        self._is_closed = True
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None
        await self._exit_stack.aclose()

    async def _open(self, pool: Pool) -> None:
        await sync_published_tables(pool)
        self._synced_at = self._clock.monotonic()
        self._interval = POLLING_SECONDS if await store.needs_polling(pool) else CATCH_UP_SECONDS
        self._sync_interval = SYNC_SECONDS if await has_event_trigger(pool) else SYNC_SECONDS_WITHOUT_TRIGGER
        listener = await self._database.listener()
        channels = (store.CHANNEL, store.PUBLICATION_CHANNEL, SCHEMA_CHANNEL)
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(listener.listen(*channels, handler=self._hear))
            await self._reader.start(pool)
            self._exit_stack = stack.pop_all()
        self._caught_up_at = self._clock.monotonic()

    async def _want_changes(self, pool: Pool) -> None:
        was_wanted = self._clock.monotonic() - self._wanted_at < store.RETENTION_SECONDS
        await store.want_changes(pool, seconds=store.RETENTION_SECONDS)
        self._wanted_at = self._clock.monotonic()
        if was_wanted:
            return
        running, _ = await store.read_position(pool)
        end = self._clock.monotonic() + WRITERS_SECONDS
        while not await store.have_ended(pool, before=running.next_transaction) and self._clock.monotonic() < end:
            await self._clock.sleep(0.05)

    def _hear(self, channel: str, payload: str) -> None:
        if channel == store.CHANNEL:
            # Whoever may run SQL may notify anything.
            if not _TRANSACTION.fullmatch(payload):
                return
            self._pending.append(int(payload))
        else:
            self._synced_at = LONG_AGO
            self._has_missed = self._has_missed or payload == MISSED
        if len(self._pending) > MAX_PENDING:
            self._pending.clear()
            self._has_missed = True
        self._wake.set()

    async def _follow(self) -> None:
        while not self._is_closed:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._interval):
                    await self._wake.wait()
            self._wake.clear()
            try:
                await self._work()
            except Exception as error:
                # Whatever it is, changes must go on. What was not read is read again.
                if is_away(error):
                    log.warning("changes_not_read", error=str(error), retry_in=RETRY_SECONDS)
                else:
                    log.exception("changes_not_read", retry_in=RETRY_SECONDS)
                self._has_missed = True
                self._wake.set()
                await self._clock.sleep(RETRY_SECONDS)

    async def _work(self) -> None:
        pool = await self._database.owner_pool()
        now = self._clock.monotonic()
        if self._subscriptions and now - self._wanted_at > RENEWAL_SECONDS:
            await self._want_changes(pool)
        if now - self._synced_at > self._sync_interval:
            await sync_published_tables(pool)
            self._synced_at = now
        if not self._has_missed:
            while self._pending:
                ids = [self._pending.popleft() for _ in range(min(BATCH, len(self._pending)))]
                await self._route_pages(self._reader.read_transactions(pool, list(dict.fromkeys(ids))))
        if self._has_missed or now - self._caught_up_at >= self._interval:
            await self._catch_up(pool)
        if now - self._pruned_at > PRUNING_SECONDS:
            await store.prune_changes(pool)
            self._pruned_at = now

    async def _catch_up(self, pool: Pool) -> None:
        started, self._has_missed = self._clock.monotonic(), False
        # What these name is read too, in the order of its rows.
        self._pending.clear()
        await self._route_pages(self._reader.read_missed(pool))
        if started - self._caught_up_at > LOST_SECONDS:
            for subscription in self._subscriptions:
                subscription.report(errors.MISSED)
        self._caught_up_at = started

    async def _route_pages(self, pages: AsyncIterator[Sequence[OutboxRow]]) -> None:
        async with aclosing(pages):  # type: ignore[type-var]  # it is a generator
            async for rows in pages:
                await self._route(rows)

    async def _route(self, rows: Sequence[OutboxRow]) -> None:
        try:
            await self._router.route(rows)
        except Exception as error:
            # One change that cannot be routed must not stop the others.
            if is_away(error):
                raise
            log.exception("changes_not_routed", rows=len(rows))
            for row in rows if len(rows) > 1 else ():
                await self._route([row])
