"""One room in this process: its websockets, and what waits to be sent to them."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

from alcove.apps.study.rooms.frames import encode_events, encode_frame, encode_presence
from alcove.apps.study.rooms.model import RoomEvent
from alcove.wires.supabase.realtime.frames import Outgoing

if TYPE_CHECKING:
    from alcove.apps.study.rooms.live.socket import RoomSocket

SHORTEST_WINDOW: Final = 0.01
LONGEST_WINDOW: Final = 0.25
PRESENCE_SECONDS: Final = 0.0005
"""Seconds per websocket in which changes of presence are collected, up to LONGEST_PRESENCE: many come at once."""
LONGEST_PRESENCE: Final = 1.0
SHARE: Final = 2.0
"""How much longer the window is than the sends in it took: sends of one room take at most a part of the time."""


class LiveRoom:
    """Sends events in their order; those that come within a window, which grows with the load, share one frame.

    The first event after a quiet time is sent at once. The window is SHARE times as long as the last sends of this room
    took, other work of the process in this time included.
    """

    def __init__(self, *, number: int, status: Callable[[str], str]) -> None:
        """Take the number of the last event that its websockets need not get, and what returns a user's status."""
        self.delivered = number
        """The number of the last event that was read."""
        self.sockets: dict[RoomSocket, None] = {}
        self._status = status
        self._events: list[RoomEvent] = []
        self._changed_users: dict[str, None] = {}
        self._timer: Mapping[str, object] | None = None
        self._next_flush_at = 0.0
        self._flush_handle: asyncio.TimerHandle | asyncio.Handle | None = None
        self._presence_handle: asyncio.TimerHandle | None = None
        self.window = SHORTEST_WINDOW
        """Seconds between two frames."""

    def add_events(self, events: Sequence[RoomEvent]) -> None:
        """Send events that were read; those that were read before are left out."""
        new = [event for event in events if event.number > self.delivered]
        if new:
            self.delivered = new[-1].number
            self._events += new
            self._schedule()

    def note_presence(self, user_id: str) -> None:
        """Send the status of a user."""
        self._changed_users[user_id] = None
        if self._presence_handle is None and self.sockets:
            wait = min(LONGEST_PRESENCE, PRESENCE_SECONDS * len(self.sockets))
            self._presence_handle = asyncio.get_running_loop().call_later(wait, self._send_presence)

    def send_timer(self, timer: Mapping[str, object]) -> None:
        """Send the timer, whose phase has ended."""
        self._timer = timer
        self._schedule()

    def flush(self) -> None:
        """Send the events that wait, and the timer."""
        if self._flush_handle is not None:
            self._flush_handle.cancel()
            self._flush_handle = None
        events, self._events = self._events, []
        timer, self._timer = self._timer, None
        loop = asyncio.get_running_loop()
        started = loop.time()
        if timer is not None:
            self._send_to_all(encode_frame("update", timer=timer))
        for is_shared, group in groupby(events, key=lambda event: event.recipient is None):
            run = list(group)
            if is_shared:
                self._send_shared(run)
            else:
                self._send_private(run)
        # Whoever sends runs before this, as it was woken before.
        loop.call_soon(self._measure, started)
        self._next_flush_at = started + self.window

    def close(self) -> None:
        """Send nothing any more."""
        for handle in (self._flush_handle, self._presence_handle):
            if handle is not None:
                handle.cancel()

    def _schedule(self) -> None:
        if self._flush_handle is None and self.sockets:
            loop = asyncio.get_running_loop()
            wait = self._next_flush_at - loop.time()
            self._flush_handle = loop.call_later(wait, self.flush) if wait > 0 else loop.call_soon(self.flush)

    def _measure(self, started: float) -> None:
        spent = asyncio.get_running_loop().time() - started
        self.window = min(LONGEST_WINDOW, max(SHORTEST_WINDOW, SHARE * spent))
        self._next_flush_at = started + self.window

    def _send_presence(self) -> None:
        self._presence_handle = None
        changed, self._changed_users = self._changed_users, {}
        presence = [{"user_id": user, "status": self._status(user)} for user in changed]
        for frame in encode_presence(presence):
            self._send_to_all(frame)

    def _send_to_all(self, frame: Outgoing) -> None:
        for socket in self.sockets:
            socket.push(frame)

    def _send_shared(self, events: Sequence[RoomEvent]) -> None:
        first, last = events[0].number, events[-1].number
        frame = encode_events(events)
        for socket in self.sockets:
            if socket.cursor < first:
                socket.push(frame)
            elif socket.cursor < last:
                socket.push(encode_events([event for event in events if event.number > socket.cursor]))
            socket.cursor = max(socket.cursor, last)

    def _send_private(self, events: Sequence[RoomEvent]) -> None:
        for socket in self.sockets:
            own = [event for event in events if event.number > socket.cursor and event.is_for(socket.user_id)]
            if own:
                socket.push(encode_events(own))
            socket.cursor = max(socket.cursor, events[-1].number)
