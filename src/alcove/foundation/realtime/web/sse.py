"""Server-sent events: each change is read once per process and sent to every open stream."""

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
"""Milliseconds after which a client reconnects."""
MAX_STREAMS: Final = 500
MAX_QUEUED: Final = 256
SKEW: Final = timedelta(seconds=30)
"""Tolerated clock difference of two hosts plus the time to commit a transaction."""
MAX_GAP: Final = timedelta(hours=1)
"""A client that was disconnected for longer has to read everything again."""
HEADERS: Final = {
    "Cache-Control": "no-cache, no-transform",
    # nginx and compatible proxies would buffer events.
    "X-Accel-Buffering": "no",
}

IsAuthorized = Callable[[], Awaitable[bool]]
"""Returns whether the caller may still read."""
IsVisible = Callable[["ServerEvent"], bool]
"""Returns whether the caller may see an event."""

log = get_logger("alcove.realtime")


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """One event: name, data (JSON in one line), and id (the time of the read in milliseconds)."""

    name: str
    data: bytes
    id: int = 0

    def encode(self) -> bytes:
        """Return the event in the SSE format."""
        return b"id: %d\nevent: %s\ndata: %s\n\n" % (self.id, self.name.encode(), self.data)


class EventSource(Protocol):
    """Reads the data of events from the tables."""

    @property
    def topics(self) -> Sequence[str]:
        """The topics to subscribe to."""
        ...

    async def read(self, notification: Notification, /) -> Sequence[ServerEvent]:
        """Return the events of a notification."""
        ...

    async def read_since(self, instant: datetime, /) -> Sequence[ServerEvent]:
        """Return events with the current state of everything that changed since then."""
        ...


@dataclass(frozen=True, slots=True)
class _SourceReader:
    """The task that reads a source; `listening` is set when it has subscribed."""

    task: asyncio.Task[None]
    listening: asyncio.Event


class EventFeed:
    """Reads a source while streams are open, and streams its events.

    Events contain current state, so duplicates are harmless. An event `resync` means that some may have been missed.
    An id is the time of the read, in milliseconds since 1970.
    """

    def __init__(
        self,
        hub: Hub,
        source: EventSource,
        *,
        clock: Clock,
        stopping: asyncio.Event,
        max_streams: int = MAX_STREAMS,
        heartbeat: float = HEARTBEAT,
    ) -> None:
        self._hub = hub
        self._source = source
        self._clock = clock
        self._stopping = stopping
        self._max_streams = max_streams
        self._heartbeat = heartbeat
        self._streams: set[BoundedQueue[ServerEvent]] = set()
        self._reader: _SourceReader | None = None
        # Streams get events in the order of the reads.
        self._read_lock = asyncio.Lock()

    @property
    def has_streams(self) -> bool:
        """Whether a stream is open."""
        return bool(self._streams)

    def stream(
        self, last_event_id: str | None, *, is_authorized: IsAuthorized, is_visible: IsVisible | None = None
    ) -> StreamingResponse:
        """Return a stream that starts with the changes after the event of that id; TooManyStreams.

        It ends when `is_authorized` returns False, and has only the events for which `is_visible` returns True.
        """
        self.check_capacity()
        return StreamingResponse(
            self._encode_stream(last_event_id, is_authorized=is_authorized, is_visible=is_visible or _is_anything),
            media_type=MEDIA_TYPE,
            headers=HEADERS,
        )

    def check_capacity(self) -> None:
        """Raise TooManyStreams when the maximum number of streams is open."""
        if len(self._streams) >= self._max_streams:
            raise TooManyStreams(
                f"{self._max_streams} event streams are open already. Close a page, or try again in a moment.",
                headers={"Retry-After": "5"},
            )

    async def _encode_stream(
        self, last_event_id: str | None, *, is_authorized: IsAuthorized, is_visible: IsVisible
    ) -> AsyncIterator[bytes]:
        yield b"retry: %d\n\n" % RETRY_MS
        async with aclosing(self.events(last_event_id, is_authorized=is_authorized)) as events:
            async for event in events:
                if event is None:
                    yield b":\n\n"
                elif is_visible(event):
                    yield event.encode()

    async def events(
        self, last_event_id: str | None, *, is_authorized: IsAuthorized
    ) -> AsyncGenerator[ServerEvent | None]:
        """Yield changes after an event and then new ones; None as a heartbeat."""
        queue: BoundedQueue[ServerEvent] = BoundedQueue(MAX_QUEUED, overflow=self._with_id(_RESYNC_EVENT))
        self._streams.add(queue)
        try:
            await self._ensure_reader().listening.wait()
            await self._catch_up(queue, last_event_id)
            last_check = self._clock.monotonic()
            while not self._stopping.is_set():
                yield await queue.wait(within=self._heartbeat, unless=self._stopping)
                if self._clock.monotonic() - last_check < self._heartbeat:
                    continue
                last_check = self._clock.monotonic()
                if not await is_authorized():
                    break
        finally:
            self._streams.discard(queue)
            if not self._streams and self._reader is not None:
                self._reader.task.cancel()
                self._reader = None

    async def _catch_up(self, queue: BoundedQueue[ServerEvent], last_event_id: str | None) -> None:
        async with self._read_lock:
            now = self._clock.now()
            since = _parse_event_id(last_event_id) if last_event_id else now
            if since is None or not now - MAX_GAP <= since <= now + SKEW:
                queue.put(self._with_id(_RESYNC_EVENT))
                since = now
            for event in await self._read(lambda: self._source.read_since(since - SKEW)):
                queue.put(self._with_id(event))

    def _ensure_reader(self) -> "_SourceReader":
        if self._reader is None:
            listening = asyncio.Event()
            self._reader = _SourceReader(asyncio.create_task(self._broadcast(listening), name="event-feed"), listening)
        return self._reader

    async def _broadcast(self, listening: asyncio.Event) -> None:
        async with self._hub.subscribe(*self._source.topics) as changes:
            listening.set()
            while True:
                # Duplicate notifications are read once.
                batch = dict.fromkeys([await changes.next(), *changes.take_all()])
                async with self._read_lock:
                    for event in [event for notification in batch for event in await self._read_events(notification)]:
                        numbered = self._with_id(event)
                        for queue in self._streams:
                            queue.put(numbered)

    async def _read_events(self, notification: Notification) -> Sequence[ServerEvent]:
        if notification is RESYNC:
            return [_RESYNC_EVENT]
        return await self._read(lambda: self._source.read(notification))

    async def _read(self, read: Callable[[], Awaitable[Sequence[ServerEvent]]]) -> Sequence[ServerEvent]:
        try:
            return await read()
        except Exception:  # a loop for all streams: after `resync`, clients read again what failed
            log.exception("events_not_read")
            return [_RESYNC_EVENT]

    def _with_id(self, event: ServerEvent) -> ServerEvent:
        return replace(event, id=int(self._clock.now().timestamp() * 1000))


def _is_anything(_: ServerEvent) -> bool:
    return True


_RESYNC_EVENT: Final = ServerEvent("resync", b"{}")


def _parse_event_id(event_id: str) -> datetime | None:
    """Return the time in an event id, None for an invalid id."""
    try:
        return datetime.fromtimestamp(int(event_id) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
