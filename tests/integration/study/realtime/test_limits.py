"""Limits: each has its message, and ends what the documentation says."""

import asyncio
import uuid
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from alcove.apps.study.settings import StudySettings
from alcove.foundation.settings import SettingError
from alcove.main.configuration import read_configuration
from integration.study.served import StudyServer, serve_study
from support.phoenix import PhoenixClient, connect
from support.postgres import Databases
from support.websocket import Closed, HandshakeRefused

TOPIC = "realtime:room"


@pytest.fixture(scope="module")
def strict(_databases: Databases, _template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StudyServer]:
    """Yield a server with small limits."""
    settings = {
        # Those of the test before may not have ended yet.
        "STUDY_REALTIME_CONNECTIONS": "5",
        "STUDY_REALTIME_CHANNELS": "2",
        "STUDY_REALTIME_JOINS_PER_SECOND": "16",
        "STUDY_REALTIME_JOINS_PER_CONNECTION": "6",
        "STUDY_REALTIME_MESSAGES_PER_SECOND": "20",
        "STUDY_REALTIME_PAYLOAD_KB": "1",
        "STUDY_REALTIME_HEARTBEAT_TIMEOUT": "2",
        "STUDY_REALTIME_PRESENCE_MESSAGES_PER_SECOND": "8",
    }
    with (
        _databases.clone(_template) as dsn,
        serve_study(dsn, tmp_path_factory.mktemp("data"), **settings) as served,
    ):
        yield served


async def test_channels_of_a_connection(strict: StudyServer) -> None:
    """One channel too many is refused; joining a topic again is not, and a leave makes room."""
    async with connect(strict.address, strict.keys.anon_key) as client:
        for topic in ("realtime:1", "realtime:2", "realtime:1"):
            await client.join(topic)
        reply = await client.try_join("realtime:3")
        assert reply.response == {"reason": "ChannelRateLimitReached: Too many channels"}
        await client.push("realtime:1", "phx_leave")
        await client.join("realtime:3")


async def test_messages_per_second(strict: StudyServer) -> None:
    """A client that sends too much loses its channel, and its connection if it goes on."""
    async with connect(strict.address, strict.keys.anon_key) as client:
        await client.join(TOPIC)
        for _ in range(30):
            await client.push(TOPIC, "broadcast", {"event": "a", "payload": {}})
        assert (await client.wait_for("system")).payload["message"] == "Too many messages per second"
        assert (await client.receive()).event == "phx_close"
        with pytest.raises((Closed, ConnectionError)):
            await _flood(client)


async def test_payloads(strict: StudyServer) -> None:
    """A large broadcast is refused with an acknowledgement and else dropped; a large presence ends the channel."""
    large = {"event": "track", "payload": {"a": "x" * 1001}}
    async with connect(strict.address, strict.keys.anon_key) as client:
        await client.join(TOPIC, {"broadcast": {"ack": True, "self": True}})
        assert (await client.call(TOPIC, "broadcast", large)).response == {"error": "payload_size_exceeded"}
        reply = await client.reply(await client.push_broadcast(TOPIC, "a", b'"' + b"x" * 1000 + b'"'))
        assert reply.response == {"error": "payload_size_exceeded"}
        await client.join(TOPIC, {"broadcast": {"self": True}})
        await client.push(TOPIC, "broadcast", large)
        assert await client.receive_all() == []
        await client.push(TOPIC, "presence", large)
        assert (await client.wait_for("system")).payload["message"] == "Track message size exceeded"
        assert (await client.receive()).event == "phx_close"


async def test_presence_calls(strict: StudyServer) -> None:
    """The sixth call of a client within half a minute ends the channel; the process has a limit of its own."""
    async with connect(strict.address, strict.keys.anon_key) as client:
        await client.join(TOPIC)
        for number in range(6):
            await client.push(TOPIC, "presence", {"event": "track", "payload": {"n": number}})
        assert (await client.wait_for("system")).payload["message"] == "Client presence rate limit exceeded"
        assert (await client.receive()).event == "phx_close"
    async with (
        connect(strict.address, strict.keys.anon_key) as first,
        connect(strict.address, strict.keys.anon_key) as second,
    ):
        for client in (first, second):
            await client.join(TOPIC)
            for _ in range(5):
                await client.push(TOPIC, "presence", {"event": "untrack"})
        assert (await second.wait_for("system")).payload["message"] == "Too many presence messages per second"


