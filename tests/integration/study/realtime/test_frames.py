"""Frames that are not as they should be: the client is told, and its connection goes on."""

import json
from typing import Any

import pytest

from integration.study.served import StudyServer
from support.phoenix import V1, V2, VERSIONS, connect
from support.websocket import HandshakeRefused, open_websocket

TOPIC = "realtime:room"

MALFORMED: list[tuple[str, str | bytes]] = [
    (V1, "not json"),
    (V1, "[]"),
    (V1, '{"topic": "a"}'),
    (V1, '{"topic": 1, "event": "x", "payload": {}}'),
    (V1, '["1", "1", "realtime:room", "phx_join", {}]'),
    (V1, b"\x03\x00\x00\x00\x00\x00\x01"),
    (V1, ""),
    (V2, "not json"),
    (V2, "{}"),
    (V2, '["1", "2", "t", "e"]'),
    (V2, '["1", "2", "t", "e", {}, 6]'),
    (V2, '["1", "2", null, "e", {}]'),
    (V2, '[{}, "2", "t", "e", {}]'),
    (V2, "[" * 100_000),
    (V2, '["1", "2", "t", "e", ' + "[" * 100_000 + "]" * 100_000 + "]"),
    (V2, b""),
    (V2, b"\x03"),
    (V2, b"\x04\x00\x00\x00\x00\x00\x00"),
    (V2, b"\x03\x05\x05\x05\x05\x05\x01abc"),
    (V2, b"\x03\x00\x00\x02\x00\x00\x00\xff\xfe"),
    (V2, b"\x03\x00\x00\x01\x01\x00\x07te"),
    (V2, b"\x03\x00\x00\x01\x01\x01\x01te{{}"),
    (V2, b"\x03\x00\x00\x01\x01\x00\x01te{not json"),
    (V2, b'\x03\x00\x00\x01\x01\x00\x01te"\xff"'),
]


@pytest.mark.parametrize("version", VERSIONS)
async def test_malformed_frames_are_answered_and_harm_nobody(server: StudyServer, version: str) -> None:
    """Each malformed frame gets an error, and the channel of the client works as before."""
    async with connect(server.address, server.keys.anon_key, version) as client:
        await client.join(TOPIC, {"broadcast": {"ack": True}})
        for frame in [frame for vsn, frame in MALFORMED if vsn == version]:
            await client.socket.send(frame)
            reply = await client.wait_for("phx_reply")
            assert (reply.status, list(reply.response)) == ("error", ["reason"]), frame
        assert (await client.call(TOPIC, "broadcast", {"event": "a", "payload": {}})).status == "ok"


async def test_text_that_is_not_utf8_ends_the_connection(server: StudyServer) -> None:
    """The server of websockets closes such a connection by itself; others go on."""
    async with (
        connect(server.address, server.keys.anon_key) as client,
        connect(server.address, server.keys.anon_key) as other,
    ):
        await other.join(TOPIC)
        await client.socket.send_frame(1, b'["\xff\xfe"')
        await client.socket.wait_closed()
        assert (await other.heartbeat()).status == "ok"


@pytest.mark.parametrize("version", VERSIONS)
async def test_frames_for_nothing_are_answered(server: StudyServer, version: str) -> None:
    """Topics that are not joined, unknown events and events of others have answers of their own."""
    async with connect(server.address, server.keys.anon_key, version) as client:
        unmatched = {"reason": "unmatched topic"}
        assert (await client.call(TOPIC, "broadcast", {"event": "a"})).response == unmatched
        assert (await client.call("phoenix", "unknown")).response == unmatched
        assert (await client.try_join("other:room")).response == unmatched
        assert (await client.call(TOPIC, "phx_leave")).status == "ok"
        await client.join(TOPIC)
        assert (await client.call(TOPIC, "no such event")).status == "error"
        outdated = await client.reply(await client.push(TOPIC, "presence", {"event": "track"}, join_ref="999"))
        assert outdated.response == unmatched
        # Some clients use numbers, and some have no reference.
        assert (await client.receive_after("phoenix", "heartbeat", ref=7)).ref == 7
        assert (await client.receive_after("phoenix", "heartbeat", ref=None)).ref is None


async def test_large_frames_are_refused(server: StudyServer) -> None:
    """A frame larger than any payload gets an error; one near the limit is delivered."""
    async with connect(server.address, server.keys.anon_key) as client:
        await client.join(TOPIC, {"broadcast": {"self": True, "ack": True}})
        text = "x" * 2_900_000
        await client.push(TOPIC, "broadcast", {"event": "a", "payload": text})
        assert (await client.wait_for("broadcast")).payload["payload"] == text
        reply = await client.call(TOPIC, "broadcast", {"event": "a", "payload": "x" * 3_001_000})
        assert (reply.status, reply.response) == ("error", {"error": "payload_size_exceeded"})
        await client.push(TOPIC, "broadcast", {"event": "a", "payload": "x" * 4_000_000})
        assert (await client.wait_for("phx_reply")).response == {"reason": "The frame is too large"}
        assert (await client.heartbeat()).status == "ok"


@pytest.mark.parametrize(
    ("query", "key"),
    [("vsn=3.0.0", True), ("vsn=1", True), ("vsn=2.0.0", False), ("vsn=2.0.0&apikey=wrong", False)],
)
async def test_handshakes_are_refused(server: StudyServer, query: str, *, key: bool) -> None:
    """A version that is not known, and a missing or wrong key, refuse the connection before it is open."""
    query += f"&apikey={server.keys.anon_key}" if key else ""
    with pytest.raises(HandshakeRefused) as refusal:
        await open_websocket(f"{server.address}/realtime/v1/websocket?{query}")
    assert refusal.value.status == 403


async def test_version_1_is_the_default_and_keys_may_be_headers(server: StudyServer) -> None:
    """Without `vsn` frames are objects; the key may be a header, and an opaque one."""
    url = f"{server.address}/realtime/v1/websocket?log_level=info"
    for key in (server.keys.anon_key, server.keys.publishable_key, server.keys.secret_key):
        async with await open_websocket(url, headers={"apikey": key}) as socket:
            await socket.send('{"topic":"phoenix","event":"heartbeat","payload":{},"ref":"1"}')
            answer: Any = json.loads(await socket.receive())
            assert answer["payload"] == {"status": "ok", "response": {}}
