"""All SQL of the events of rooms, of their timers, and of the notifications that their websockets get."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from alcove.apps.study.rooms.model import NewMessage, RoomEvent
from alcove.apps.study.rooms.timer import Durations, Phase, RoomTimer, TimerState, new_timer
from alcove.foundation.database import Connection, Pool, read_json, run_statement

ROOMS_TOPIC: Final = "study_rooms"
"""The topic of rooms with new events; the payload is the id of the room."""
NOTIFICATIONS_TOPIC: Final = "study_notifications"
"""The topic of new rows of public.notifications; the payload is the id of the account and that of the row."""
BATCH: Final = 1000
READ_LIMIT: Final = 500
"""Events of one room that are read at a time."""
TIMEOUT: Final = 5.0
"""Seconds that a statement of a websocket may take."""

_CONTENT: Final = """json_build_object(
    'number', e.number, 'kind', e.kind, 'user_id', e.user_id, 'name', study.room_name(p), 'to', e.recipient_id,
    'id', e.client_id, 'at', e.created_at, 'data', e.data)"""
_COLUMNS: Final = f"e.number, e.kind, e.user_id, e.recipient_id, e.data, {_CONTENT} AS content"
_NAMES: Final = """LEFT JOIN public.profiles AS p
    ON p.id = coalesce(e.user_id, CASE WHEN e.kind = 'member' THEN (e.data ->> 'user_id')::uuid END)"""
_READ = f"""
SELECT w.room_id, r.id IS NULL AS is_gone, found.*
FROM unnest($1::uuid[], $2::bigint[]) AS w (room_id, after) LEFT JOIN study.rooms AS r ON r.id = w.room_id
LEFT JOIN LATERAL (
    SELECT {_COLUMNS} FROM study.room_events AS e {_NAMES}
    WHERE e.room_id = w.room_id AND e.number > w.after ORDER BY e.number LIMIT {READ_LIMIT}) AS found ON true
ORDER BY w.room_id, found.number
"""  # noqa: S608 - composed of constants
_REPLAY = f"""
SELECT {_COLUMNS} FROM study.room_events AS e {_NAMES}
WHERE e.room_id = $1 AND e.number > $3 AND (e.recipient_id IS NULL OR e.recipient_id = $2 OR e.user_id = $2)
ORDER BY e.number LIMIT $4
"""  # noqa: S608
_HISTORY = """
SELECT json_build_object('events', coalesce(json_agg({content} ORDER BY e.number), '[]'::json)) FROM (
    SELECT * FROM study.room_events AS e
    WHERE e.room_id = $1 AND (e.recipient_id IS NULL OR e.recipient_id = $2 OR e.user_id = $2) AND e.number {range} $3
    ORDER BY e.number {order} LIMIT $4) AS e {names}
"""
_AFTER = _HISTORY.format(content=_CONTENT, names=_NAMES, range=">", order="ASC")
_BEFORE = _HISTORY.format(content=_CONTENT, names=_NAMES, range="<", order="DESC")
_ADD_MESSAGES = "SELECT number, refusal FROM study.add_room_messages($1, $2, $3, $4, $5) ORDER BY item"
_ADD_EVENT = "SELECT study.add_room_event($1, $2, $3, $4)"
_FIND_MESSAGE = """
SELECT user_id, recipient_id FROM study.room_events
WHERE room_id = $1 AND number = $2 AND kind = 'message' AND NOT (data::jsonb ? 'deleted')
"""
_DELETE_MESSAGE = """UPDATE study.room_events SET data = '{"deleted":true}' WHERE room_id = $1 AND number = $2"""
_TIMER = "SELECT * FROM study.room_timers WHERE room_id = $1"
_SET_TIMER = """
INSERT INTO study.room_timers (room_id, state, phase, round, started_at, remaining_ms, work_minutes, break_minutes,
    long_break_minutes, rounds) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (room_id) DO UPDATE SET state = excluded.state, phase = excluded.phase, round = excluded.round,
    started_at = excluded.started_at, remaining_ms = excluded.remaining_ms, work_minutes = excluded.work_minutes,
    break_minutes = excluded.break_minutes, long_break_minutes = excluded.long_break_minutes, rounds = excluded.rounds
