"""The use cases of rooms, members and messages; whatever changes a room is an event in the same transaction."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
import msgspec

from alcove.apps.study.native_api import InvalidFields, NotAllowed, NotSignedIn
from alcove.apps.study.rooms.model import (
    MAX_OWNED,
    Action,
    Role,
    RoomConflict,
    RoomNotFound,
    may,
    outranks,
    refuse_unknown,
)
from alcove.apps.study.rooms.store import events, rooms
from alcove.apps.study.rooms.timer import Durations, RoomTimer, TimerAction
from alcove.foundation.clock import Clock
from alcove.foundation.database import Connection, Pool, transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomFields:
    """What a room is created with, or what of it changes; None leaves a field as it is."""

    name: str | None = None
    description: str | None = None
    is_open: bool | None = None
    capacity: int | None = None


class Rooms:
    """The rooms of accounts."""

    def __init__(self, pool: Pool, *, clock: Clock) -> None:
        self._pool = pool
        self._clock = clock

    async def create(self, user_id: UUID, fields: RoomFields, *, capacity: int) -> bytes:
        """Create a room and return it; RoomConflict when the account owns as many as it may."""
        async with transaction(self._pool) as connection:
            if await rooms.count_owned(connection, user_id) >= MAX_OWNED:
                raise RoomConflict(f"You own {MAX_OWNED} rooms, which is the most: delete one of them first.")
            room_id = await rooms.add_room(
                connection,
                name=fields.name or "",
                description=fields.description or "",
                is_open=bool(fields.is_open),
                capacity=fields.capacity or capacity,
            )
            await _add_member(connection, room_id, user_id=user_id, role=Role.OWNER)
            return await _read_room(connection, room_id, user_id=user_id)

    async def list(self, user_id: UUID, *, is_open: bool, limit: int, offset: int) -> bytes:
        """Return a page of the rooms of the account, or of all that it may join."""
        return await rooms.list_rooms(self._pool, user_id, is_open=is_open, limit=limit, offset=offset)

    async def find(self, room_id: UUID, *, user_id: UUID) -> bytes:
        """Return a room that the account is in or may join; RoomNotFound."""
        found = await rooms.find_room(self._pool, room_id, user_id=user_id)
        if found is None:
            raise refuse_unknown()
        return found

    async def change(self, room_id: UUID, fields: RoomFields, *, user_id: UUID) -> bytes:
        """Change a room and return it; RoomNotFound, NotAllowed, RoomConflict."""
        async with self.open(room_id, user_id=user_id, action=Action.CHANGE) as (connection, room):
            if fields.capacity is not None and fields.capacity < room["members"]:
                raise RoomConflict(f"The room has {room['members']} members: its capacity cannot be smaller.")
            data = await rooms.change_room(
                connection, room_id, fields.name, fields.description, fields.is_open, fields.capacity
            )
            await events.add_event(connection, room_id, kind="room", user_id=user_id, data=data)
            return await _read_room(connection, room_id, user_id=user_id)

    async def delete(self, room_id: UUID, *, user_id: UUID) -> None:
        """Delete a room with all that is in it; RoomNotFound, NotAllowed."""
        async with self.open(room_id, user_id=user_id, action=Action.DELETE) as (connection, _):
            await rooms.delete_room(connection, room_id)

    async def join(self, room_id: UUID, *, user_id: UUID) -> bytes:
        """Make an account a member of an open room; RoomNotFound, RoomConflict when it is full."""
        async with transaction(self._pool) as connection:
            await admit(connection, room_id, user_id=user_id, is_invited=False)
            return await _read_room(connection, room_id, user_id=user_id)

    async def members(self, room_id: UUID, *, user_id: UUID, are_banned: bool, limit: int, offset: int) -> bytes:
        """Return a page of the members, or for moderators of those who are banned; RoomNotFound, NotAllowed."""
        await self.check(room_id, user_id=user_id, action=Action.MODERATE if are_banned else Action.READ)
        return await rooms.list_members(self._pool, room_id, are_banned=are_banned, limit=limit, offset=offset)

    async def set_role(self, room_id: UUID, *, user_id: UUID, member: UUID, role: Role) -> None:
        """Change the role of a member; a new owner takes the place of the old one. RoomNotFound, NotAllowed."""
        async with self.open(room_id, user_id=user_id, action=Action.CHANGE_ROLES) as (connection, _):
            await _find_member(connection, room_id, user_id=member)
            if member == user_id:
                raise RoomConflict("You own the room: make somebody else its owner instead.")
            if role is Role.OWNER:
                await rooms.set_role(connection, room_id, user_id=user_id, role=Role.MODERATOR)
            await rooms.set_role(connection, room_id, user_id=member, role=role)

    async def remove(self, room_id: UUID, *, user_id: UUID, member: UUID, is_ban: bool) -> None:
        """Remove a member or a ban, or ban somebody; everybody may leave. RoomNotFound, NotAllowed."""
        action = Action.READ if member == user_id and not is_ban else Action.MODERATE
        async with self.open(room_id, user_id=user_id, action=action) as (connection, room):
            target = await rooms.find_role(connection, room_id, user_id=member)
            if target is None or (is_ban and target is Role.BANNED):
                raise RoomNotFound("The room has no such member.")
            if action is Action.MODERATE and not outranks(Role(room["role"]), target):
                raise NotAllowed("Moderators may remove members only, and owners everybody but themselves.")
            if is_ban and member == user_id:
                raise RoomConflict("You cannot ban yourself.")
            if is_ban:
                await rooms.set_role(connection, room_id, user_id=member, role=Role.BANNED)
            else:
                await rooms.remove_member(connection, room_id, user_id=member)

    async def history(
        self, room_id: UUID, *, user_id: UUID, after: int | None, before: int | None, limit: int
    ) -> bytes:
        """Return the events after a number, or the last ones before one; RoomNotFound."""
        await self.check(room_id, user_id=user_id, action=Action.READ)
        return await events.list_events(self._pool, room_id, user_id=user_id, after=after, before=before, limit=limit)

    async def delete_message(self, room_id: UUID, *, user_id: UUID, number: int) -> None:
        """Remove the text of one's own message, or as a moderator that of another; RoomNotFound, NotAllowed."""
        async with self.open(room_id, user_id=user_id, action=Action.READ) as (connection, room):
            found = await events.find_message(connection, room_id, number=number)
            if found is None or (found[1] is not None and user_id not in found):
                raise RoomNotFound("The room has no message with this number.")
            if found[0] != user_id and not may(Role(room["role"]), Action.MODERATE):
                raise NotAllowed("Only moderators may delete the messages of others.")
            await events.delete_message(connection, room_id, number=number)
            data = msgspec.json.encode({"number": number})
            await events.add_event(connection, room_id, kind="deletion", user_id=user_id, data=data)

    async def find_timer(self, room_id: UUID, *, user_id: UUID) -> RoomTimer:
        """Return the timer as it stands now; RoomNotFound."""
        await self.check(room_id, user_id=user_id, action=Action.READ)
        now = self._clock.now()
        return (await events.find_timer(self._pool, room_id, now=now)).at(now)

    async def control_timer(
        self, room_id: UUID, *, user_id: UUID, action: TimerAction, durations: Durations | None = None
    ) -> tuple[int, RoomTimer]:
        """Do something with the timer; return the number of the event, and the timer. RoomNotFound."""
        async with self.open(room_id, user_id=user_id, action=Action.CONTROL_TIMER) as (connection, _):
            now = self._clock.now()
            timer = (await events.find_timer(connection, room_id, now=now)).apply(action, now=now, durations=durations)
            await events.set_timer(connection, room_id, timer=timer)
            data = msgspec.json.encode({"action": action, "timer": describe_timer(timer)})
            return await events.add_event(connection, room_id, kind="timer", user_id=user_id, data=data), timer

    async def check(self, room_id: UUID, *, user_id: UUID, action: Action) -> Role:
        """Return the role of an account that may do something in a room; RoomNotFound, NotAllowed."""
        return _allow(await rooms.find_role(self._pool, room_id, user_id=user_id), action)

    @asynccontextmanager
    async def open(
        self, room_id: UUID, *, user_id: UUID, action: Action
    ) -> AsyncIterator[tuple[Connection, asyncpg.Record]]:
        """Yield a transaction in which the room is locked, and its state; RoomNotFound, NotAllowed."""
        async with transaction(self._pool) as connection:
            room = await rooms.lock_room(connection, room_id, user_id=user_id)
            role = None if room is None or room["role"] is None else Role(room["role"])
            _allow(role, action)
            yield connection, room


