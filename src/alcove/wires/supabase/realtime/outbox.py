"""The frames that wait to be sent to one client, in bounded memory."""

import asyncio
from collections import deque
from collections.abc import Callable

from starlette.types import Send

from alcove.wires.supabase.realtime.frames import Data
from alcove.wires.supabase.realtime.limits import RealtimeLimits


class Outbox:
    """Sends frames in their order; a client that does not read them fast enough is given up."""

    __slots__ = (
        "_arrived",
        "_bytes",
        "_frames",
        "_idle",
        "_is_given_up",
        "_is_sending",
        "_limits",
        "_on_overflow",
        "_progress",
        "_sent",
        "_since",
    )

    def __init__(self, *, limits: RealtimeLimits, on_overflow: Callable[[], None]) -> None:
        """Take what to do, once, when too much waits; nothing is added after that."""
        self._limits = limits
        self._on_overflow = on_overflow
        self._frames: deque[Data] = deque()
        self._bytes = 0
        self._arrived = asyncio.Event()
        self._idle = asyncio.Event()
        self._is_given_up = False
        self._is_sending = False
        self._sent = 0
        self._progress = -1
        self._since = 0.0

    def put(self, data: Data) -> None:
        """Add a frame."""
        if self._is_given_up:
            return
        frames = self._frames
        self._bytes += len(data)
        frames.append(data)
        if len(frames) == 1:
            self._idle.clear()
            self._arrived.set()
        elif self._bytes > self._limits.queued_bytes or len(frames) > self._limits.queued_frames:
            self._give_up()

    def _give_up(self) -> None:
        self._is_given_up = True
        self._frames.clear()
        self._bytes = 0
        self._on_overflow()

    async def run(self, send: Send) -> None:
        """Send frames until cancelled."""
        frames = self._frames
        while True:
            self._is_sending = True
            self._idle.clear()
            while frames:
                data = frames.popleft()
                self._bytes -= len(data)
                await send({"type": "websocket.send", "text" if isinstance(data, str) else "bytes": data})
                self._sent += 1
            self._is_sending = False
            self._idle.set()
            self._arrived.clear()
            await self._arrived.wait()

    async def drain(self) -> None:
        """Wait until everything was handed to the server."""
        await self._idle.wait()

    def is_stalled(self, now: float) -> bool:
        """Return whether the client has read nothing for too long, at a monotonic time; asked regularly."""
        if not self._is_sending or self._sent != self._progress:
            self._progress, self._since = self._sent, now
            return False
        return now - self._since >= self._limits.stalled_seconds
