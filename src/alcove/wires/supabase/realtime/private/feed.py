"""Follow the messages that are added to `realtime.messages`, and deliver each of them once, in commit order."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final, Protocol, TypeVar

from alcove.foundation.clock import Clock
from alcove.foundation.database import DATABASE_LOST, MISSED, PgListener, Pool
from alcove.foundation.retry import backoff, retry
from alcove.foundation.telemetry import get_logger
from alcove.wires.supabase.realtime.private.store import CHANNEL, BroadcastMessage, find_missed, read_messages

READ_SIZE: Final = 50
"""Messages that one statement reads."""
MAX_MISSED: Final = 10_000
"""Messages that are delivered after a lost connection; older ones are not."""
MAX_RECENT: Final = 20_000
FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 60.0

_NOTIFICATION: Final = re.compile(r"(\d{1,18}) ([0-9a-f-]{36}(?:,[0-9a-f-]{36})*)")

T = TypeVar("T")

log = get_logger("alcove.realtime")


class DeliverBroadcast(Protocol):
    """Sends a broadcast to the subscribers of a topic in this process."""

    def __call__(self, topic: str, *, event: str, payload: bytes, is_private: bool, meta: dict[str, object]) -> None:
        """Send it without waiting; `payload` is JSON."""
        ...


class BroadcastFeed:
    """Delivers the broadcasts from the database to the subscribers of one process.

    A notification has the ids of messages, which are read once. After a lost connection, the messages of all
    transactions are delivered that had not ended before the last notification, except those that were delivered.
    """

    def __init__(
        self,
        *,
        pool: Callable[[], Awaitable[Pool]],
        listener: Callable[[], Awaitable[PgListener]],
        deliver: DeliverBroadcast,
        clock: Clock,
    ) -> None:
        self._pool = pool
        self._listener = listener
        self._deliver = deliver
        self._clock = clock
        self._task: asyncio.Task[None] | None = None
        self._is_following = asyncio.Event()
        self._first_xid: int | None = None
        """All transactions before it had ended before the last notification, so their notifications have arrived."""
        self._time: datetime | None = None
        """The last read, in the time of the database."""
        self._recent: dict[str, int] = {}
        """Delivered messages of later transactions, and their transactions."""

    async def ensure_following(self, *, within: float) -> bool:
        """Follow the messages from now on; return whether that has begun `within` seconds, else it begins later."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._follow(), name="realtime-broadcasts")
        with suppress(TimeoutError):
            await asyncio.wait_for(self._is_following.wait(), within)
        return self._is_following.is_set()

    async def close(self) -> None:
        """Stop following."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _follow(self) -> None:
        listener = await self._retry(self._listener)
        async with listener.subscribe(CHANNEL) as payloads:
            await self._retry(self._catch_up)
            self._is_following.set()
            while True:
                batch = [await payloads.get()]
                while not payloads.empty():
                    batch.append(payloads.get_nowait())
                await self._deliver_batch(batch)

    async def _deliver_batch(self, batch: Sequence[str]) -> None:
        is_missing = MISSED in batch
        try:
            if not is_missing:
                await self._handle(batch)
        except DATABASE_LOST as error:
            log.warning("realtime_broadcasts_interrupted", reason=str(error))
            is_missing = True
        if is_missing:
            # It finds the messages of all these notifications as well.
            await self._retry(self._catch_up)

    async def _retry(self, work: Callable[[], Awaitable[T]]) -> T:
        def report(error: BaseException, pause: float) -> None:
            log.warning("realtime_broadcasts_unavailable", reason=str(error), retry_in=pause)

        wait = backoff(FIRST_PAUSE, LONGEST_PAUSE)
        return await retry(work, on=DATABASE_LOST, wait=wait, sleep=self._clock.sleep, on_failure=report)

    async def _handle(self, batch: Sequence[str]) -> None:
        first_xids = [self._first_xid or 0]
        ids: list[str] = []
        for payload in batch:
            # Programs may notify anything.
            if match := _NOTIFICATION.fullmatch(payload):
                first_xids.append(int(match[1]))
                ids += match[2].split(",")
        self._time = await self._deliver_messages(ids) or self._time
        # No notification says more than that what came before its own messages has ended.
        self._first_xid = max(first_xids[0], min(max(first_xids), max(self._recent.values(), default=0)))
        self._forget_recent()

    async def _catch_up(self) -> None:
        """Deliver what was missed since the last notification; the first time, only find out where to continue."""
        missed = await find_missed(await self._pool(), first_xid=self._first_xid, since=self._time, limit=MAX_MISSED)
        if self._first_xid is None:
            self._first_xid, self._time = missed.first_xid, missed.time
            self._recent.update(missed.messages)
            return
        if len(missed.messages) == MAX_MISSED:
            log.warning("realtime_broadcasts_skipped", delivered=MAX_MISSED)
        # Notifications of these messages may still arrive: only the next one tells which of them cannot.
        await self._deliver_messages([message_id for message_id, _ in missed.messages])
        # After a crash of the database, numbers are used again.
        self._first_xid, self._time = min(self._first_xid, missed.first_xid), missed.time
        self._limit_recent()

    async def _deliver_messages(self, ids: Sequence[str]) -> datetime | None:
        """Deliver messages unless they were, and return when the last one was read."""
        read_at = None
        new_ids = [message_id for message_id in ids if message_id not in self._recent]
        for start in range(0, len(new_ids), READ_SIZE):
            for message in await read_messages(await self._pool(), new_ids[start : start + READ_SIZE]):
                self._recent[message.id] = message.xid
                self._deliver_message(message)
                read_at = message.read_at
        return read_at

    def _deliver_message(self, message: BroadcastMessage) -> None:
        if message.payload is None:
            log.warning("realtime_broadcast_too_large", topic=message.topic[:100], message=message.id)
            return
        self._deliver(
            message.topic,
            event=message.event,
            payload=message.payload,
            is_private=message.is_private,
            meta={"id": message.id},
        )

    def _forget_recent(self) -> None:
        first_xid = self._first_xid or 0
        self._recent = {message_id: xid for message_id, xid in self._recent.items() if xid >= first_xid}
        self._limit_recent()

    def _limit_recent(self) -> None:
        for message_id in list(self._recent)[: max(0, len(self._recent) - MAX_RECENT)]:
            del self._recent[message_id]
