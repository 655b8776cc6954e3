"""The websockets of rooms as an ASGI application; a process that stops says when to come back."""

import asyncio
import random
import secrets
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qs
from uuid import UUID

from starlette.types import Receive, Scope, Send

from alcove.apps.study.keys import KeyStore
from alcove.apps.study.known_sessions import KnownSessions
from alcove.apps.study.rooms.entry import RoomEntry
from alcove.apps.study.rooms.frames import (
    FRAME_PRESENCES,
    Close,
    encode_events,
    encode_frame,
    encode_presence,
    split_events,
)
from alcove.apps.study.rooms.live import LiveRooms, RoomLimits, RoomSocket, SocketServices, send_close
from alcove.apps.study.rooms.message_writer import MessageWriter
from alcove.apps.study.rooms.model import Ticket
from alcove.apps.study.rooms.service import Rooms, describe_timer
from alcove.apps.study.rooms.store import access, events
from alcove.apps.study.rooms.timer import RoomTimer
from alcove.foundation.database import DATABASE_LOST
from alcove.foundation.deps import Deps
from alcove.foundation.errors import BadRequest
from alcove.foundation.telemetry import get_logger
from alcove.wires.supabase.realtime.peers import PeerLink

PEERS_TOPIC: Final = "alcove_study_rooms"
RECONNECT_SECONDS: Final = 10.0
"""The time over which the clients of a process that stops come back."""
RESTART_SECONDS: Final = 1.25
"""Time in which thousands of clients get their last frames when the process stops, and as long again in which their
connections are closed; one that reads nothing delays the end of the process by it.
"""
CHECK_SECONDS: Final = 1.0
START_SECONDS: Final = 3.0
OPENED_AT_ONCE: Final = 4
"""Websockets whose state is read at a time: clients that all come back leave connections to other requests."""
LISTED_PRESENCES: Final = 200

log = get_logger("alcove.study")