async def admit(connection: Connection, room_id: UUID, *, user_id: UUID, is_invited: bool) -> bool:
    """Make an account a member; return False for one who is already. RoomNotFound, RoomConflict."""
    room = await rooms.lock_room(connection, room_id, user_id=user_id)
    if room is None or room["role"] == Role.BANNED or not (is_invited or room["is_open"] or room["role"]):
        raise refuse_unknown()
    if room["role"] is not None:
        return False
    if room["members"] >= room["capacity"]:
        raise RoomConflict(f"The room is full: it has {room['members']} members.")
    await _add_member(connection, room_id, user_id=user_id, role=Role.MEMBER)
    return True


def describe_timer(timer: RoomTimer) -> dict[str, object]:
    """Return a timer as its readers get it: `remaining_ms` was left at `as_of`, `ends_at` is None unless it runs."""
    ends_at: datetime | None = timer.started_at + timer.remaining if timer.state == "running" else None
    return {
        "state": timer.state,
        "phase": timer.phase,
        "round": timer.round,
        "remaining_ms": timer.remaining // timedelta(milliseconds=1),
        "ends_at": ends_at,
        "as_of": timer.started_at,
        "work_minutes": timer.durations.work_minutes,
        "break_minutes": timer.durations.break_minutes,
        "long_break_minutes": timer.durations.long_break_minutes,
        "rounds": timer.durations.rounds,
    }


def check_text(text: str, *, name: str = "text") -> str:
    """Return a text that PostgreSQL can store; InvalidFields."""
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise InvalidFields({name: "has characters that cannot be stored"})
    if not text.strip():
        raise InvalidFields({name: "is empty"})
    return text


def _allow(role: Role | None, action: Action) -> Role:
    if role is None or role is Role.BANNED:
        raise refuse_unknown()
    if not may(role, action):
        raise NotAllowed(f"As {role} of the room you may not do this.")
    return role


async def _add_member(connection: Connection, room_id: UUID, *, user_id: UUID, role: Role) -> None:
    try:
        await rooms.add_member(connection, room_id, user_id=user_id, role=role)
    except asyncpg.ForeignKeyViolationError as error:
        raise NotSignedIn("The account does not exist any more.") from error


async def _find_member(connection: Connection, room_id: UUID, *, user_id: UUID) -> Role:
    role = await rooms.find_role(connection, room_id, user_id=user_id)
    if role is None or role is Role.BANNED:
        raise RoomNotFound("The room has no such member.")
    return role


async def _read_room(connection: Connection, room_id: UUID, *, user_id: UUID) -> bytes:
    found = await rooms.find_room(connection, room_id, user_id=user_id)
    if found is None:
        raise refuse_unknown()
    return found