async def test_a_silent_connection_is_closed(strict: StudyServer) -> None:
    """Without a heartbeat the connection ends; with one it goes on."""
    async with (
        connect(strict.address, strict.keys.anon_key) as silent,
        connect(strict.address, strict.keys.anon_key) as alive,
    ):
        await silent.join(TOPIC)
        for _ in range(3):
            await alive.heartbeat()
            await asyncio.sleep(1)
        await silent.socket.wait_closed()
        assert (await alive.heartbeat()).status == "ok"


async def test_presences_of_all_channels(strict: StudyServer) -> None:
    """All that a client tracks is as large as one payload; what it no longer tracks is not counted."""
    large = {"event": "track", "payload": {"a": "x" * 600}}
    async with connect(strict.address, strict.keys.anon_key) as client:
        for topic in ("realtime:1", "realtime:2"):
            await client.join(topic)
        for topic in ("realtime:1", "realtime:1", "realtime:2"):
            await client.push(topic, "presence", large)
        closed = await client.wait_for("system")
        assert (closed.topic, closed.payload["message"]) == ("realtime:2", "Track message size exceeded")
        await client.push("realtime:1", "phx_leave")
        await client.join("realtime:2")
        assert (await client.call("realtime:2", "presence", large)).status == "ok"


async def test_the_payload_of_a_join(strict: StudyServer) -> None:
    """A configuration that is too large is refused, because the channel would keep it."""
    async with connect(strict.address, strict.keys.anon_key) as client:
        await client.join(TOPIC, {"more": "x" * 240_000})
        reply = await client.try_join(TOPIC, {"more": "x" * 250_000})
        assert reply.response == {"reason": "InvalidJoinPayload: it has more than 250000 bytes"}


async def test_changes_of_tokens(strict: StudyServer) -> None:
    """A client that changes its token all the time loses its private channel: the database decides about each."""
    await strict.execute("CREATE POLICY all_read ON realtime.messages FOR SELECT TO authenticated USING (true)")
    async with connect(strict.address, strict.keys.anon_key) as client:
        await client.join(TOPIC, {"private": True}, token=strict.token(uuid.uuid4()))
        for _ in range(8):
            await client.push(TOPIC, "access_token", {"access_token": strict.token(uuid.uuid4())})
        message = (await client.wait_for("system")).payload["message"]
        assert message == "ClientJoinRateLimitReached: Too many joins per second"


async def test_joins_per_second(strict: StudyServer) -> None:
    """A client that joins too often is refused, and leaves joins to others."""
    # The joins of the test before count in the same second.
    await asyncio.sleep(1.0)
    address, key = strict.address, strict.keys.anon_key
    async with connect(address, key) as eager, connect(address, key) as other:
        refs = [await eager.push_join(TOPIC) for _ in range(18)]
        replies = [await eager.reply(ref) for ref in refs]
        assert replies[-1].response == {"reason": "ClientJoinRateLimitReached: Too many joins per second"}
        await other.join(TOPIC)


async def _flood(client: PhoenixClient) -> None:
    for _ in range(1000):
        await client.push(TOPIC, "broadcast", {"event": "a", "payload": {}})
        await client.receive()


def test_settings_are_checked(tmp_path: Path) -> None:
    """A limit that cannot be is named."""
    variables = {"ALCOVE_DATA_DIR": str(tmp_path), "STUDY_REALTIME_CHANNELS": "0"}
    with pytest.raises(SettingError, match="STUDY_REALTIME_CHANNELS"):
        read_configuration(variables).load(StudySettings)


async def test_connections(strict: StudyServer) -> None:
    """A connection too many may not join and is told why; with a hundred more there is no connection."""
    address, key = strict.address, strict.keys.anon_key
    async with AsyncExitStack() as stack:
        *_, last = [await stack.enter_async_context(connect(address, key)) for _ in range(6)]
        reply = await last.try_join(TOPIC)
        assert reply.response == {"reason": "ConnectionRateLimitReached: Too many connected users"}
        assert (await last.heartbeat()).status == "ok"
        with pytest.raises(HandshakeRefused):
            await _open_many(stack, address, key=key)


async def _open_many(stack: AsyncExitStack, address: str, *, key: str) -> None:
    for _ in range(100):
        await stack.enter_async_context(connect(address, key))
