"""The rooms that have websockets in this process, kept up to date from the database."""

import asyncio
from collections.abc import Callable, Collection, Coroutine, Iterable, Sequence
from functools import partial
from typing import Any, Final
from uuid import UUID

from alcove.apps.study.rooms.frames import Close, encode_frame, encode_notifications
from alcove.apps.study.rooms.live.live_room import LiveRoom
from alcove.apps.study.rooms.live.presence import RoomPresence
from alcove.apps.study.rooms.live.socket import RoomSocket
from alcove.apps.study.rooms.live.timer_phases import TimerPhases
from alcove.apps.study.rooms.model import Role, RoomEvent
from alcove.apps.study.rooms.store import events
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.realtime import RESYNC, Hub, Notification
from alcove.foundation.telemetry import get_logger

QUEUE_SIZE: Final = 4_096
RETRY_SECONDS: Final = 0.5
READ_ROOMS: Final = 200
"""Rooms that one statement reads."""
MAX_NOTIFICATIONS: Final = 500
_DEPARTURES: Final = ("left", "banned")
_ABSENT: Final = object()

log = get_logger("alcove.study")


class LiveRooms:
    """Delivers the events of rooms, and new notifications, to the websockets of this process."""

    def __init__(self, pool: Pool, *, hub: Hub, clock: Clock) -> None:
        self._pool = pool
        self._hub = hub
        self._clock = clock
        self._rooms: dict[UUID, LiveRoom] = {}
        self._users: dict[UUID, dict[RoomSocket, object]] = {}
        self._socket_count = 0
        self._dirty: dict[UUID, None] = {}
        self._notifications: list[UUID] = []
        self._changed = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self.presence = RoomPresence(on_change=self._note_presence)
        self.timers = TimerPhases(pool, clock=clock, send=self._send_timer)

    def __len__(self) -> int:
        """Return the number of rooms with websockets here."""
        return len(self._rooms)

    @property
    def socket_count(self) -> int:
        """The number of websockets of this process."""
        return self._socket_count

    @property
    def sockets(self) -> Sequence[RoomSocket]:
        """The websockets of this process."""
        return [socket for sockets in self._users.values() for socket in sockets]

    def sockets_of(self, user_id: UUID) -> Sequence[RoomSocket]:
        """Return the websockets of a user."""
        return list(self._users.get(user_id, ()))

    async def start(self, *, within: float) -> None:
        """Listen for events; returns when none is missed any more, or after some seconds."""
        listening = asyncio.Event()
        self.run_later(partial(self._run_always, partial(self._listen, listening)))
        self.run_later(partial(self._run_always, self._deliver))
        try:
            await asyncio.wait_for(listening.wait(), within)
        except TimeoutError:
            log.warning("rooms_not_listening")

    async def close(self) -> None:
        """Stop listening."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def run_later(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run what nobody waits for, until it ends or the process does."""
        task = asyncio.create_task(_log_failure(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def find_number(self, room_id: UUID) -> int:
        """Return the number of the last event that websockets of a room got here, 0 without any."""
        room = self._rooms.get(room_id)
        return room.delivered if room is not None else 0

    def add(self, socket: RoomSocket) -> None:
        """Deliver to a websocket from now on what comes after its cursor."""
        room_id = socket.room_id
        room = self._rooms.get(room_id)
        if room is None:
            status = partial(self.presence.status, str(room_id))
            room = self._rooms[room_id] = LiveRoom(number=socket.cursor, status=status)
            # What was committed since the cursor was read was announced when nobody was here.
            self._dirty[room_id] = None
            self._changed.set()
        room.sockets[socket] = None
        self._users.setdefault(socket.user_id, {})[socket] = None
        self._socket_count += 1
        self.presence.track(str(room_id), user_id=str(socket.user_id), ref=socket.ref, status="active")
        self.timers.follow(room_id)

    def track(self, socket: RoomSocket, status: str) -> None:
        """Set the status of a websocket."""
        if socket in self._users.get(socket.user_id, ()):
            self.presence.track(str(socket.room_id), user_id=str(socket.user_id), ref=socket.ref, status=status)

    def remove(self, socket: RoomSocket) -> None:
        """Deliver nothing more to a websocket, and forget a room without any."""
        own = self._users.get(socket.user_id, {})
        if own.pop(socket, _ABSENT) is _ABSENT:
            return
        self._socket_count -= 1
        if not own:
            del self._users[socket.user_id]
        self.presence.untrack(socket.ref)
        room = self._rooms[socket.room_id]
        del room.sockets[socket]
        if not room.sockets:
            room.close()
            del self._rooms[socket.room_id]
            self._dirty.pop(socket.room_id, None)
            self.timers.forget(socket.room_id)

    async def _listen(self, listening: asyncio.Event) -> None:
        topics = (events.ROOMS_TOPIC, events.NOTIFICATIONS_TOPIC)
        async with self._hub.subscribe(*topics, size=QUEUE_SIZE) as notifications:
            if listening.is_set():
                self._resync()
            listening.set()
            while True:
                notification = await notifications.next()
                if notification is RESYNC:
                    self._resync()
                else:
                    self._receive(notification)

    def _receive(self, notification: Notification) -> None:
        user, _, row = notification.payload.partition(" ")
        try:
            ids = [UUID(user), UUID(row)] if row else [UUID(user)]
        except ValueError:
            # Whoever may run SQL may notify anything.
            return
        if notification.topic == events.ROOMS_TOPIC and ids[0] in self._rooms:
            self._dirty[ids[0]] = None
        elif notification.topic == events.NOTIFICATIONS_TOPIC and len(ids) > 1 and ids[0] in self._users:
            if len(self._notifications) >= MAX_NOTIFICATIONS:
                self._notifications.clear()
                self._report_missed()
            self._notifications.append(ids[1])
        else:
            return
        self._changed.set()

    def _resync(self) -> None:
        """Read all rooms, because notifications were missed."""
        self._dirty.update(dict.fromkeys(self._rooms))
        self._report_missed()
        self._changed.set()

    def _report_missed(self) -> None:
        frame = encode_frame("notifications_missed")
        for socket in self.sockets:
            socket.push(frame)

    async def _deliver(self) -> None:
        """Read what has changed, and send it; what comes meanwhile is read next."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            try:
                if rooms := list(self._dirty)[:READ_ROOMS]:
                    await self._deliver_events(rooms)
                if self._notifications:
                    await self._deliver_notifications()
            except BaseException:
                self._changed.set()
                raise
            if self._dirty:
                self._changed.set()

    async def _deliver_events(self, room_ids: Sequence[UUID]) -> None:
        positions = {room_id: self._rooms[room_id].delivered for room_id in room_ids if room_id in self._rooms}
        for room_id in room_ids:
            del self._dirty[room_id]
        try:
            found, gone = await events.read_events(self._pool, positions)
        except BaseException:
            self._dirty.update(dict.fromkeys(positions))
            raise
        for room_id, new in found.items():
            room = self._rooms.get(room_id)
            if room is None:
                continue
            room.add_events(new)
            self._follow(room_id, new)
            if len(new) == events.READ_LIMIT:
                self._dirty[room_id] = None
        for room_id in gone:
            self._close_sockets(room_id, Close.DELETED, reason="The room was deleted.")

    def _follow(self, room_id: UUID, new: Iterable[RoomEvent]) -> None:
        """Do what events mean for the websockets besides that they get them."""
        for event in new:
            if event.kind == "timer":
                self.timers.follow(room_id, again=True)
            elif event.kind == "member" and event.data.get("change") in _DEPARTURES:
                user_id = UUID(event.data["user_id"])
                is_banned = event.data.get("role") == Role.BANNED
                reason = "You are banned from the room." if is_banned else "You are no longer in the room."
                self._close_sockets(room_id, Close.REMOVED, reason=reason, only={user_id})

    def _close_sockets(self, room_id: UUID, code: Close, *, reason: str, only: Collection[UUID] | None = None) -> None:
        room = self._rooms.get(room_id)
        if room is None:
            return
        # Everybody gets the event before the connection ends.
        room.flush()
        for socket in list(room.sockets):
            if only is None or socket.user_id in only:
                self.run_later(partial(socket.close, code, reason))

    async def _deliver_notifications(self) -> None:
        ids, self._notifications = self._notifications, []
        try:
            found = await events.read_notifications(self._pool, ids)
        except BaseException:
            self._notifications = [*ids, *self._notifications]
            raise
        rows: dict[UUID, list[bytes]] = {}
        for user_id, row in found:
            rows.setdefault(user_id, []).append(row)
        for user_id, own in rows.items():
            frame = encode_notifications(own)
            for socket in self.sockets_of(user_id):
                socket.push(frame)

    def _note_presence(self, room_id: str, user_id: str) -> None:
        room = self._rooms.get(UUID(room_id))
        if room is not None:
            room.note_presence(user_id)

    def _send_timer(self, room_id: UUID, timer: dict[str, object]) -> None:
        room = self._rooms.get(room_id)
        if room is not None:
            room.send_timer(timer)

    async def _run_always(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        while True:
            try:
                await work()
            except Exception as error:  # noqa: BLE001 - a supervisor: clients rely on it for as long as the process runs
                log.warning("rooms_not_delivered", error=str(error), kind=type(error).__name__)
            await self._clock.sleep(RETRY_SECONDS)


async def _log_failure(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    try:
        await work()
    except Exception:  # the supervisor of tasks that nobody waits for
        log.exception("room_task_failed")
