"""Server-sent events: each change is read once per process and given to every open stream."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from starlette.responses import StreamingResponse

from alcove.foundation.clock import Clock
from alcove.foundation.errors import TooManyStreams
from alcove.foundation.realtime.hub import BoundedQueue, Hub
from alcove.foundation.realtime.transport import RESYNC, Notification
from alcove.foundation.telemetry import get_logger

MEDIA_TYPE: Final = "text/event-stream"
HEARTBEAT: Final = 15.0
"""Seconds without an event after which a comment keeps proxies from closing the stream."""
RETRY_MS: Final = 2000
"""Milliseconds after which a client connects again."""
MOST_STREAMS: Final = 500
MOST_WAITING: Final = 256
SKEW: Final = timedelta(seconds=30)
"""How far the clocks of two hosts may be apart, and how long a transaction may take to commit."""
LONGEST_GAP: Final = timedelta(hours=1)
"""A client that was away for longer reads everything anew."""
HEADERS: Final = {
    "Cache-Control": "no-cache, no-transform",
    # nginx and those that follow it would collect a block before they pass it on.
    "X-Accel-Buffering": "no",
}

IsAdmitted = Callable[[], Awaitable[bool]]
"""Tells whether the caller may still read."""

log = get_logger("alcove.realtime")


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """One event: its name and its data, JSON in one line; its id is the time of the reading in milliseconds."""

    name: str
    data: bytes
    id: int = 0

    def encode(self) -> bytes:
        """Return the event as a stream has it."""
        return b"id: %d\nevent: %s\ndata: %s\n\n" % (self.id, self.name.encode(), self.data)


class EventSource(Protocol):
    """Reads what events say from the tables."""

    @property
    def topics(self) -> Sequence[str]:
        """The topics whose notifications it reads."""
        ...

    async def read(self, notification: Notification, /) -> Sequence[ServerEvent]:
        """Return the events of a notification."""
        ...

    async def since(self, instant: datetime, /) -> Sequence[ServerEvent]:
        """Return how everything stands that has changed since then."""
        ...


@dataclass(frozen=True, slots=True)
class _Following:
    """The task that follows a source, and whether it has begun to."""

    task: asyncio.Task[None]
    listening: asyncio.Event


class EventFeed:
    """Follows a source while somebody listens, and streams its events.

    Events say how things stand, so that one that comes twice does no harm. An event `resync` says that some may have
    been missed. An id is the time of the reading, in milliseconds since 1970.
    """

    def __init__(
        self,
        hub: Hub,
        source: EventSource,
        *,
        clock: Clock,
        stopping: asyncio.Event,
        most: int = MOST_STREAMS,
        heartbeat: float = HEARTBEAT,
    ) -> None:
        self._hub = hub
        self._source = source
        self._clock = clock
        self._stopping = stopping
        self._most = most
        self._heartbeat = heartbeat
        self._streams: set[BoundedQueue[ServerEvent]] = set()
        self._following: _Following | None = None
        # Streams get readings in the order in which they were made.
        self._reading = asyncio.Lock()

    def stream(self, last_event_id: str | None, *, is_admitted: IsAdmitted) -> StreamingResponse:
        """Return a stream that begins with what changed after the event of that id; TooManyStreams.

        It ends when `is_admitted` says that the caller may no longer read it.
        """
        self.check_capacity()
        return StreamingResponse(self._encoded(last_event_id, is_admitted), media_type=MEDIA_TYPE, headers=HEADERS)

    def check_capacity(self) -> None:
        """Raise TooManyStreams when there is no room for one more."""
        if len(self._streams) >= self._most:
            raise TooManyStreams(
                f"{self._most} event streams are open already. Close a page, or try again in a moment.",
                headers={"Retry-After": "5"},
            )

    async def _encoded(self, last_event_id: str | None, is_admitted: IsAdmitted) -> AsyncIterator[bytes]:
        yield b"retry: %d\n\n" % RETRY_MS
        async with aclosing(self.events(last_event_id, is_admitted=is_admitted)) as events:
            async for event in events:
                yield event.encode() if event is not None else b":\n\n"

    async def events(self, last_event_id: str | None, *, is_admitted: IsAdmitted) -> AsyncGenerator[ServerEvent | None]:
        """Yield what changed after an event and what changes then; None where nothing has for a while."""
        waiting: BoundedQueue[ServerEvent] = BoundedQueue(MOST_WAITING, overflow=self._stamped(_RESYNCED))
        self._streams.add(waiting)
        try:
            await self._follow().listening.wait()
            await self._catch_up(waiting, last_event_id)
            checked = self._clock.monotonic()
            while not self._stopping.is_set():
                yield await waiting.wait(within=self._heartbeat, unless=self._stopping)
                if self._clock.monotonic() - checked < self._heartbeat:
                    continue
                checked = self._clock.monotonic()
                if not await is_admitted():
                    break
        finally:
            self._streams.discard(waiting)
            if not self._streams and self._following is not None:
                self._following.task.cancel()
                self._following = None

    async def _catch_up(self, waiting: BoundedQueue[ServerEvent], last_event_id: str | None) -> None:
        async with self._reading:
            now = self._clock.now()
            since = _instant(last_event_id) if last_event_id else now
            if since is None or not now - LONGEST_GAP <= since <= now + SKEW:
                waiting.put(self._stamped(_RESYNCED))
                since = now
            for event in await self._read(lambda: self._source.since(since - SKEW)):
                waiting.put(self._stamped(event))

    def _follow(self) -> "_Following":
        if self._following is None:
            listening = asyncio.Event()
            self._following = _Following(asyncio.create_task(self._pass_on(listening), name="event-feed"), listening)
        return self._following

    async def _pass_on(self, listening: asyncio.Event) -> None:
        async with self._hub.subscribe(*self._source.topics) as changes:
            listening.set()
            while True:
                # What is waiting twice is read once.
                batch = dict.fromkeys([await changes.next(), *changes.take_all()])
                async with self._reading:
                    for event in [event for notification in batch for event in await self._events_of(notification)]:
                        stamped = self._stamped(event)
                        for waiting in self._streams:
                            waiting.put(stamped)

    async def _events_of(self, notification: Notification) -> Sequence[ServerEvent]:
        if notification is RESYNC:
            return [_RESYNCED]
        return await self._read(lambda: self._source.read(notification))

    async def _read(self, read: Callable[[], Awaitable[Sequence[ServerEvent]]]) -> Sequence[ServerEvent]:
        try:
            return await read()
        except Exception:  # a loop for all streams: what cannot be read now is read by who is told to look again
            log.exception("events_not_read")
            return [_RESYNCED]

    def _stamped(self, event: ServerEvent) -> ServerEvent:
        return replace(event, id=int(self._clock.now().timestamp() * 1000))


_RESYNCED: Final = ServerEvent("resync", b"{}")


def _instant(event_id: str) -> datetime | None:
    """Return when the event of an id was read; None when it is no id of ours."""
    try:
        return datetime.fromtimestamp(int(event_id) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
