"""Private channels, messages from the database and replays, with Supabase's client of both versions."""

import time
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from integration.study.conftest import sign_up
from integration.study.project.conftest import project_of, write
from integration.study.served import StudyServer, serve_study
from support.realtime_js import NEWEST, OLD, RealtimeJs, realtime_js

PRIVATE = {"private": True}
ALL = [["broadcast", {"event": "*"}]]
REFUSED = "Unauthorized: You do not have permissions to read from this Channel topic: {topic}"
POLICIES = """
    CREATE TABLE IF NOT EXISTS public.members (user_id uuid, topic text, sends boolean);
    GRANT SELECT ON public.members TO authenticated;
    DROP POLICY IF EXISTS receive ON realtime.messages;
    DROP POLICY IF EXISTS send ON realtime.messages;
    CREATE POLICY receive ON realtime.messages FOR SELECT TO authenticated USING (
        EXISTS (SELECT FROM public.members AS m WHERE m.user_id = (SELECT auth.uid())
            AND m.topic = (SELECT realtime.topic()) AND extension IN ('broadcast', 'presence'))
        OR realtime.topic() = 'broken' AND 1 / (length(realtime.messages.topic) - 6) > 0);
    CREATE POLICY send ON realtime.messages FOR INSERT TO authenticated WITH CHECK (
        EXISTS (SELECT FROM public.members AS m WHERE m.user_id = (SELECT auth.uid())
            AND m.topic = (SELECT realtime.topic()) AND m.sends));
"""


@pytest.fixture(params=[pytest.param(OLD, marks=pytest.mark.slow), NEWEST])
def package(request: pytest.FixtureRequest) -> str:
    """Return the package of a client's version."""
    return str(request.param)


@pytest.fixture
async def topic(server: StudyServer) -> str:
    """Return the name of a topic that nobody has used, in a database with the policies."""
    for statement in POLICIES.split(";"):
        if statement.strip():
            await server.execute(statement)
    return f"room-{uuid.uuid4()}"


@asynccontextmanager
async def member(
    server: StudyServer, package: str, topic: str = "", *, sends: bool = True
) -> AsyncIterator[RealtimeJs]:
    """Yield the client of a new account, which may receive on a topic, and perhaps send."""
    account = await sign_up(server)
    if topic:
        await server.execute("INSERT INTO public.members VALUES ($1, $2, $3)", account, topic, sends)
    async with realtime_js(package, url=server.address, key=server.keys.anon_key) as client:
        await client.do("useToken", token=server.token(account))
        yield client


async def send_from_database(server: StudyServer, topic: str, event: str, *, private: bool = True) -> str:
    """Send a message from the database and return its id."""
    await server.execute("SELECT realtime.send(jsonb_build_object('n', 1), $1, $2, $3)", event, topic, private)
    (row,) = await server.execute("SELECT id FROM realtime.messages WHERE topic = $1 AND event = $2", topic, event)
    return str(row["id"])


async def end_listeners(server: StudyServer) -> None:
    """End the connections over which servers are notified."""
    await server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND application_name LIKE '%listener%'"
    )


def events(client: RealtimeJs, channel: str) -> list[str]:
    """Return the events that a channel got and that were not returned yet."""
    return [payload["event"] for payload in client.payloads(channel, "broadcast")]


async def test_members_only(server: StudyServer, package: str, topic: str) -> None:
    """Members join and hear each other; others are refused with the reason, and their other channels work."""
    async with (
        member(server, package, topic) as ada,
        member(server, package, topic) as bob,
        member(server, package) as eve,
    ):
        for client in (ada, bob):
            await client.subscribe("c", topic=topic, config=PRIVATE, on=ALL)
        for name in (topic, "broken"):
            await eve.do("subscribe", channel=name, topic=name, config=PRIVATE, on=ALL)
            error = await eve.wait_for_status(name, "CHANNEL_ERROR")
            assert REFUSED.format(topic=name) in str(error)
        await eve.subscribe("public", on=ALL)
        await ada.do("send", channel="c", message={"type": "broadcast", "event": "shout", "payload": {"a": "ä"}})
        message = await bob.next("c", "broadcast")
        assert (message["event"], message["payload"]) == ("shout", {"a": "ä"})
        await bob.do("send", channel="c", message={"type": "broadcast", "event": "back", "payload": {}})
        assert (await ada.next("c", "broadcast"))["event"] == "back"
        assert events(eve, "public") == []


