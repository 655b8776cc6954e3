"""Rooms over several real api processes: one is killed, one stops, and many clients come back."""

import asyncio
import hashlib
import signal
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import asyncpg
import pytest

from e2e.study.conftest import SECRET
from integration.study.rooms.site import RoomClient
from support.processes import AlcoveProcess
from support.sockets import free_port
from support.websocket import open_websocket
from support.world import World, make_world

CROWD = 100
TICKETS = """
INSERT INTO study.room_tickets (ticket_hash, room_id, user_id, expires_at)
SELECT hash, $2, account, now() + interval '1 hour' FROM unnest($1::bytea[], $3::uuid[]) AS t (hash, account)
"""


class RoomWorld:
    """A database with a room and its members."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        self.room = uuid.uuid4()
        self.members: list[uuid.UUID] = []
        self.clients: list[RoomClient] = []
        self._slots = asyncio.Semaphore(5)

    async def execute(self, sql: str, *args: object) -> list[asyncpg.Record]:
        """Run a statement as the owner of the database."""
        async with self._slots:
            connection = await asyncpg.connect(self.dsn)
            try:
                rows: list[asyncpg.Record] = await connection.fetch(sql, *args)
                return rows
            finally:
                await connection.close()

    async def fill(self, count: int) -> None:
        """Add the room with so many members."""
        self.members = [uuid.uuid4() for _ in range(count)]
        await self.execute(
            "INSERT INTO auth.users (id, email, raw_user_meta_data, created_at, updated_at)"
            " SELECT id, id || '@example.org', '{}', now(), now() FROM unnest($1::uuid[]) AS id",
            self.members,
        )
        await self.execute("INSERT INTO study.rooms (id, name, capacity) VALUES ($1, 'Room', 5000)", self.room)
        await self.execute(
            "INSERT INTO study.room_members (room_id, user_id, role)"
            " SELECT $1, id, 'member' FROM unnest($2::uuid[]) AS id",
            self.room,
            self.members,
        )

    def close(self) -> None:
        """End all connections."""
        for client in self.clients:
            client.socket.drop()

    async def open(self, address: str, member: int = 0, *, after: int | None = None) -> RoomClient:
        """Return a websocket of a member, whose welcome has come."""
        secret = uuid.uuid4().hex
        await self.execute(TICKETS, [hashlib.sha256(secret.encode()).digest()], self.room, [self.members[member]])
        query = f"ticket={secret}" + ("" if after is None else f"&after={after}")
        client = RoomClient(await open_websocket(f"{address}/ws/rooms?{query}"))
        self.clients.append(client)
        await client.wait_for("welcome", within=15)
        return client


@contextmanager
def run_world(migrated_data: Path, **settings: str) -> Iterator[World]:
    """Yield a world whose servers know the tests' secret."""
    with make_world(migrated_data, STUDY_JWT_SECRET=SECRET, STUDY_ROOM_FRAMES_PER_SECOND="10000", **settings) as world:
        yield world


def start(world: World, *, port: int = 0) -> tuple[AlcoveProcess, str]:
    """Start an api process, and return it with its address."""
    process = world.start("api", PORT=str(port or free_port())).wait_ready()
    return process, f"http://127.0.0.1:{process.port}"


@asynccontextmanager
async def fill_world(world: World, members: int) -> AsyncIterator[RoomWorld]:
    """Yield the room of a world."""
    rooms = RoomWorld(world.dsn)
    await rooms.fill(members)
    try:
        yield rooms
    finally:
        rooms.close()


