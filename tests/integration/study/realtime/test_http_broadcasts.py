"""Broadcasts over HTTP: in one request, or one event at its own address."""

import json
import uuid
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pytest

from integration.study.served import StudyServer
from support.golden import check
from support.http_client import blocking_http_client
from support.phoenix import V1, VERSIONS, connect

TOPIC = "realtime:room"
GOLDEN: Final = Path(__file__).parent / "golden"
BATCH: Final = "/realtime/v1/api/broadcast"


def post(server: StudyServer, path: str = BATCH, *, content: Any, headers: dict[str, str] | None = None) -> Any:
    """Send a request with a body, as JSON unless it is bytes."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    sent = {**server.headers(), "content-type": "application/json", **(headers or {})}
    with blocking_http_client(server.address) as client:
        return client.post(path, content=body, headers=sent)


@pytest.mark.parametrize("version", VERSIONS)
async def test_messages_reach_their_topics(server: StudyServer, version: str) -> None:
    """Each message goes to its topic, with the name of its event and its payload; the answer is 202 without a body."""
    async with connect(server.address, server.keys.anon_key, version) as client:
        await client.join(TOPIC)
        messages: list[dict[str, object]] = [
            {"topic": "room", "event": "a", "payload": {"n": 1}},
            {"topic": "elsewhere", "event": "b", "payload": {}},
            {"topic": "room", "event": "c", "payload": "text", "private": False},
            {"topic": "room", "event": "d", "payload": {}, "private": None},
        ]
        response = post(server, content={"messages": messages})
        assert (response.status_code, response.content) == (202, b"")
        got = [(await client.wait_for("broadcast")).payload for _ in range(3)]
        assert got == [
            {"type": "broadcast", "event": "a", "payload": {"n": 1}},
            {"type": "broadcast", "event": "c", "payload": "text"},
            {"type": "broadcast", "event": "d", "payload": {}},
        ]
        assert post(server, content={"messages": []}).status_code == 202


async def test_an_event_at_its_own_address(server: StudyServer) -> None:
    """The body is the payload, JSON or bytes; names may contain anything."""
    name, event = "a/b?c#ä", "x/y z"
    path = f"{BATCH}/{quote(name, safe='')}/events/{quote(event, safe='')}"
    key = server.keys.anon_key
    async with connect(server.address, key) as client, connect(server.address, key, V1) as old:
        for member in (client, old):
            await member.join(f"realtime:{name}")
        assert post(server, path, content={"n": 1}).status_code == 202
        binary = {"content-type": "application/octet-stream"}
        assert post(server, path, content=b"\x00\xff", headers=binary).status_code == 202
        for member in (client, old):
            payload = (await member.wait_for("broadcast")).payload
            assert payload == {"type": "broadcast", "event": event, "payload": {"n": 1}}
        assert (await client.wait_for("broadcast")).payload["payload"] == b"\x00\xff"
        assert await old.receive_all() == []


async def test_private_messages_need_a_policy(server: StudyServer, account: uuid.UUID, other: uuid.UUID) -> None:
    """Of the messages of a request those are sent that the caller may send; without any the answer is 403."""
    await server.execute(
        "CREATE POLICY member_writes ON realtime.messages FOR INSERT TO authenticated"
        f" WITH CHECK (auth.uid() = '{account}' AND realtime.topic() = 'room')"
    )
    await server.execute("CREATE POLICY all_read ON realtime.messages FOR SELECT TO anon USING (true)")
    try:
        async with connect(server.address, server.keys.anon_key) as client:
            await client.join(TOPIC, {"private": True})
            await client.join("realtime:other", {"private": True})
            private: dict[str, object] = {"payload": {}, "private": True}
            messages = [{"topic": topic, "event": topic, **private} for topic in ("other", "room")]
            headers = server.headers(account)
            assert post(server, content={"messages": messages}, headers=headers).status_code == 202
            assert (await client.wait_for("broadcast")).payload["event"] == "room"
            assert post(server, content={"messages": messages}, headers=server.headers(other)).status_code == 403
            path = f"{BATCH}/room/events/a?private=true"
            assert post(server, path, content={}, headers=server.headers(other)).status_code == 403
            assert post(server, path, content={}, headers=headers).status_code == 202
            stored = f"{path}&persist=true"
            assert post(server, stored, content={"n": 5}, headers=headers).status_code == 202
            frames = [await client.wait_for("broadcast") for _ in range(2)]
            assert "meta" not in frames[0].payload
            message_id = frames[1].payload["meta"]["id"]
            replay = {"private": True, "broadcast": {"replay": {"since": 0}}}
            await client.join(TOPIC, replay)
            replayed = (await client.wait_for("broadcast")).payload
            assert replayed["meta"] == {"replayed": True, "id": message_id}
            assert replayed["payload"]["n"] == 5
    finally:
        await server.execute("DROP POLICY member_writes ON realtime.messages")
        await server.execute("DROP POLICY all_read ON realtime.messages")


async def test_a_message_that_cannot_be_stored(server: StudyServer) -> None:
    """What PostgreSQL cannot store is the sender's error, over HTTP and in a frame; it is not sent either."""
    headers = server.service_headers()
    zero, number = b'{"a": "\\u0000"}', b"1e200000"
    path = f"{BATCH}/room/events/a?private=true&persist=true"
    async with connect(server.address, server.keys.secret_key) as client:
        await client.join(TOPIC, {"private": True, "broadcast": {"ack": True, "self": True}})
        for content in (zero, number):
            response = post(server, path, content=content, headers=headers)
            assert (response.status_code, response.json()["message"]) == (422, "invalid_payload")
            ref = await client.push_broadcast(TOPIC, "a", content, metadata=b'{"persist": true}')
            assert (await client.reply(ref)).response == {"error": "invalid_payload"}
        assert await client.receive_all() == []


