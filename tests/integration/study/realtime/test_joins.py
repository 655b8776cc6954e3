"""Joining and leaving channels."""

import json
import re
from pathlib import Path
from typing import Any, Final

import pytest

from integration.study.served import StudyServer
from support.golden import check
from support.phoenix import V1, VERSIONS, PhoenixClient, connect

TOPIC = "realtime:room"
GOLDEN: Final = Path(__file__).parent / "golden"

REFUSED: list[tuple[str, Any]] = [
    ("realtime:", {}),
    ("other", {}),
    ("realtime:" + "x" * 1001, {}),
    (TOPIC, {"config": []}),
    (TOPIC, {"config": {"broadcast": 1}}),
    (TOPIC, {"config": {"presence": {"key": ["a"]}}}),
    (TOPIC, {"config": {"presence": {"key": "x" * 1001}}}),
    (TOPIC, {"config": {"private": "yes"}}),
    (TOPIC, {"config": {"postgres_changes": {}}}),
    (TOPIC, {"config": {"postgres_changes": [1]}}),
    (TOPIC, {"config": {"postgres_changes": [{"event": "TRUNCATE"}]}}),
    (TOPIC, {"config": {"postgres_changes": [{"event": "*", "table": 1}]}}),
    (TOPIC, {"config": {"postgres_changes": [{"event": "*", "select": [1]}]}}),
    (TOPIC, {"config": {"postgres_changes": [{}] * 101}}),
    (TOPIC, {"config": {"broadcast": {"replay": {"since": 1}}}}),
    (TOPIC, {"config": {"private": True, "broadcast": {"replay": {"since": 1, "limit": 0}}}}),
    (TOPIC, {"access_token": 5}),
    (TOPIC, {"access_token": "a.b.c"}),
    (TOPIC, {"access_token": "no token"}),
    (TOPIC, []),
    (TOPIC, "text"),
    (TOPIC, None),
]


async def _join(client: PhoenixClient, topic: str, payload: Any) -> Any:
    ref = client.next_ref()
    await client.socket.send(json.dumps([ref, ref, topic, "phx_join", payload]))
    return (await client.reply(ref)).payload


async def test_refusals(server: StudyServer) -> None:
    """Each join that cannot be is refused with its reason, as the golden file says."""
    async with connect(server.address, server.keys.anon_key) as client:
        answers = [
            {"topic": topic[:40], "payload": json.dumps(payload)[:120], "reply": await _join(client, topic, payload)}
            for topic, payload in REFUSED
        ]
        assert [answer["reply"]["status"] for answer in answers] == ["error"] * len(REFUSED)
    check(GOLDEN / "refusals.json", answers)


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_life_of_a_channel(server: StudyServer, version: str) -> None:
    """Join, presence, broadcast, leave: every frame of the server, as the golden file says."""
    frames: list[str | bytes] = []
    async with connect(server.address, server.keys.anon_key, version) as client:
        config = {"broadcast": {"ack": True, "self": True}, "presence": {"key": "me", "enabled": True}}
        ref = client.next_ref()
        join = {"config": config}
        await client.push(TOPIC, "phx_join", join, ref=ref, join_ref=ref)
        client.use_join_ref(TOPIC, ref)
        frames += await _receive_until(client, "presence_state")
        for event, payload in (
            ("broadcast", {"type": "broadcast", "event": "a", "payload": {"n": 1}}),
            ("presence", {"type": "presence", "event": "track", "payload": {"name": "Ann"}}),
            ("presence", {"type": "presence", "event": "untrack"}),
        ):
            await client.push(TOPIC, event, payload)
            # Changes of presence are collected for a moment.
            frames += await _receive_until(client, "presence_diff" if event == "presence" else "phx_reply")
        await client.push(TOPIC, "access_token", {"access_token": "x.y.z"})
        await client.push("phoenix", "heartbeat")
        frames += await _receive_until(client, "phoenix")
        await client.push(TOPIC, "phx_join", join, ref="20", join_ref="20")
        client.use_join_ref(TOPIC, "20")
        if version != V1:
            await client.push_broadcast(TOPIC, "b", b'{"n":2}')
        await client.push(TOPIC, "phx_leave")
        await client.push("phoenix", "heartbeat")
        frames += await _receive_until(client, "phoenix")
    check(GOLDEN / f"frames_{version[0]}.json", [_readable(frame) for frame in frames])