@pytest.mark.slow
async def test_members_of_two_processes_share_a_room_and_one_is_killed(migrated_data: Path) -> None:
    """Messages, presence and the timer reach the other process; after a kill -9 nothing is lost or doubled."""
    with run_world(migrated_data) as world:
        (_, address), (second, other_address) = start(world), start(world)
        async with fill_world(world, 2) as rooms:
            ann, bob = await rooms.open(address), await rooms.open(other_address, 1)
            await ann.wait_status(rooms.members[1], "active")
            await bob.call("message", id="1", text="hello")
            await ann.wait_event("message", text="hello")
            await bob.call("timer", action="start")
            timer = (await ann.wait_event("timer"))["data"]["timer"]
            # What is sent when the process dies may be stored or not: the client sends it again with the same id.
            await bob.send("message", id="2", text="again")
            second.process.send_signal(signal.SIGKILL)
            await bob.wait_closed()
            back = await rooms.open(address, 1, after=bob.numbers[-1] if bob.numbers else None)
            assert (await back.call("message", id="2", text="again"))["type"] == "ack"
            await ann.wait_event("message", text="again")
            await ann.wait_event("timer")
            assert ann.texts == ["hello", "again"]
            assert back.welcome["timer"]["ends_at"][:19] == timer["ends_at"][:19]
            back.socket.drop()
            # The presence in the killed process ends by itself.
            await ann.wait_status(rooms.members[1], "offline", within=15)
            third, third_address = start(world)
            async with await rooms.open(third_address, 1, after=0) as late:
                await late.wait_event("message", text="again")
                assert late.texts == ["hello", "again"]
                assert third.process.poll() is None


@pytest.mark.slow
async def test_clients_come_back_after_a_stop_without_losing_anything(migrated_data: Path) -> None:
    """At SIGTERM each is told when to come back, spread over ten seconds; what was sent meanwhile comes once."""
    port = free_port()
    with run_world(migrated_data) as world:
        first, address = start(world, port=port)
        async with fill_world(world, CROWD) as rooms:
            clients = []
            for begin in range(0, CROWD, 20):
                clients += await asyncio.gather(*(rooms.open(address, number) for number in range(begin, begin + 20)))
            number = (await clients[0].call("message", text="before"))["number"]
            for client in clients:
                await client.wait_event("message", text="before")
            first.process.send_signal(signal.SIGTERM)
            closes = await asyncio.gather(*(client.wait_closed(within=20) for client in clients))
            kinds = {client.frames[-1]["type"] for client in clients}
            assert (kinds, {close.code for close in closes}) == ({"reconnect"}, {1012})
            waits = sorted(client.frames[-1]["after_ms"] for client in clients)
            assert all(client.frames[-1]["type"] == "reconnect" for client in clients)
            assert all(abs(wait - 10_000 * place / CROWD) < 1 for place, wait in enumerate(waits))
            first.process.wait(10)
            _, address = start(world, port=port)
            sender = await rooms.open(address)
            await sender.call("message", text="between")

            async def come_back(place: int) -> list[str]:
                async with await rooms.open(address, place, after=number) as client:
                    await client.wait_event("message", within=20, text="after")
                    return list(client.texts)

            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(come_back(place)) for place in range(1, CROWD)]
                await asyncio.sleep(0.5)
                await sender.call("message", text="after")
            assert [task.result() for task in tasks] == [["between", "after"]] * (CROWD - 1)


@pytest.mark.slow
async def test_joins_and_leaves_leave_memory_flat(migrated_data: Path) -> None:
    """After thousands of websockets that came, sent something and went, nothing of them is kept."""
    with run_world(migrated_data) as world:
        process, address = start(world)
        async with fill_world(world, 50) as rooms:

            async def come(count: int) -> None:
                for _ in range(count // 50):
                    await asyncio.gather(*(visit(place) for place in range(50)))

            async def visit(place: int) -> None:
                async with await rooms.open(address, place) as client:
                    assert (await client.call("status", status="focus"))["type"] == "ack"

            await come(200)
            before = read_memory(process.process.pid)
            await come(600)
            assert read_memory(process.process.pid) - before < 8


def read_memory(pid: int) -> float:
    """Return the memory of a process in MiB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    return next(int(line.split()[1]) for line in lines if line.startswith("Rss:")) / 1024


@pytest.mark.slow
async def test_a_lost_database_is_named_and_nothing_is_half_done(migrated_data: Path) -> None:
    """While PostgreSQL is away messages are refused as unavailable; afterwards the same websockets go on."""
    with run_world(migrated_data) as world:
        _, address = start(world)
        async with fill_world(world, 2) as rooms:
            ann, bob = await rooms.open(address), await rooms.open(address, 1)
            await rooms.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                " AND datname = current_database()"
            )
            deadline = time.monotonic() + 15
            while (answer := await ann.call("message", id="1", text="through"))["type"] != "ack":
                assert answer["code"] == "UNAVAILABLE"
                assert time.monotonic() < deadline
                await asyncio.sleep(0.2)
            await bob.wait_event("message", within=15, text="through")
            assert bob.texts == ["through"]
