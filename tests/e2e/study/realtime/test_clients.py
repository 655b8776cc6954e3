"""Supabase's own clients of both versions on one channel."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import psycopg
import pytest

from e2e.study.conftest import Student, StudyServer
from support.realtime_js import NEWEST, OLD, RealtimeJs, realtime_js
from support.sockets import free_port
from support.world import World

BROADCASTS = [["broadcast", {"event": "*"}]]
LIVE_NOTES = """
CREATE TABLE public.live_notes (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, owner uuid, title text);
ALTER TABLE public.live_notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY owners ON public.live_notes TO authenticated USING (owner = auth.uid()) WITH CHECK (owner = auth.uid());
GRANT ALL ON public.live_notes TO authenticated;
DO $$ BEGIN
    CREATE PUBLICATION supabase_realtime;
EXCEPTION WHEN duplicate_object THEN NULL;
END $$;
ALTER PUBLICATION supabase_realtime ADD TABLE public.live_notes;
NOTIFY pgrst, 'reload schema';
"""
PRESENCE = [["presence", {"event": "sync"}], ["presence", {"event": "join"}], ["presence", {"event": "leave"}]]


@pytest.fixture
async def clients(study_server: StudyServer) -> AsyncIterator[tuple[RealtimeJs, RealtimeJs]]:
    """Yield a client of the old and one of the newest version."""
    async with AsyncExitStack() as stack:
        old, new = [
            await stack.enter_async_context(realtime_js(package, url=study_server.url, key=study_server.anon_key))
            for package in (OLD, NEWEST)
        ]
        yield old, new


async def test_broadcasts_cross_versions(clients: tuple[RealtimeJs, RealtimeJs]) -> None:
    """A message of one version reaches the other one, with an acknowledgement where one was asked for."""
    old, new = clients
    config = {"broadcast": {"ack": True, "self": False}}
    for client in clients:
        await client.subscribe("room", config=config, on=BROADCASTS)
    assert (
        await old.do("send", channel="room", message={"type": "broadcast", "event": "a", "payload": {"n": 1}}) == "ok"
    )
    assert await new.next("room", "broadcast") == {"type": "broadcast", "event": "a", "payload": {"n": 1}}
    assert (
        await new.do("send", channel="room", message={"type": "broadcast", "event": "é", "payload": {"n": 2}}) == "ok"
    )
    assert await old.next("room", "broadcast") == {"type": "broadcast", "event": "é", "payload": {"n": 2}}
    assert (old.payloads("room", "broadcast"), new.payloads("room", "broadcast")) == ([], [])


async def test_presence_is_the_same_for_both(clients: tuple[RealtimeJs, RealtimeJs]) -> None:
    """Who tracks something is seen by both, and so is that they left."""
    old, new = clients
    for name, client in (("old", old), ("new", new)):
        await client.subscribe("room", config={"presence": {"key": name}}, on=PRESENCE)
        assert await client.do("track", channel="room", payload={"name": name}) == "ok"
    await old.next("room", "presence", where=lambda value: value.get("key") == "new")
    for client in clients:
        state = await client.do("presence", channel="room")
        assert {key: [meta["name"] for meta in metas] for key, metas in state.items()} == {
            "old": ["old"],
            "new": ["new"],
        }
    await old.do("leave", channel="room")
    left = await new.next("room", "presence", where=lambda value: value["event"] == "leave")
    assert (left["key"], left["leftPresences"][0]["name"]) == ("old", "old")


async def test_http_reaches_channels(clients: tuple[RealtimeJs, RealtimeJs]) -> None:
    """A client that has not subscribed sends over HTTP: JSON, and with the newest version bytes."""
    old, new = clients
    await new.subscribe("room", on=BROADCASTS)
    await old.do("prepare", channel="room")
    assert (
        await old.do("send", channel="room", message={"type": "broadcast", "event": "a", "payload": {"n": 1}}) == "ok"
    )
    assert (await new.next("room", "broadcast"))["payload"] == {"n": 1}
    await new.do("prepare", channel="other", topic="ro/om?")
    await old.subscribe("slash", topic="ro/om?", on=BROADCASTS)
    assert await new.do("httpSend", channel="other", event="b/c", payload={"n": 2}) == {"success": True}
    assert await old.next("slash", "broadcast") == {"type": "broadcast", "event": "b/c", "payload": {"n": 2}}


async def test_a_client_that_lost_its_connection_comes_back(clients: tuple[RealtimeJs, RealtimeJs]) -> None:
    """After a lost connection, the client joins again by itself and gets messages."""
    for client in clients:
        await client.subscribe("room", on=BROADCASTS)
    for lost, other in (clients, clients[::-1]):
        await lost.do("loseConnection")
        await lost.wait_for_status("room", "SUBSCRIBED")
        await other.do("send", channel="room", message={"type": "broadcast", "event": "a", "payload": {"n": 1}})
        assert (await lost.next("room", "broadcast"))["payload"] == {"n": 1}


async def test_changes_of_rows_reach_their_owner(
    clients: tuple[RealtimeJs, RealtimeJs], study_server: StudyServer, ann: Student, bob: Student
) -> None:
    """Both versions get the rows that their user may read, with the filters that they asked for, and no others."""
    with psycopg.connect(study_server.dsn, autocommit=True) as connection:
        connection.execute(LIVE_NOTES)
    filters = {"event": "*", "schema": "public", "table": "live_notes", "filter": "title=neq.hidden"}
    for client, student in zip(clients, (ann, bob), strict=True):
        await client.do("setAuth", token=student.token)
        await client.subscribe("notes", on=[["postgres_changes", filters], ["system", {}]])
        ready = await client.next("notes", "system")
        assert (ready["status"], ready["message"], ready["channel"]) == ("ok", "Subscribed to PostgreSQL", "notes")
    for student in (ann, bob):
        for title in ("hidden", f"note of {student.id}"):
            note = {"owner": student.id, "title": title}
            assert study_server.request("POST", "live_notes", token=student.token, json=note).status_code == 201
    for client, student in zip(clients, (ann, bob), strict=True):
        change = await client.next("notes", "postgres_changes")
        assert (change["eventType"], change["new"]["title"]) == ("INSERT", f"note of {student.id}")
        assert client.payloads("notes", "postgres_changes") == []


@pytest.mark.slow
async def test_clients_of_two_processes_share_a_channel(
    clients: tuple[RealtimeJs, RealtimeJs], study_server: StudyServer, study_world: World
) -> None:
    """Messages and presence of one process reach clients of the other one, in both directions."""
    other = study_world.start("api", PORT=str(free_port())).wait_ready()
    old, _ = clients
    url = f"http://127.0.0.1:{other.port}"
    async with realtime_js(NEWEST, url=url, key=study_server.anon_key) as new:
        for name, client in (("old", old), ("new", new)):
            await client.subscribe("shared", config={"presence": {"key": name}}, on=[*BROADCASTS, *PRESENCE])
            await client.do("track", channel="shared", payload={"name": name})
        for sender, receiver in ((old, new), (new, old)):
            message = {"type": "broadcast", "event": "a", "payload": {"text": "x" * 20_000}}
            await sender.do("send", channel="shared", message=message)
            assert await receiver.next("shared", "broadcast") == message
        await old.next("shared", "presence", where=lambda value: value.get("key") == "new")
        for client in (old, new):
            assert sorted(await client.do("presence", channel="shared")) == ["new", "old"]
    other.stop()
    await old.next("shared", "presence", where=lambda value: value["event"] == "leave")


async def test_a_channel_follows_the_token_of_its_client(
    clients: tuple[RealtimeJs, RealtimeJs], study_server: StudyServer, ann: Student, bob: Student
) -> None:
    """A private channel opens for the user that a policy names, and closes when another one takes the place."""
    with psycopg.connect(study_server.dsn, autocommit=True) as connection:
        connection.execute(
            f"CREATE POLICY ann ON realtime.messages FOR ALL TO authenticated USING (auth.uid() = '{ann.id}')"
            f" WITH CHECK (auth.uid() = '{ann.id}')"
        )
        try:
            for client in clients:
                await client.do("setAuth", token=ann.token)
                await client.subscribe("secret", config={"private": True}, on=[*BROADCASTS, ["system", {}]])
                await client.do("setAuth", token=bob.token)
                assert "permissions" in (await client.next("secret", "system"))["message"]
                await client.wait_for_status("secret", "CLOSED")
                await client.do("subscribe", channel="refused", config={"private": True})
                assert "Unauthorized" in str(await client.wait_for_status("refused", "CHANNEL_ERROR"))
        finally:
            connection.execute("DROP POLICY ann ON realtime.messages")
