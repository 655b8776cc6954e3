"""A room with members in a database of its own, for tests with real api processes."""

import asyncio
import hashlib
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import asyncpg

from e2e.study.conftest import SECRET
from integration.study.rooms.site import RoomClient
from support.processes import AlcoveProcess
from support.sockets import free_port
from support.websocket import open_websocket
from support.world import World, make_world

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

    async def make_tickets(self, count: int) -> list[str]:
        """Return as many tickets, of one member after another."""
        secrets = [uuid.uuid4().hex for _ in range(count)]
        hashes = [hashlib.sha256(secret.encode()).digest() for secret in secrets]
        await self.execute(TICKETS, hashes, self.room, [self.members[i % len(self.members)] for i in range(count)])
        return secrets

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
