"""Messages in rooms: many small ones, a large one, more than the process can send, and compared with a bare loop."""

import asyncio
import hashlib
import secrets
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict
from statistics import median
from subprocess import Popen
from typing import Any, Final

from alcove.foundation.database import Connection, connect
from bench.environment import get_environment
from bench.figures import Figure
from bench.processes import read_memory, run_module
from bench.study.operations import SECRET
from bench.study.realtime import bare_plan, run_bare_server, run_plan
from bench.study.rooms_load import RoomsPlan
from bench.study.rooms_return import come_back, send_away
from bench.study.socket_load import open_socket

TITLE = "Rooms of study: messages that are stored and sent to all members, through one api process"
SMALL_BUDGET: Final = 20.0
LARGE_BUDGET: Final = 500.0
RATIO_BUDGET: Final = 0.6
RATE_BUDGET: Final = 8_000.0
RATE: Final = 50.0
LIMIT: Final = "10000"
SETTINGS: Final = {
    "STUDY_JWT_SECRET": SECRET, "STUDY_ROOM_HEARTBEAT_TIMEOUT": "3600", "STUDY_ROOM_FRAMES_PER_SECOND": LIMIT,
}  # fmt: skip
SCENES: Final = (("40 rooms of 50", 40, 50, SMALL_BUDGET), ("a room of 2,000", 1, 2_000, LARGE_BUDGET))
OVERLOAD: Final = 1_500.0
MEMBERS: Final = 500
SENDERS: Final = 200
MESSAGES: Final = 3_000
PAIRS: Final = 5
"""Turns of both servers, one after the other, so that other load of the machine slows both."""
SOCKETS: Final = 2_000
RETURN_BUDGET: Final = 15.0

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
        with env.api(SETTINGS) as (process, port):
            before = read_memory(process.pid)["rss"]
            result = _send(process, port, rooms=rooms, members=members, rate=RATE, messages=int(RATE * seconds))
        note = f"{RATE:g} messages/s; median {result['median']:.1f} ms, at most {result['most']:.0f} ms; none lost"
        yield Figure(name=f"{name}, p99", value=round(result["p99"], 1), unit="ms", at_most=budget, note=note)
        size = (result["memory"] - before) * 1024 / (rooms * members)
        note = f"{result['memory']:,.0f} MiB in all; {before:,.0f} MiB without websockets"
        yield Figure(name=f"{name}, memory of a websocket", value=round(size), unit="KiB", note=note)
    yield _measure_return()
    yield _measure_bare_memory()
    yield from _measure_overload(members=50, rooms=10, messages=int(OVERLOAD * (2 if env.quick else 6)))
    yield from _compare(pairs=2 if env.quick else PAIRS)


def _measure_return() -> Figure:
    """Return how long 2,000 members take to be back after a stop; they are told to come within 10 s."""
    env = get_environment()
    tickets = asyncio.run(_add_rooms(env.dsn, rooms=1, members=SOCKETS, tickets_per_member=2))
    with env.api(SETTINGS) as (process, port):
        waits = send_away(process, port, tickets=tickets[:SOCKETS])
    with env.api(SETTINGS) as (_, port):
        seconds = come_back(port, tickets=tickets[SOCKETS:], waits=waits)
    note = f"told to come within {max(waits):.0f} s"
    return Figure(
        name="2,000 members back after a stop", value=round(seconds, 1), unit="s", at_most=RETURN_BUDGET, note=note
    )


def _measure_bare_memory() -> Figure:
    """Return what a websocket takes in the server that Alcove uses, without Alcove."""
    with run_bare_server(get_environment().folder) as (process, port):
        before = read_memory(process.pid)["rss"]
        connections = [open_socket(port, "/") for _ in range(SOCKETS)]
        time.sleep(1.0)
        size = (read_memory(process.pid)["rss"] - before) * 1024 / SOCKETS
        for connection in connections:
            connection.close()
    note = "the server keeps a buffer of 128 KiB for what a client sends"
    return Figure(name="a bare Granian loop, memory of a websocket", value=round(size), unit="KiB", note=note)


def _measure_overload(*, members: int, rooms: int, messages: int) -> Iterator[Figure]:
    """Yield what happens when far more is sent than can be: senders wait, and everything that was stored comes."""
    with get_environment().api(SETTINGS) as (process, port):
        result = _send(process, port, rooms=rooms, members=members, rate=OVERLOAD, messages=messages)
    rate = result["came"] / result["seconds"]
    note = f"{OVERLOAD:g} messages/s to {members} members; {result['refused']} refused; p99 {result['p99']:.0f} ms"
    yield Figure(
        name="messages delivered under overload", value=round(rate), unit="/s", at_least=RATE_BUDGET, note=note
    )


def _compare(*, pairs: int) -> Iterator[Figure]:
    """Yield how many messages come, compared with a loop that sends as long ones in a frame each and stores nothing."""
    env = get_environment()
    ours, bare_rates = [], []
    with ExitStack() as stack:
        process, port = stack.enter_context(env.api(SETTINGS))
        _, bare = stack.enter_context(run_bare_server(env.folder))
        for _ in range(pairs):
            result = _send(process, port, rooms=1, members=MEMBERS, senders=SENDERS, rate=1e9, messages=MESSAGES)
            ours.append(result["came"] / result["seconds"])
            bare_rates.append(run_plan(bare_plan(bare, frame="x" * result["frame_bytes"])))
    ratio = median(rate / bare_rate for rate, bare_rate in zip(ours, bare_rates, strict=True))
    note = f"a room of {MEMBERS}; {median(ours):,.0f} compared with {median(bare_rates):,.0f} messages/s"
    yield Figure(
        name="messages, sent as fast as they are stored", value=round(ratio, 2), unit="of the bare loop",
        at_least=RATIO_BUDGET, note=note,
    )  # fmt: skip


def _send(
    process: Popen[bytes], port: int, *, rooms: int, members: int, rate: float, messages: int, senders: int = 0
) -> dict[str, Any]:
    """Send messages in new rooms, and return their delays; RuntimeError when one is lost or doubled."""
    tickets = asyncio.run(_add_rooms(get_environment().dsn, rooms=rooms, members=members))
    plan = RoomsPlan(
        port=port, pid=process.pid, tickets=tickets, members=members, senders=senders or members,
        rate=rate, messages=messages,
    )  # fmt: skip
    result: dict[str, Any] = run_module("bench.study.rooms_load", asdict(plan), seconds=300.0)
    if result["came"] + result["refused"] * members != result["expected"]:
        raise RuntimeError(f"{result['came']} of {result['expected']} messages came: {result['counts']}")
    return result


async def _add_rooms(dsn: str, *, rooms: int, members: int, tickets_per_member: int = 1) -> list[str]:
    """Add rooms with members, and return a ticket of each member, or all first tickets, then all second ones."""
    rooms_of_members = [room for room in (uuid.uuid4() for _ in range(rooms)) for _ in range(members)]
    accounts = [uuid.uuid4() for _ in rooms_of_members]
    tickets = [secrets.token_urlsafe(12) for _ in accounts * tickets_per_member]
    connection: Connection = await connect(dsn)
    try:
        await connection.execute(_ACCOUNTS, accounts)
        await connection.execute(_ROOMS, list(dict.fromkeys(rooms_of_members)))
        await connection.execute(_MEMBERS, rooms_of_members, accounts)
        hashes = [hashlib.sha256(ticket.encode()).digest() for ticket in tickets]
        await connection.execute(_TICKETS, hashes, rooms_of_members * tickets_per_member, accounts * tickets_per_member)
    finally:
        await connection.close()
    return tickets
