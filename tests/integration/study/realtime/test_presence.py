"""Presence: who is on a channel, as its members see it."""

import uuid
from typing import Any

import pytest

from integration.study.served import StudyServer
from support.phoenix import VERSIONS, PhoenixClient, connect


@pytest.fixture
def topic() -> str:
    """Return a topic of the test alone."""
    return f"realtime:{uuid.uuid4()}"


def config(key: str = "") -> dict[str, Any]:
    """Return the configuration of a channel with presence."""
    return {"presence": {"key": key, "enabled": True}}


async def track(client: PhoenixClient, topic: str, payload: object) -> None:
    """Track something, and wait for the answer."""
    assert (
        await client.call(topic, "presence", {"type": "presence", "event": "track", "payload": payload})
    ).status == "ok"


def names(presences: dict[str, Any]) -> dict[str, list[str]]:
    """Return the names by key."""
    return {key: [meta["name"] for meta in value["metas"]] for key, value in presences.items()}


@pytest.mark.parametrize("version", VERSIONS)
async def test_who_comes_and_goes_is_told(server: StudyServer, topic: str, version: str) -> None:
    """Members get who is there when they join, then who comes, changes and leaves, with references that fit."""
    address, key = server.address, server.keys.anon_key
    async with connect(address, key, version) as ann:
        await ann.join(topic, config("ann"))
        assert (await ann.wait_for("presence_state")).payload == {}
        async with connect(address, key) as bob:
            await bob.join(topic, config("bob"))
            await track(bob, topic, {"name": "Bob"})
            joined = (await ann.wait_for("presence_diff")).payload
            assert (names(joined["joins"]), joined["leaves"]) == ({"bob": ["Bob"]}, {})
            first = joined["joins"]["bob"]["metas"][0]["phx_ref"]
            await track(bob, topic, {"name": "Bobby", "phx_ref": "forged"})
            changed = (await ann.wait_for("presence_diff")).payload
            meta = changed["joins"]["bob"]["metas"][0]
            assert (meta["phx_ref_prev"], names(changed["leaves"])) == (first, {"bob": ["Bob"]})
            assert changed["leaves"]["bob"]["metas"][0]["phx_ref"] == first != meta["phx_ref"] != "forged"
            async with connect(address, key, version) as later:
                await later.join(topic, config())
                assert names((await later.wait_for("presence_state")).payload) == {"bob": ["Bobby"]}
                assert await later.receive_all() == []
            bob.socket.drop()
        left = (await ann.wait_for("presence_diff")).payload
        assert (left["joins"], names(left["leaves"])) == ({}, {"bob": ["Bobby"]})


async def test_one_key_may_be_there_several_times(server: StudyServer, topic: str) -> None:
    """Two clients with one key are two metas of it; each leaves for itself, by untrack or by leaving."""
    address, key = server.address, server.keys.anon_key
    async with connect(address, key) as first, connect(address, key) as second, connect(address, key) as viewer:
        for client in (first, second):
            await client.join(topic, config("same"))
            await track(client, topic, {"name": "first" if client is first else "second"})
        await viewer.join(topic, config())
        assert names((await viewer.wait_for("presence_state")).payload) == {"same": ["first", "second"]}
        assert (await first.call(topic, "presence", {"event": "untrack"})).status == "ok"
        assert names((await viewer.wait_for("presence_diff")).payload["leaves"]) == {"same": ["first"]}
        await second.push(topic, "phx_leave")
        assert names((await viewer.wait_for("presence_diff")).payload["leaves"]) == {"same": ["second"]}


async def test_a_key_is_made_up_and_changes_are_merged(server: StudyServer, topic: str) -> None:
    """Without a key each client has its own; who comes and goes within a moment is not told at all."""
    address, key = server.address, server.keys.anon_key
    async with connect(address, key) as first, connect(address, key) as second, connect(address, key) as viewer:
        await viewer.join(topic, config())
        for client in (first, second):
            await client.join(topic, {"presence": {"key": ""}})
        await first.push(topic, "presence", {"event": "TRACK", "payload": {"name": "a"}})
        await first.push(topic, "presence", {"event": "untrack"})
        await first.push(topic, "presence", {"event": "track", "payload": {"name": "b"}})
        await first.heartbeat()
        joins = (await viewer.wait_for("presence_diff")).payload["joins"]
        assert [values for values in names(joins).values() if values != ["a"]] == [["b"]]
        await track(second, topic, {"name": "c"})
        again = (await viewer.wait_for("presence_diff")).payload["joins"]
        assert next(iter(again)) not in joins


async def test_without_presence_a_client_gets_none_but_can_be_seen(server: StudyServer, topic: str) -> None:
    """A channel that did not ask for presence gets no frames of it; what it tracks is seen by others."""
    address, key = server.address, server.keys.anon_key
    async with connect(address, key) as quiet, connect(address, key) as viewer:
        await viewer.join(topic, config())
        await quiet.join(topic, {"presence": {"key": "quiet", "enabled": False}})
        await track(quiet, topic, {"name": "q"})
        assert names((await viewer.wait_for("presence_diff")).payload["joins"]) == {"quiet": ["q"]}
        assert await quiet.receive_all() == []


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ({"event": "track", "payload": [1]}, "Presence track payload must be a map"),
        ({"event": "track", "payload": "text"}, "Presence track payload must be a map"),
        ({"event": "track", "payload": {str(n): n for n in range(11)}}, "Presence track payload has more than 10 keys"),
        ({"event": "other"}, None),
        ({}, None),
        ([], None),
    ],
)
async def test_refused_calls(server: StudyServer, topic: str, payload: object, reason: str | None) -> None:
    """What is no presence is refused, and the channel stays."""
    async with connect(server.address, server.keys.anon_key) as client:
        await client.join(topic, config("me"))
        reply = await client.call(topic, "presence", payload)
        assert (reply.status, reply.response) == ("error", {"reason": reason} if reason else {})
        await track(client, topic, {})