async def test_who_may_not_send_is_not_heard(server: StudyServer, package: str, topic: str) -> None:
    """A client that may only receive sends to nobody, by websocket or HTTP, and cannot track its presence."""
    async with member(server, package, topic) as ada, member(server, package, topic, sends=False) as bob:
        presence = [*ALL, ["presence", {"event": "sync"}]]
        await ada.subscribe("c", topic=topic, config=PRIVATE, on=presence)
        await bob.subscribe("c", topic=topic, config=PRIVATE, on=presence)
        assert await bob.do("track", channel="c", payload={"name": "bob"}) == "error"
        assert await ada.do("track", channel="c", payload={"name": "ada"}) == "ok"
        await bob.do("send", channel="c", message={"type": "broadcast", "event": "no", "payload": {}})
        message = {"type": "broadcast", "event": "http", "payload": {}}
        for sends, outcome in ((False, "error"), (True, "ok")):
            async with member(server, package, topic, sends=sends) as other:
                await other.do("prepare", channel="http", topic=topic, config=PRIVATE)
                assert await other.do("send", channel="http", message=message) == outcome
        for client in (ada, bob):
            assert (await client.next("c", "broadcast"))["event"] == "http"
            assert events(client, "c") == []
        assert [entry["name"] for entries in (await ada.do("presence", channel="c")).values() for entry in entries] == [
            "ada"
        ]


async def test_messages_of_the_database(server: StudyServer, package: str, topic: str) -> None:
    """realtime.send reaches the channel that it is for: the private or the public one, with its id."""
    async with member(server, package, topic) as client:
        await client.subscribe("private", topic=topic, config=PRIVATE, on=ALL)
        async with realtime_js(package, url=server.address, key=server.keys.anon_key) as other:
            await other.subscribe("public", topic=topic, on=ALL)
            for private, receiver, channel in ((True, client, "private"), (False, other, "public")):
                message_id = await send_from_database(server, topic, f"{private}", private=private)
                message = await receiver.next(channel, "broadcast")
                assert message == {
                    "type": "broadcast", "event": f"{private}", "payload": {"n": 1, "id": message_id},
                    "meta": {"id": message_id},
                }  # fmt: skip
            assert (events(client, "private"), events(other, "public")) == ([], [])


async def test_changes_by_a_trigger(server: StudyServer, package: str, topic: str) -> None:
    """The trigger of Supabase's documentation tells of changes, with the record before and after."""
    table = f"games_{uuid.uuid4().hex}"
    for statement in (
        f"CREATE TABLE public.{table} (id text, move text)",
        f"""CREATE FUNCTION public.{table}_changes() RETURNS trigger SECURITY DEFINER LANGUAGE plpgsql AS $$ BEGIN
            PERFORM realtime.broadcast_changes(coalesce(NEW.id, OLD.id), TG_OP, TG_OP, TG_TABLE_NAME, TG_TABLE_SCHEMA,
                NEW, OLD); RETURN NULL; END $$""",
        f"""CREATE TRIGGER changes AFTER INSERT OR UPDATE OR DELETE ON public.{table}
            FOR EACH ROW EXECUTE FUNCTION public.{table}_changes()""",
    ):
        await server.execute(statement)
    async with member(server, package, topic) as client:
        await client.subscribe("c", topic=topic, config=PRIVATE, on=[["broadcast", {"event": "UPDATE"}]])
        await server.execute(f"INSERT INTO public.{table} VALUES ($1, 'e4')", topic)  # noqa: S608 - a made name
        await server.execute(f"UPDATE public.{table} SET move = 'e5'")  # noqa: S608 - likewise
        message = await client.next("c", "broadcast")
        assert message["payload"] == {
            "id": message["meta"]["id"], "schema": "public", "table": table, "operation": "UPDATE",
            "record": {"id": topic, "move": "e5"}, "old_record": {"id": topic, "move": "e4"},
        }  # fmt: skip


async def test_replay(server: StudyServer, package: str, topic: str) -> None:
    """A client that joins gets the newest messages since a time, the oldest first, and then new ones."""
    ids = [await send_from_database(server, topic, f"{number}") for number in range(4)]
    await send_from_database(server, topic, "public", private=False)
    config = {"private": True, "broadcast": {"replay": {"since": int(time.time() * 1000) - 60_000, "limit": 3}}}
    async with member(server, package, topic) as client, member(server, package) as other:
        await client.subscribe("c", topic=topic, config=config, on=ALL)
        for number in (1, 2, 3):
            assert await client.next("c", "broadcast") == {
                "type": "broadcast", "event": f"{number}", "payload": {"n": 1, "id": ids[number]},
                "meta": {"replayed": True, "id": ids[number]},
            }  # fmt: skip
        message_id = await send_from_database(server, topic, "new")
        assert (await client.next("c", "broadcast"))["meta"] == {"id": message_id}
        assert events(client, "c") == []
        await other.do("subscribe", channel="c", topic=topic, config=config, on=ALL)
        await other.wait_for_status("c", "CHANNEL_ERROR")
        assert events(other, "c") == []


