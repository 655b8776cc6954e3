"""The frames that wait to be sent to one client, in bounded memory."""

import asyncio
from collections import deque
from collections.abc import Callable

from starlette.types import Send

from alcove.wires.supabase.realtime.frames import Outgoing
from alcove.wires.supabase.realtime.limits import RealtimeLimits


class Outbox:
    """Sends frames in their order; a client that does not read them fast enough is given up."""

    __slots__ = (
        "_bytes",
        "_drained",
        "_frames",
        "_is_closed",
        "_is_sending",
        "_max_bytes",
        "_max_frames",
        "_on_overflow",
        "_progress",
        "_sent",
        "_since",
        "_stalled_seconds",
        "_wakeup",
    )

    def __init__(self, *, limits: RealtimeLimits, on_overflow: Callable[[], None]) -> None:
        """Take what to do, once, when too much waits; nothing is added after that."""
        self._max_bytes = limits.queued_bytes
        self._max_frames = limits.queued_frames
        self._stalled_seconds = limits.stalled_seconds
        self._on_overflow = on_overflow
        self._frames: deque[Outgoing] = deque()
        self._bytes = 0
        self._wakeup: asyncio.Future[None] | None = None
        self._drained: asyncio.Event | None = None
        self._is_closed = False
        self._is_sending = False
        self._sent = 0
        self._progress = -1
        self._since = 0.0

    def put(self, frame: Outgoing) -> None:
        """Add a frame."""
        if self._is_closed:
            return
        self._frames.append(frame)
        self._bytes += frame.size
        wakeup = self._wakeup
        if wakeup is not None:
            self._wakeup = None
            if not wakeup.done():
                wakeup.set_result(None)
        elif self._bytes > self._max_bytes or len(self._frames) > self._max_frames:
            self._give_up()

    def _give_up(self) -> None:
        self._is_closed = True
        self._frames.clear()
        self._bytes = 0
        self._on_overflow()

    def close(self) -> None:
        """Drop what waits; `run` ends after the frame that is being sent."""
        self._is_closed = True
        self._frames.clear()
        self._bytes = 0
        if self._wakeup is not None and not self._wakeup.done():
            self._wakeup.set_result(None)

    async def run(self, send: Send) -> None:
        """Send frames until it is closed or cancelled."""
        frames, loop = self._frames, asyncio.get_running_loop()
        while not self._is_closed:
            self._is_sending = True
            while frames:
                frame = frames.popleft()
                self._bytes -= frame.size
                await send(frame.message)
                self._sent += 1
            self._is_sending = False
            if self._drained is not None:
                self._drained.set()
            if not self._is_closed:
                self._wakeup = loop.create_future()
                await self._wakeup

    async def drain(self) -> None:
        """Wait until everything was handed to the server."""
        if self._wakeup is None and not self._is_closed:
            self._drained = asyncio.Event()
            await self._drained.wait()

    def is_stalled(self, now: float) -> bool:
        """Return whether the client has read nothing for too long, at a monotonic time; asked regularly."""
        if not self._is_sending:
            self._progress = -1
            return False
        if self._sent != self._progress:
            self._progress, self._since = self._sent, now
            return False
        return now - self._since >= self._stalled_seconds
