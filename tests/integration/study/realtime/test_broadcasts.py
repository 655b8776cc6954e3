"""Broadcasts between clients of both versions, through a real server."""

import pytest

from integration.study.served import StudyServer
from support.phoenix import V1, V2, VERSIONS, connect

TOPIC = "realtime:room"


@pytest.mark.parametrize("sender_version", VERSIONS)
@pytest.mark.parametrize("version", VERSIONS)
async def test_others_get_a_broadcast_and_the_sender_does_not(
    server: StudyServer, sender_version: str, version: str
) -> None:
    """A text broadcast reaches the other members as it was sent, whatever version they speak."""
    key = server.keys.anon_key
    payload = {"type": "broadcast", "event": "shout", "payload": {"text": "ä", "n": 1.0}, "more": [1]}
    async with connect(server.address, key, sender_version) as sender, connect(server.address, key, version) as other:
        await other.join(TOPIC)
        await sender.join(TOPIC)
        await sender.push(TOPIC, "broadcast", payload)
        got = await other.wait_for("broadcast")
        assert (got.topic, got.payload, got.ref) == (TOPIC, payload, None)
        assert [frame.event for frame in await sender.receive_all()] == []


async def test_a_binary_frame_is_binary_in_version_2_and_text_in_version_1(server: StudyServer) -> None:
    """A JSON payload reaches both versions; one that is not JSON reaches version 2 only."""
    key = server.keys.anon_key
    async with (
        connect(server.address, key, V2) as sender,
        connect(server.address, key, V2) as new,
        connect(server.address, key, V1) as old,
    ):
        for client in (new, old):
            await client.join(TOPIC)
        await sender.join(TOPIC)
        await sender.push_broadcast(TOPIC, "shout", b'{"a": 1}')
        await sender.push_broadcast(TOPIC, "bytes", b"\x00\xff", encoding=0)
        first, second = await new.receive(), await new.receive()
        assert (first.is_binary, first.payload) == (True, {"type": "broadcast", "event": "shout", "payload": {"a": 1}})
        assert (second.is_binary, second.payload["payload"]) == (True, b"\x00\xff")
        frames = await old.receive_all()
        assert [frame.payload for frame in frames] == [first.payload]


@pytest.mark.parametrize("version", VERSIONS)
async def test_only_the_server_tells_about_a_message(server: StudyServer, version: str) -> None:
    """A client cannot make others believe that its message is a replay, or has an id."""
    async with (
        connect(server.address, server.keys.anon_key, version) as sender,
        connect(server.address, server.keys.anon_key, version) as other,
    ):
        await other.join(TOPIC)
        await sender.join(TOPIC)
        for name in ("meta", "m\\u0065ta"):
            text = f'{{"event":"a","payload":{{"meta":1}},"{name}":{{"replayed":true,"id":"x"}}}}'
            quoted = f'"topic":"{TOPIC}","event":"broadcast","payload":{text},"ref":"9","join_ref":null'
            frame = f"{{{quoted}}}" if version == V1 else f'[null,"9","{TOPIC}","broadcast",{text}]'
            await sender.socket.send(frame)
            assert (await other.wait_for("broadcast")).payload == {"event": "a", "payload": {"meta": 1}}


async def test_messages_of_the_database_have_a_size(server: StudyServer) -> None:
    """A message of the database is left out when its event and payload together are too large."""
    async with connect(server.address, server.keys.anon_key) as client:
        await client.join(TOPIC)
        for event, payload in (("e" * 1_600_000, "x" * 1_600_000), ("e" * 3_100_000, ""), ("last", "")):
            await server.execute(
                "SELECT realtime.send(jsonb_build_object('text', $2::text), $1, 'room', false)", event, payload
            )
        assert (await client.wait_for("broadcast")).payload["event"] == "last"
