"""Stored messages and changes of rows while the api or PostgreSQL is killed, with both versions of the client."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

import asyncpg
import httpx2
import pytest

from support.http_client import http_client
from support.processes import AlcoveProcess, postmaster_pid
from support.realtime_js import NEWEST, OLD, RealtimeJs, realtime_js
from support.until import until_async
from support.world import World, make_world

pytestmark = pytest.mark.slow

BEFORE, ALL = 4, 16
"""Acknowledged messages before the kill, and in all: a replay has at most 25."""
TABLE: Final = """
CREATE TABLE public.{0} (id int PRIMARY KEY);
GRANT ALL ON public.{0} TO service_role;
ALTER PUBLICATION supabase_realtime ADD TABLE public.{0};
"""
MESSAGES: Final = ["broadcast", {"event": "sent"}]
SEND: Final = "SELECT realtime.send(jsonb_build_object('n', $1::int), 'sent', $2, true)"
PAUSE: Final = 0.1
FAILURES: Final = (
    OSError,
    TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    httpx2.HTTPError,
)
"""What a killed server, or the client of one, says."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running `alcove serve` and the key of a program."""

    world: World
    process: AlcoveProcess
    key: str

    @property
    def url(self) -> str:
        """The address of the server."""
        return f"http://127.0.0.1:{self.process.port}"

    async def execute(self, statement: str, *values: object) -> None:
        """Run a statement in a connection of its own."""
        connection = await asyncpg.connect(self.world.dsn, timeout=5)
        try:
            await connection.execute(statement, *values)
        finally:
            connection.terminate()

    async def kill_api(self) -> None:
        """Kill the api, and wait until another one is there."""
        (pid,) = self.process.children("api")
        os.kill(pid, signal.SIGKILL)
        await until_async(lambda: pid not in self.process.children("api"))

    async def kill_database(self) -> None:
        """Kill PostgreSQL, and wait until another one is there."""
        pid = postmaster_pid(self.world.data_dir)
        os.kill(pid, signal.SIGKILL)
        await until_async(lambda: postmaster_pid(self.world.data_dir) not in (0, pid))


@pytest.fixture
def server(migrated_data: Path) -> Iterator[Server]:
    """Yield a server whose processes a test may kill."""
    with make_world(migrated_data) as world:
        process = world.start("serve").wait_ready()
        yield Server(world, process, world.run_json("study", "keys")["service_role_key"])
        assert process.stop() == 0


@pytest.fixture
async def clients(server: Server) -> AsyncIterator[list[RealtimeJs]]:
    """Yield a client of each version with the program's key."""
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(realtime_js(package, url=server.url, key=server.key))
            for package in (OLD, NEWEST)
        ]


@dataclass(slots=True)
class Sender:
    """Does numbered things in turn, each until it is acknowledged or has failed, and knows which were acknowledged."""

    ways: list[Callable[[int], Awaitable[None]]]
    acknowledged: list[int] = field(default_factory=list)
    failures: int = 0

    @asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        """Work around the block, which starts in the middle of the work, and after it until enough is done."""
        task = asyncio.create_task(self._work())
        await self._wait_for(BEFORE, task)
        yield
        await task

    async def _wait_for(self, count: int, task: asyncio.Task[None]) -> None:
        await until_async(lambda: len(self.acknowledged) >= count or task.done())

    async def _work(self) -> None:
        number = 0
        while len(self.acknowledged) < ALL:
            number += 1
            try:
                await self.ways[number % len(self.ways)](number)
            except FAILURES:
                self.failures += 1
                await asyncio.sleep(PAUSE)
            else:
                self.acknowledged.append(number)


@asynccontextmanager
async def send_messages(server: Server, topic: str) -> AsyncIterator[Sender]:
    """Yield a sender of stored messages, of which the database sends one half, and the other half comes over HTTP."""
    headers = {"apikey": server.key, "authorization": f"Bearer {server.key}"}
    async with http_client(server.url, headers=headers, timeout=10) as http:

        async def send_over_http(number: int) -> None:
            path = f"/realtime/v1/api/broadcast/{topic}/events/sent?private=true&persist=true"
            (await http.post(path, json={"n": number})).raise_for_status()

        async def send_from_database(number: int) -> None:
            await server.execute(SEND, number, topic)

        yield Sender([send_over_http, send_from_database])


def read_messages(client: RealtimeJs, topic: str) -> list[int]:
    """Return the numbers of the messages that a client got."""
    return [payload["payload"]["n"] for payload in client.payloads(topic, "broadcast")]


def read_rows(client: RealtimeJs, table: str) -> list[int]:
    """Return the ids of the new rows of a table that a client got."""
    return [payload["new"]["id"] for payload in client.payloads(table, "postgres_changes")]


async def wait_for_all(sender: Sender, read: Callable[[], list[int]]) -> None:
    """Wait until everything acknowledged was received."""
    await until_async(lambda: set(sender.acknowledged) <= set(read()), describe=lambda: (sender, read()))


async def test_a_killed_api_loses_no_stored_message(server: Server, clients: list[RealtimeJs]) -> None:
    """Clients come back by themselves, and their replay has what was acknowledged while they were away."""
    config: dict[str, Any] = {"private": True, "broadcast": {"replay": {"since": 0, "limit": 25}}}
    for topic in ("first", "second"):
        for client in clients:
            await client.subscribe(topic, config=config, on=[MESSAGES])
        async with send_messages(server, topic) as sender, sender.run():
            await server.kill_api()
        for client in clients:
            await client.wait_for_status(topic, "SUBSCRIBED")
            await wait_for_all(sender, partial(read_messages, client, topic))


async def test_a_killed_database_loses_nothing(server: Server, clients: list[RealtimeJs]) -> None:
    """The clients stay, and get every acknowledged message and every committed row once."""
    for name in ("first", "second"):
        await server.execute(TABLE.format(name))
        wanted = ["postgres_changes", {"event": "INSERT", "schema": "public", "table": name}]
        for client in clients:
            await client.subscribe(name, config={"private": True}, on=[MESSAGES, wanted, ["system", {}]])
            assert (await client.next(name, "system"))["status"] == "ok"
        rows = Sender([partial(server.execute, f"INSERT INTO public.{name} VALUES ($1)")])  # noqa: S608 - a name from above
        async with send_messages(server, name) as sender, sender.run(), rows.run():
            await server.kill_database()
        for client in clients:
            for sent, read in (
                (sender, partial(read_messages, client, name)),
                (rows, partial(read_rows, client, name)),
            ):
                await wait_for_all(sent, read)
                assert len(set(read())) == len(read())
            assert client.payloads(name, "status") == []