async def _receive_until(client: PhoenixClient, text: str) -> list[str | bytes]:
    frames = [await client.socket.receive()]
    while text not in str(frames[-1]):
        frames.append(await client.socket.receive())
    return frames


def _readable(frame: str | bytes) -> Any:
    if isinstance(frame, bytes):
        return {"binary": frame.decode("latin-1")}
    content = json.loads(frame)
    return json.loads(_without_refs(json.dumps(content)))


def _without_refs(text: str) -> str:
    return re.sub(r'"(phx_ref(?:_prev)?)": "[^"]+"', r'"\1": "..."', text)


@pytest.mark.parametrize("version", VERSIONS)
async def test_joining_again_replaces_the_channel(server: StudyServer, version: str) -> None:
    """The old channel is closed with its own reference, and each message comes once."""
    key = server.keys.anon_key
    async with connect(server.address, key, version) as client, connect(server.address, key) as other:
        first = await client.join(TOPIC)
        await other.join(TOPIC)
        ref = await client.push_join(TOPIC)
        closed = await client.receive()
        assert (closed.event, closed.ref, closed.join_ref) == ("phx_close", first.ref, first.join_ref)
        assert (await client.reply(ref)).status == "ok"
        await other.push(TOPIC, "broadcast", {"event": "a", "payload": 1})
        await other.heartbeat()
        assert [frame.event for frame in await client.receive_all()] == ["broadcast"]


async def test_leaving_ends_a_channel(server: StudyServer) -> None:
    """After a leave nothing comes, and leaving again is no error."""
    key = server.keys.anon_key
    async with connect(server.address, key) as client, connect(server.address, key, V1) as other:
        await client.join(TOPIC)
        await other.join(TOPIC)
        ref = await client.push(TOPIC, "phx_leave")
        frames = [await client.receive(), await client.receive()]
        assert [(frame.event, frame.ref) for frame in frames] == [("phx_reply", ref), ("phx_close", frames[1].join_ref)]
        await other.push(TOPIC, "broadcast", {"event": "a", "payload": 1})
        await other.heartbeat()
        assert await client.receive_all() == []
        assert (await client.call(TOPIC, "phx_leave")).status == "ok"


async def test_public_and_private_channels_of_a_name_are_separate(server: StudyServer) -> None:
    """A public message does not reach the private channel of the same name, and the other way round."""
    await server.execute("CREATE POLICY everybody ON realtime.messages FOR ALL TO anon USING (true) WITH CHECK (true)")
    key = server.keys.anon_key
    try:
        async with connect(server.address, key) as public, connect(server.address, key) as private:
            await public.join(TOPIC)
            await private.join(TOPIC, {"private": True})
            for sender, other in ((public, private), (private, public)):
                await sender.push(TOPIC, "broadcast", {"event": "a", "payload": 1})
                await sender.heartbeat()
                assert await other.receive_all() == []
    finally:
        await server.execute("DROP POLICY everybody ON realtime.messages")


async def test_private_channels_are_refused_without_a_policy(server: StudyServer) -> None:
    """Nobody joins a private channel that no policy allows."""
    async with connect(server.address, server.keys.anon_key) as client:
        reply = await client.try_join(TOPIC, {"private": True})
        reason = "Unauthorized: You do not have permissions to read from this Channel topic: room"
        assert (reply.status, reply.response) == ("error", {"reason": reason})