class RoomGateway:
    """Serves the websockets of this process; it starts with the first one."""

    def __init__(
        self, deps: Deps, *, entry: RoomEntry, rooms: Rooms, writer: MessageWriter, key_store: KeyStore,
        sessions: KnownSessions, limits: RoomLimits,
    ) -> None:  # fmt: skip
        """Take the use cases, and who knows which sessions have ended."""
        self._deps = deps
        self._entry = entry
        self._sessions = sessions
        self._limits = limits
        self._live = LiveRooms(deps.pool, hub=deps.hub, clock=deps.clock)
        presence = self._live.presence
        self._link = presence.link = PeerLink(
            deps.hub, presence, name=secrets.token_urlsafe(12), secret=key_store.keys.derive("study room processes"),
            clock=deps.clock, topic=PEERS_TOPIC,
        )  # fmt: skip
        self._services = SocketServices(
            rooms=rooms, writer=writer, clock=deps.clock, limits=limits, track=self._live.track
        )
        self._rng = random.Random()  # noqa: S311 - spreads load
        self._lock = asyncio.Lock()
        self._is_started = False
        self._opening = 0
        self._slots = asyncio.Semaphore(OPENED_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one websocket."""
        if scope["type"] != "websocket":
            raise BadRequest("This address is a websocket: get a ticket with POST /api/rooms/{id}/ticket.")
        await receive()
        await send({"type": "websocket.accept"})
        query = parse_qs(scope["query_string"].decode("latin-1"))
        self._opening += 1
        try:
            opened = await self._open(query.get("ticket", [""])[-1])
        finally:
            self._opening -= 1
        if isinstance(opened, tuple):
            await send_close(send, opened[0], reason=opened[1])
            return
        try:
            await opened.run(receive, send, open_room=partial(self._enter, opened, _read_after(query)))
        finally:
            self._live.remove(opened)

    async def close(self) -> None:
        """Store what was accepted, and say to the other processes who has left."""
        await self._services.writer.close()
        for socket in self._live.sockets:
            socket.abort()
        await self._live.timers.close()
        await self._live.close()
        await self._link.close()

    async def _open(self, secret: str) -> RoomSocket | tuple[Close, str]:
        """Return the websocket that a ticket opens, or why there is none."""
        if self._deps.stopping.is_set():
            return Close.RESTART, "The server is restarting."
        if self._live.socket_count + self._opening > self._limits.connections:
            return Close.TOO_MANY, "The server has as many connections as it may have."
        try:
            await self._start()
            async with self._slots:
                ticket = await self._entry.use_ticket(secret)
            if ticket is None or not await self._is_signed_in(ticket):
                return Close.SIGNED_OUT, "The ticket does not exist, was used, or is too old."
        except DATABASE_LOST:
            return Close.UNAVAILABLE, "The database does not respond."
        own = [socket for socket in self._live.sockets_of(ticket.user_id) if socket.room_id == ticket.room_id]
        if len(own) >= self._limits.connections_per_user:
            return Close.TOO_MANY, "You have too many connections to this room."
        return RoomSocket(self._services, ticket=ticket, ref=secrets.token_urlsafe(9))

    async def _is_signed_in(self, ticket: Ticket) -> bool:
        session = ticket.session_id
        return session is None or await self._sessions.contains(session, user_id=ticket.user_id)

    async def _enter(self, socket: RoomSocket, after: int | None) -> None:
        """Send the state of the room and what the client has missed, and add the websocket to its room."""
        try:
            async with self._slots:
                is_member = await self._send_state(socket, after)
        except DATABASE_LOST:
            await socket.close(Close.UNAVAILABLE, "The database does not respond.")
            return
        if is_member:
            # Nothing else runs between the end of the replay and this: the websocket misses no event.
            self._live.add(socket)
        else:
            await socket.close(Close.REMOVED, "You are not in the room.")

    async def _send_state(self, socket: RoomSocket, after: int | None) -> bool:
        """Send the state of the room and what was missed; return False if the account is not a member."""
        deps, room_id = self._deps, socket.room_id
        member = await access.read_membership(deps.pool, room_id, user_id=socket.user_id)
        if member is None:
            return False
        now = deps.clock.now()
        timer = (await events.find_timer(deps.pool, room_id, now=now)).at(now)
        self._send_welcome(socket, member, after=after, timer=timer)
        await self._replay(socket, number=member["last_number"])
        return True

    def _send_welcome(
        self, socket: RoomSocket, member: Mapping[str, Any], *, after: int | None, timer: RoomTimer
    ) -> None:
        number, limit, room_id = member["last_number"], self._limits.replayed_events, socket.room_id
        gap = None
        socket.cursor = max(number, self._live.find_number(room_id)) if after is None else after
        if number - socket.cursor > limit:
            socket.cursor = number - limit
            gap = {"after": after, "before": socket.cursor + 1}
        presence = self._live.presence
        present = presence.list(str(room_id), limit=LISTED_PRESENCES)
        frame = encode_frame(
            "welcome",
            room={"id": room_id, "name": member["name"]},
            user={"id": socket.user_id, "name": member["member_name"], "role": member["role"]},
            number=socket.cursor,
            gap=gap,
            timer=describe_timer(timer),
            presence=present[:FRAME_PRESENCES],
            present=presence.count(str(room_id)),
            time=self._deps.clock.now(),
            heartbeat_ms=round(self._limits.heartbeat_seconds * 1000 / 2),
            frames_per_second=self._limits.messages_per_second,
        )
        for part in (frame, *encode_presence(present[FRAME_PRESENCES:])):
            socket.push(part)

    async def _replay(self, socket: RoomSocket, *, number: int) -> None:
        """Send what the client has missed, until it is where the room is in this process."""
        while socket.cursor < (target := max(number, self._live.find_number(socket.room_id))):
            found = await events.replay(
                self._deps.pool, socket.room_id, user_id=socket.user_id, after=socket.cursor, limit=events.READ_LIMIT
            )
            last = 0
            if found:
                for part in split_events(found):
                    socket.push(encode_events(part))
                last = found[-1].number
            # Whatever is not found before the target is for others, or does not exist any more.
            socket.cursor = last if len(found) == events.READ_LIMIT else max(target, last)

    async def _start(self) -> None:
        if self._is_started:
            return
        async with self._lock:
            await self._start_locked()

    async def _start_locked(self) -> None:
        if not self._is_started:
            await self._live.start(within=START_SECONDS)
            await self._link.start()
            self._sessions.watch(self._check_sessions)
            self._live.run_later(self._check_regularly)
            self._live.run_later(self._send_away_on_shutdown)
            self._is_started = True

    def _check_sessions(self, user_id: str | None) -> None:
        sockets = self._live.sockets if user_id is None else self._live.sockets_of(UUID(user_id))
        if sockets:
            self._live.run_later(partial(self._close_signed_out, sockets))

    async def _close_signed_out(self, sockets: Sequence[RoomSocket]) -> None:
        for socket in sockets:
            session = socket.session_id
            if session is None:
                continue
            try:
                is_live = await self._sessions.contains(session, user_id=socket.user_id)
            except DATABASE_LOST:
                # Another check follows when the database is back.
                return
            if not is_live:
                await socket.close(Close.SIGNED_OUT, "Your session has ended.")

    async def _check_regularly(self) -> None:
        while True:
            await self._deps.clock.sleep(CHECK_SECONDS)
            now = self._deps.clock.monotonic()
            for socket in self._live.sockets:
                if socket.check(now) is Close.SILENT:
                    self._live.run_later(partial(socket.close, Close.SILENT, "No frame came for too long."))

    async def _send_away_on_shutdown(self) -> None:
        await self._deps.stopping.wait()
        sockets = list(self._live.sockets)
        self._rng.shuffle(sockets)
        step = RECONNECT_SECONDS * 1000 / max(1, len(sockets))
        await asyncio.gather(*(_send_away(socket, round(step * place)) for place, socket in enumerate(sockets)))


async def _send_away(socket: RoomSocket, after_ms: int) -> None:
    """Close a websocket; whoever gets the code is told when to come back, however busy the machine is."""
    frame = encode_frame("reconnect", after_ms=after_ms)
    await socket.close(Close.RESTART, "The server is restarting.", within=RESTART_SECONDS, last_frame=frame)


def _read_after(query: dict[str, list[str]]) -> int | None:
    """Return the number of the last event that a client has, None without one."""
    text = query.get("after", [""])[-1]
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
