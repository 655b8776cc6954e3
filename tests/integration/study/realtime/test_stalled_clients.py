"""A client that does not read is given up, and slows nobody."""

import asyncio

import pytest

from integration.study.served import StudyServer
from support.phoenix import PhoenixClient, connect

TOPIC = "realtime:stalled"
CHUNK = "x" * 100_000


async def join_as_stalled(client: PhoenixClient) -> None:
    """Join with a presence, whose end shows that the server has given up the client; nothing is read afterwards."""
    await client.join(TOPIC, {"presence": {"key": "stalled"}})
    await client.call(TOPIC, "presence", {"event": "track", "payload": {}})


async def join_as_viewer(client: PhoenixClient) -> None:
    """Join, and wait until the stalled client is there."""
    await client.join(TOPIC, {"presence": {"enabled": True}})
    assert list((await client.wait_for("presence_state")).payload) == ["stalled"]


async def test_a_client_with_too_much_to_read_is_closed_at_once(server: StudyServer) -> None:
    """When more waits for a client than may wait, its connection ends; the others get every message."""
    address, key = server.address, server.keys.anon_key
    async with (
        connect(address, key, buffer=1_000) as stalled,
        connect(address, key) as viewer,
        connect(address, key) as sender,
    ):
        await join_as_stalled(stalled)
        await join_as_viewer(viewer)
        await sender.join(TOPIC)
        leaves: list[str] = []
        numbers: list[int] = []
        for number in range(300):
            await sender.push(TOPIC, "broadcast", {"event": "a", "payload": [number, CHUNK]})
        while len(numbers) < 300 or not leaves:
            frame = await viewer.receive()
            if frame.event == "broadcast":
                numbers.append(frame.payload["payload"][0])
            else:
                leaves += list(frame.payload["leaves"])
        assert (numbers, leaves) == (list(range(300)), ["stalled"])


@pytest.mark.slow
async def test_a_client_that_stalls_is_given_up(server: StudyServer) -> None:
    """What waits for it is less than may wait, but it reads nothing; meanwhile others get every message."""
    address, key = server.address, server.keys.anon_key
    async with (
        connect(address, key, buffer=1_000) as stalled,
        connect(address, key) as viewer,
        connect(address, key) as sender,
    ):
        await join_as_stalled(stalled)
        await join_as_viewer(viewer)
        await sender.join(TOPIC)
        for _ in range(100):
            await sender.push(TOPIC, "broadcast", {"event": "a", "payload": CHUNK})
        await sender.heartbeat()
        left = False
        while not left:
            await sender.push(TOPIC, "broadcast", {"event": "b", "payload": 1})
            frame = await viewer.receive()
            while frame.payload.get("event") != "b":
                left = left or "stalled" in frame.payload.get("leaves", ())
                frame = await viewer.receive()
            # A client may send 2,500 messages per second.
            await asyncio.sleep(0.002)
