"""Thousands of websockets of rooms: they come back after a stop, and leave nothing behind when they go."""

import heapq
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from e2e.study.rooms.room_world import RoomWorld, fill_world, run_world, start
from support.processes import AlcoveProcess
from support.sockets import free_port
from support.websocket_crowd import Crowd, CrowdSocket

CROWD = 2_000
AT_ONCE = 50
"""Websockets that are asked for before the first of them is there."""
SPREAD_MS = 10_000
JOINS = 10_000
MEMBERS = 200


def open_all(crowd: Crowd, port: int, tickets: list[str]) -> list[CrowdSocket]:
    """Return websockets whose welcome has come."""
    sockets: list[CrowdSocket] = []
    for begin in range(0, len(tickets), AT_ONCE):
        opened = [crowd.open(port, f"/ws/rooms?ticket={ticket}") for ticket in tickets[begin : begin + AT_ONCE]]
        crowd.wait(opened, is_welcome)
        sockets += opened
    return sockets


def is_welcome(client: CrowdSocket) -> bool:
    """Return whether a client has been let in."""
    return client.has("welcome")


def texts(client: CrowdSocket) -> list[str]:
    """Return the texts of the messages that came, in their order."""
    return [event["data"]["text"] for event in events(client) if event["kind"] == "message"]


def events(client: CrowdSocket) -> list[dict[str, Any]]:
    """Return the events that came, in their order."""
    return [event for frame in client.frames for event in frame.get("events", ())]


def read_wait(client: CrowdSocket) -> int:
    """Return when the client was told to come back, in ms; nothing comes after that."""
    assert client.frames[-1]["type"] == "reconnect", client.frames[-5:]
    wait: int = client.frames[-1]["after_ms"]
    return wait


def come_back(crowd: Crowd, port: int, tickets: list[str], *, waits: list[int], after: int) -> list[CrowdSocket]:
    """Return the websockets of clients that come when they were told to; all send a message when half are there."""
    started, sockets = time.monotonic(), []
    due = [(wait / 1000, ticket) for wait, ticket in zip(waits, tickets, strict=True)]
    heapq.heapify(due)
    while due:
        wait = due[0][0] - (time.monotonic() - started)
        if wait > 0:
            crowd.read(within=wait)
            continue
        sockets.append(crowd.open(port, f"/ws/rooms?ticket={heapq.heappop(due)[1]}&after={after}"))
        if len(sockets) == CROWD // 2:
            crowd.wait(sockets[:1], is_welcome)
            sockets[0].send("message", id="between", text="between")
    crowd.wait(sockets, is_welcome)
    return sockets


@pytest.mark.slow
async def test_two_thousand_clients_come_back_after_a_stop(migrated_data: Path) -> None:
    """At SIGTERM clients are told when to come back, spread over 10 s; nothing is lost or doubled for any of 2,000."""
    port = free_port()
    with run_world(migrated_data) as world, Crowd() as crowd:
        process, _ = start(world, port=port)
        async with fill_world(world, CROWD) as rooms:
            tickets = await rooms.make_tickets(2 * CROWD)
            clients = open_all(crowd, port, tickets[:CROWD])
            clients[0].send("message", id="before", text="before")
            crowd.wait(clients, lambda client: "before" in texts(client))
            process.process.send_signal(signal.SIGTERM)
            crowd.wait(clients, lambda client: not client.is_open)
            assert {client.code for client in clients} == {1012}
            waits = sorted(read_wait(client) for client in clients)
            assert all(abs(wait - SPREAD_MS * place / CROWD) <= 1 for place, wait in enumerate(waits))
            assert {tuple(texts(client)) for client in clients} == {("before",)}
            after = {events(client)[-1]["number"] for client in clients}
            process.process.wait(30)
            start(world, port=port)
            waits = [read_wait(client) for client in clients]
            back = come_back(crowd, port, tickets[CROWD:], waits=waits, after=after.pop())
            back[-1].send("message", id="after", text="after")
            crowd.wait(back, lambda client: "after" in texts(client))
            assert {tuple(texts(client)) for client in back} == {("between", "after")}


@pytest.mark.slow
async def test_ten_thousand_joins_leave_memory_flat(migrated_data: Path) -> None:
    """After 10,000 websockets that came, set a status and went, nothing of them is kept."""
    with run_world(migrated_data) as world, Crowd() as crowd:
        process, _ = start(world)
        async with fill_world(world, MEMBERS) as rooms:
            await come_and_go(crowd, rooms, process, joins=5 * MEMBERS)
            before = read_memory(process)
            await come_and_go(crowd, rooms, process, joins=JOINS)
            assert read_memory(process) - before < 8


async def come_and_go(crowd: Crowd, rooms: RoomWorld, process: AlcoveProcess, *, joins: int) -> None:
    """Open websockets, as many as there are members at a time, and end them."""
    tickets = await rooms.make_tickets(joins)
    for begin in range(0, joins, MEMBERS):
        clients = open_all(crowd, process.port, tickets[begin : begin + MEMBERS])
        for client in clients:
            client.send("status", id="1", status="focus")
        crowd.wait(clients, lambda client: client.has("ack", id="1"))
        for client in clients:
            client.leave()
        crowd.wait(clients, lambda client: not client.is_open)


def read_memory(process: AlcoveProcess) -> float:
    """Return the memory of a process in MiB."""
    lines = Path(f"/proc/{process.process.pid}/smaps_rollup").read_text().splitlines()[1:]
    return next(int(line.split()[1]) for line in lines if line.startswith("Rss:")) / 1024
