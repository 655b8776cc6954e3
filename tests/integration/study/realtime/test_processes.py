"""Several api processes around one database are one server to clients."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from integration.study.conftest import sign_up
from integration.study.served import StudyServer, serve_study
from support.phoenix import V1, V2, connect
from support.postgres import Databases

TOPIC = "realtime:room"


@pytest.fixture(scope="module")
def processes(
    _databases: Databases, _template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[StudyServer, StudyServer]]:
    """Yield two servers with the same keys and the same database."""
    folder = tmp_path_factory.mktemp("data")
    with ExitStack() as stack:
        dsn = stack.enter_context(_databases.clone(_template))
        first, second = (stack.enter_context(serve_study(dsn, folder)) for _ in range(2))
        yield first, second


async def test_broadcasts_reach_clients_of_all_processes(processes: tuple[StudyServer, StudyServer]) -> None:
    """Text, binary, large and HTTP messages arrive once and in order; the sender's process does not matter."""
    first, second = processes
    async with connect(first.address, first.keys.anon_key, V2) as sender:
        await sender.join(TOPIC)
        async with (
            connect(second.address, second.keys.anon_key, V2) as new,
            connect(second.address, second.keys.anon_key, V1) as old,
        ):
            for client in (new, old):
                await client.join(TOPIC)
            text = "é" * 400_000
            for number in range(50):
                await sender.push(TOPIC, "broadcast", {"event": "a", "payload": number})
            await sender.push(TOPIC, "broadcast", {"event": "b", "payload": text})
            await sender.push_broadcast(TOPIC, "c", b'{"n":1}')
            await sender.push_broadcast(TOPIC, "d", b"\x00\xff", encoding=0)
            await sender.push(TOPIC, "broadcast", {"event": "e", "payload": "last"})
            expected = [*range(50), text, {"n": 1}, b"\x00\xff", "last"]
            got = [await new.receive() for _ in expected]
            assert [frame.payload["payload"] for frame in got] == expected
            assert [frame.is_binary for frame in got[-4:]] == [False, True, True, False]
            assert [(await old.receive()).payload["payload"] for _ in expected[1:]] == [
                payload for payload in expected if payload != b"\x00\xff"
            ]
            assert await new.receive_all() == await old.receive_all() == await sender.receive_all() == []


GARBAGE = ("", "x", "1", "-1", "9" * 17, "9" * 40, "\u0661", "a 1 1 AAAA", f"{10**18} x", "1 " + "-" * 36, "x" * 7_000)
CHANNELS = ("alcove_supabase_realtime", "realtime_changes", "realtime_messages", "realtime_publication", "pgrst")


async def test_foreign_notifications_stop_nothing(processes: tuple[StudyServer, StudyServer]) -> None:
    """Whoever may run SQL may notify anything on any channel; all that realtime sends goes on."""
    first, second = processes
    key = first.keys.secret_key
    config = {"postgres_changes": [{"event": "INSERT", "schema": "public", "table": "tasks"}]}
    async with connect(first.address, key) as ann, connect(second.address, key) as bob:
        for client in (ann, bob):
            await client.join(TOPIC, config)
            await client.wait_for("system")
        for channel in CHANNELS:
            for text in GARBAGE:
                await first.execute("SELECT pg_notify($1, $2)", channel, text)
        account = await sign_up(first)
        for number in range(3):
            title = f"task {number}"
            await ann.push(TOPIC, "broadcast", {"event": "a", "payload": number})
            assert (await bob.wait_for("broadcast")).payload["payload"] == number
            await first.execute("SELECT realtime.send(jsonb_build_object('n', $1::int), 'e', 'room', false)", number)
            await first.execute("INSERT INTO tasks (user_id, title) VALUES ($1, $2)", account, title)
            for client in (ann, bob):
                got = {frame.event: frame.payload for frame in [await client.receive() for _ in range(2)]}
                assert got["broadcast"]["payload"]["n"] == number
                assert got["postgres_changes"]["data"]["record"]["title"] == title


async def test_presence_is_one_state(processes: tuple[StudyServer, StudyServer]) -> None:
    """Clients of both processes see each other come, in the first state, and go."""
    config = {"presence": {"key": "", "enabled": True}}
    first, second = processes
    async with connect(first.address, first.keys.anon_key) as ann:
        await ann.join(TOPIC, {"presence": {"key": "ann", "enabled": True}})
        await ann.call(TOPIC, "presence", {"event": "track", "payload": {"name": "Ann"}})
        await ann.wait_for("presence_diff")
        async with connect(second.address, second.keys.anon_key) as bob:
            await bob.join(TOPIC, {**config, "presence": {"key": "bob", "enabled": True}})
            assert list((await bob.wait_for("presence_state")).payload) == ["ann"]
            await bob.call(TOPIC, "presence", {"event": "track", "payload": {"name": "Bob"}})
            assert list((await ann.wait_for("presence_diff")).payload["joins"]) == ["bob"]
        assert list((await ann.wait_for("presence_diff")).payload["leaves"]) == ["bob"]


async def test_stopping_a_process_ends_its_presences(
    processes: tuple[StudyServer, StudyServer], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A process that stops says so; clients are told why their connection ends."""
    first, _ = processes
    async with connect(first.address, first.keys.anon_key) as ann:
        await ann.join(TOPIC, {"presence": {"key": "ann", "enabled": True}})
        await ann.wait_for("presence_state")
        with ExitStack() as stack:
            third = stack.enter_context(
                serve_study(first.dsn, tmp_path_factory.mktemp("third"), STUDY_JWT_SECRET=first.keys.jwt_secret)
            )
            async with connect(third.address, third.keys.anon_key) as bob:
                await bob.join(TOPIC, {"presence": {"key": "bob"}})
                await bob.call(TOPIC, "presence", {"event": "track", "payload": {}})
                assert list((await ann.wait_for("presence_diff")).payload["joins"]) == ["bob"]
                stack.close()
                assert list((await ann.wait_for("presence_diff")).payload["leaves"]) == ["bob"]
                await bob.socket.wait_closed()