def test_refusals(server: StudyServer) -> None:
    """Each request that cannot be is refused, as the golden file says."""
    message = {"topic": "room", "event": "a", "payload": {}}
    private = [{**message, "topic": str(number), "private": True} for number in range(101)]
    expired = {"Authorization": f"Bearer {server.token(uuid.uuid4(), lifetime=-300)}"}
    cases: list[tuple[str, str, Any, dict[str, str]]] = [
        ("not JSON", BATCH, b"{", {}),
        ("not UTF-8", BATCH, b'{"messages": [{"topic": "\xff"}]}', {}),
        ("a payload that is not UTF-8", BATCH, b'{"messages": [{"topic": "a", "event": "b", "payload": "\xff"}]}', {}),
        ("no messages", BATCH, {}, {}),
        ("messages are no list", BATCH, {"messages": {}}, {}),
        ("a message is no object", BATCH, {"messages": [1]}, {}),
        ("fields are missing", BATCH, {"messages": [message, {}]}, {}),
        ("fields are wrong", BATCH, {"messages": [{"topic": 1, "event": [], "payload": 1, "private": "x"}]}, {}),
        ("too many", BATCH, {"messages": [message] * 1001}, {}),
        ("too many private topics", BATCH, {"messages": private}, {}),
        ("too large", BATCH, {"messages": [{**message, "payload": "x" * 3_000_001}]}, {}),
        ("expired token", BATCH, {"messages": [message]}, expired),
        ("wrong key", BATCH, {"messages": [message]}, {"apikey": "wrong"}),
        ("event without JSON", f"{BATCH}/room/events/a", b"{", {}),
        ("event too large", f"{BATCH}/room/events/a", "x" * 3_000_001, {}),
        ("event without a topic", f"{BATCH}//events/a", {}, {}),
        ("public event stored", f"{BATCH}/room/events/a?persist=true", {}, {}),
        ("invalid time", f"{BATCH}/room/events/a?persist[ttl]=-1", {}, {}),
        ("unknown address", f"{BATCH}/room/event/a", {}, {}),
        ("not UTF-8 in the address", f"{BATCH}/%ff/events/a", {}, {}),
        ("another unknown address", "/realtime/v1/api/other", {}, {}),
    ]
    answers = []
    for name, path, content, headers in cases:
        response = post(server, path, content=content, headers=headers)
        answers.append({"case": name, "status": response.status_code, "body": response.json()})
    with blocking_http_client(server.address) as client:
        assert client.get(BATCH, headers=server.headers()).status_code == 405
    check(GOLDEN / "http_refusals.json", answers)