"""
_NOTIFICATIONS = """
SELECT user_id, row_to_json(n) AS content FROM public.notifications AS n WHERE id = ANY ($1::uuid[])
ORDER BY created_at, id
"""
_FORGET = """
DELETE FROM study.room_events WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM study.room_events WHERE created_at < $1 LIMIT $2))
"""
_MILLISECOND: Final = timedelta(milliseconds=1)

_decode = msgspec.json.Decoder(dict[str, Any]).decode


async def read_events(
    pool: Pool, positions: Mapping[UUID, int]
) -> tuple[Mapping[UUID, Sequence[RoomEvent]], Sequence[UUID]]:
    """Return up to READ_LIMIT events of each room after a number, in their order, and the rooms that do not exist."""
    rows = await run_statement(pool, _READ, list(positions), list(positions.values()), timeout=TIMEOUT)
    events: dict[UUID, list[RoomEvent]] = {}
    gone = []
    for row in rows:
        if row["is_gone"]:
            gone.append(row["room_id"])
        elif row["number"] is not None:
            events.setdefault(row["room_id"], []).append(_read_event(row["room_id"], row))
    return events, gone


async def replay(pool: Pool, room_id: UUID, *, user_id: UUID, after: int, limit: int) -> Sequence[RoomEvent]:
    """Return the events after a number that a member may read, in their order."""
    rows = await run_statement(pool, _REPLAY, room_id, user_id, after, limit, timeout=TIMEOUT)
    return [_read_event(room_id, row) for row in rows]


async def list_events(
    pool: Pool, room_id: UUID, *, user_id: UUID, after: int | None, before: int | None, limit: int
) -> bytes:
    """Return the events after a number, or the last ones before one, as JSON in their order."""
    if after is not None:
        return await read_json(pool, _AFTER, room_id, user_id, after, limit)
    return await read_json(pool, _BEFORE, room_id, user_id, 2**62 if before is None else before, limit)


async def add_messages(pool: Pool, room_id: UUID, *, messages: Sequence[NewMessage]) -> Sequence[int | str]:
    """Store messages of one room in their order; return for each its number, or what is wrong: author or recipient."""
    rows = await run_statement(
        pool, _ADD_MESSAGES, room_id,
        [message.author for message in messages], [message.client_id for message in messages],
        [message.text for message in messages], [message.recipient for message in messages],
        timeout=TIMEOUT,
    )  # fmt: skip
    return [row["refusal"] or row["number"] for row in rows]


async def add_event(connection: Connection, room_id: UUID, *, kind: str, user_id: UUID, data: bytes) -> int:
    """Add an event to a room that is locked, and return its number."""
    number: int = await connection.fetchval(_ADD_EVENT, room_id, kind, user_id, data)
    return number


async def find_message(connection: Connection, room_id: UUID, *, number: int) -> tuple[UUID | None, UUID | None] | None:
    """Return the author and the recipient of a message, None when there is none or it is deleted."""
    row = await connection.fetchrow(_FIND_MESSAGE, room_id, number)
    return None if row is None else (row["user_id"], row["recipient_id"])


async def delete_message(connection: Connection, room_id: UUID, *, number: int) -> None:
    """Remove the text of a message; its number stays."""
    await connection.execute(_DELETE_MESSAGE, room_id, number)


async def find_timer(source: Pool | Connection, room_id: UUID, *, now: datetime) -> RoomTimer:
    """Return the timer of a room, a new one where there is none."""
    row = await source.fetchrow(_TIMER, room_id)
    if row is None:
        return new_timer(now)
    names = ("work_minutes", "break_minutes", "long_break_minutes", "rounds")
    return RoomTimer(
        state=TimerState(row["state"]),
        phase=Phase(row["phase"]),
        round=row["round"],
        started_at=row["started_at"],
        remaining=row["remaining_ms"] * _MILLISECOND,
        durations=Durations(**{name: row[name] for name in names}),
    )


async def set_timer(connection: Connection, room_id: UUID, *, timer: RoomTimer) -> None:
    """Store the timer of a room."""
    lengths = timer.durations
    await connection.execute(
        _SET_TIMER, room_id, timer.state, timer.phase, timer.round, timer.started_at, timer.remaining // _MILLISECOND,
        lengths.work_minutes, lengths.break_minutes, lengths.long_break_minutes, lengths.rounds,
    )  # fmt: skip


async def read_notifications(pool: Pool, ids: Sequence[UUID]) -> Sequence[tuple[UUID, bytes]]:
    """Return notifications as JSON, each with the account that it is for."""
    rows = await run_statement(pool, _NOTIFICATIONS, ids, timeout=TIMEOUT)
    return [(row["user_id"], row["content"]) for row in rows]


async def forget_events(pool: Pool, *, before: datetime) -> int:
    """Remove up to BATCH events from before a time; return how many."""
    return int((await pool.execute(_FORGET, before, BATCH)).rpartition(" ")[2])


def _read_event(room_id: UUID, row: Mapping[str, Any]) -> RoomEvent:
    return RoomEvent(
        room_id=room_id,
        number=row["number"],
        kind=row["kind"],
        author=row["user_id"],
        recipient=row["recipient_id"],
        data=_decode(row["data"]),
        content=row["content"],
    )
