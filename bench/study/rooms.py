"""Messages in rooms: many small ones, a large one, and more than the process can send."""

import asyncio
import hashlib
import secrets
import uuid
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

from alcove.foundation.database import Connection, connect
from bench.environment import get_environment
from bench.figures import Figure
from bench.processes import read_memory, run_module
from bench.study.operations import SECRET
from bench.study.rooms_load import RoomsPlan

TITLE = "Rooms of study: messages that are stored and sent to all members, through one api process"
SMALL_BUDGET: Final = 20.0
LARGE_BUDGET: Final = 500.0
RATE: Final = 50.0
SETTINGS: Final = {"STUDY_JWT_SECRET": SECRET, "STUDY_ROOM_HEARTBEAT_TIMEOUT": "3600"}
SCENES: Final = (("40 rooms of 50", 40, 50, SMALL_BUDGET), ("a room of 2,000", 1, 2_000, LARGE_BUDGET))
OVERLOAD: Final = 1_500.0

_ACCOUNTS: Final = """
INSERT INTO auth.users (id, aud, role, email, raw_user_meta_data, created_at, updated_at)
SELECT id, 'authenticated', 'authenticated', id || '@example.org', '{}', now(), now() FROM unnest($1::uuid[]) AS id
"""
_ROOMS: Final = "INSERT INTO study.rooms (id, name, capacity) SELECT id, 'Room', 5000 FROM unnest($1::uuid[]) AS id"
_MEMBERS: Final = """
INSERT INTO study.room_members (room_id, user_id, role)
SELECT room, account, 'member' FROM unnest($1::uuid[], $2::uuid[]) AS m (room, account)
"""
_TICKETS: Final = """
INSERT INTO study.room_tickets (ticket_hash, room_id, user_id, expires_at)
SELECT hash, room, account, now() + interval '1 hour'
FROM unnest($1::bytea[], $2::uuid[], $3::uuid[]) AS t (hash, room, account)
"""


def measure() -> Iterator[Figure]:
    """Yield the figures of rooms."""
    env = get_environment()
    seconds = 5 if env.quick else 20
    for name, rooms, members, budget in SCENES:
        tickets = asyncio.run(_add_rooms(env.dsn, rooms=rooms, members=members))
        with env.api(SETTINGS) as (process, port):
            plan = RoomsPlan(port=port, tickets=tickets, members=members, rate=RATE, messages=int(RATE * seconds))
            result = _run(plan)
            memory = read_memory(process.pid)["rss"]
        if result["came"] != result["expected"]:
            raise RuntimeError(f"{result['came']} of {result['expected']} messages came: {result['counts']}")
        note = f"{RATE:g} messages/s; median {result['median']:.1f} ms, at most {result['most']:.0f} ms; none lost"
        yield Figure(name=f"{name}, p99", value=round(result["p99"], 1), unit="ms", at_most=budget, note=note)
        yield Figure(name=f"{name}, memory of the api process", value=round(memory, 1), unit="MiB")
    yield from _measure_overload(members=50, rooms=10, messages=int(OVERLOAD * (2 if env.quick else 6)))


def _measure_overload(*, members: int, rooms: int, messages: int) -> Iterator[Figure]:
    """Yield what happens when far more is sent than can be: senders wait, and everything that was stored comes."""
    env = get_environment()
    tickets = asyncio.run(_add_rooms(env.dsn, rooms=rooms, members=members))
    with env.api(SETTINGS | {"STUDY_ROOM_FRAMES_PER_SECOND": "10000"}) as (_, port):
        result = _run(RoomsPlan(port=port, tickets=tickets, members=members, rate=OVERLOAD, messages=messages))
    rate = result["came"] / result["seconds"]
    note = f"{OVERLOAD:g} messages/s to {members} members; {result['refused']} refused; p99 {result['p99']:.0f} ms"
    if result["came"] + result["refused"] * members != result["expected"]:
        raise RuntimeError(f"{result['came']} of {result['expected']} messages came: {result['counts']}")
    yield Figure(name="messages delivered under overload", value=round(rate), unit="/s", at_least=8_000.0, note=note)


def _run(plan: RoomsPlan) -> dict[str, Any]:
    result: dict[str, Any] = run_module("bench.study.rooms_load", asdict(plan), seconds=300.0)
    return result


async def _add_rooms(dsn: str, *, rooms: int, members: int) -> list[str]:
    """Add rooms with members, and return a ticket of each member."""
    rooms_of_members = [room for room in (uuid.uuid4() for _ in range(rooms)) for _ in range(members)]
    accounts = [uuid.uuid4() for _ in rooms_of_members]
    tickets = [secrets.token_urlsafe(12) for _ in accounts]
    connection: Connection = await connect(dsn)
    try:
        await connection.execute(_ACCOUNTS, accounts)
        await connection.execute(_ROOMS, list(dict.fromkeys(rooms_of_members)))
        await connection.execute(_MEMBERS, rooms_of_members, accounts)
        hashes = [hashlib.sha256(ticket.encode()).digest() for ticket in tickets]
        await connection.execute(_TICKETS, hashes, rooms_of_members, accounts)
    finally:
        await connection.close()
    return tickets