async def test_rights_are_decided_again_at_a_new_token(server: StudyServer, package: str, topic: str) -> None:
    """A member who was removed keeps the channel until its next token, which closes it."""
    async with member(server, package, topic) as client:
        await client.subscribe("c", topic=topic, config=PRIVATE, on=[*ALL, ["system", {}]])
        (row,) = await server.execute("DELETE FROM public.members WHERE topic = $1 RETURNING user_id", topic)
        await send_from_database(server, topic, "still")
        assert (await client.next("c", "broadcast"))["event"] == "still"
        await client.do("useToken", token=server.token(row["user_id"], lifetime=1800))
        report = await client.next("c", "system")
        assert report["message"] == REFUSED.format(topic=topic)
        await send_from_database(server, topic, "gone")
        assert events(client, "c") == []


async def test_the_service_role_needs_no_policy(server: StudyServer, package: str, topic: str) -> None:
    """A program with the secret key joins every private channel."""
    async with realtime_js(package, url=server.address, key=server.keys.secret_key) as program:
        await program.subscribe("c", topic=topic, config=PRIVATE, on=ALL)
        await send_from_database(server, topic, "seen")
        assert (await program.next("c", "broadcast"))["event"] == "seen"


async def test_what_a_client_stores_is_replayed(server: StudyServer, topic: str) -> None:
    """The newest client may let the server keep a message, which others get once, and later ones as a replay."""
    async with member(server, NEWEST, topic) as ada, member(server, NEWEST, topic) as bob:
        await ada.subscribe("c", topic=topic, config={"private": True, "broadcast": {"ack": True}}, on=ALL)
        await bob.subscribe("c", topic=topic, config=PRIVATE, on=ALL)
        message = {"type": "broadcast", "event": "kept", "payload": {"a": 1}, "persist": True}
        assert await ada.do("send", channel="c", message=message) == "ok"
        await ada.do("httpSend", channel="c", event="kept too", payload={"b": 2}, options={"persist": {"ttl": 60}})
        first, second = await bob.next("c", "broadcast"), await bob.next("c", "broadcast")
        assert [first["payload"], second["payload"]] == [{"a": 1}, {"b": 2}]
        await end_listeners(server)
        await send_from_database(server, topic, "later")
        assert (await bob.next("c", "broadcast"))["event"] == "later"
        assert events(bob, "c") == []
        config = {"private": True, "broadcast": {"replay": {"since": 0}}}
        async with member(server, NEWEST, topic) as late:
            await late.subscribe("c", topic=topic, config=config, on=ALL)
            replayed = [await late.next("c", "broadcast") for _ in range(3)]
        assert [(replay["event"], replay["meta"]["replayed"]) for replay in replayed] == [
            ("kept", True),
            ("kept too", True),
            ("later", True),
        ]


@pytest.mark.slow
async def test_two_processes_and_lost_connections(server: StudyServer, topic: str, tmp_path: Path) -> None:
    """Clients at each process get each message once, also when the processes lose their connections meanwhile."""
    async with AsyncExitStack() as stack:
        second = stack.enter_context(serve_study(server.dsn, tmp_path, STUDY_JWT_SECRET=server.keys.jwt_secret))
        clients = []
        for address in (server, second):
            client = await stack.enter_async_context(member(address, NEWEST, topic))
            await client.subscribe("c", topic=topic, config=PRIVATE, on=ALL)
            clients.append(client)
        for number in range(6):
            await send_from_database(server, topic, f"{number}")
            if number % 2:
                await end_listeners(server)
        for client in clients:
            received: list[Any] = [(await client.next("c", "broadcast"))["event"] for _ in range(6)]
            assert sorted(received) == [f"{number}" for number in range(6)]
        await send_from_database(server, topic, "last")
        for client in clients:
            assert (await client.next("c", "broadcast"))["event"] == "last"
            assert events(client, "c") == []


async def test_a_programs_database(dsn: str, tmp_path: Path) -> None:
    """With a database of its own, a program's policies decide, and its messages are delivered."""
    policy = "create policy p on realtime.messages for select to authenticated using (realtime.topic() like 'room:%');"
    with project_of(dsn, "rooms") as project:
        await project.run(write(tmp_path / "sql", {"1.sql": policy}))
        name = urlsplit(project.address).path.strip("/")
        with serve_study(dsn, tmp_path / "data", STUDY_PROJECT_DATABASE=name) as served:
            program = replace(served, dsn=project.address)
            async with member(served, NEWEST) as client:
                await client.do("subscribe", channel="no", topic="other", config=PRIVATE)
                await client.wait_for_status("no", "CHANNEL_ERROR")
                await client.subscribe("c", topic="room:1", config=PRIVATE, on=ALL)
                await send_from_database(served, "room:1", "not of the program")
                await send_from_database(program, "room:1", "of the program")
                assert (await client.next("c", "broadcast"))["event"] == "of the program"
                assert events(client, "c") == []
