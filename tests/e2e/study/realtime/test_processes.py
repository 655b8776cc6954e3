"""Real api processes: one is killed, one stops, and one serves thousands of joins."""

import signal
from pathlib import Path

import pytest

from e2e.study.conftest import SECRET
from support.phoenix import PhoenixClient, connect
from support.processes import AlcoveProcess
from support.sockets import free_port
from support.websocket import Closed
from support.world import World, make_world

TOPIC = "realtime:room"
JOINS = 5_000
BATCH = 50


def start(world: World) -> tuple[AlcoveProcess, str]:
    """Start an api process, and return it with its address."""
    process = world.start("api", PORT=str(free_port())).wait_ready()
    return process, f"http://127.0.0.1:{process.port}"


@pytest.mark.slow
async def test_when_a_process_is_killed_its_clients_leave(migrated_data: Path) -> None:
    """Members in other processes see within a bounded time that they are gone, and their own messages go on."""
    with make_world(migrated_data, STUDY_JWT_SECRET=SECRET) as world:
        (first, address), (second, other_address) = start(world), start(world)
        key = world.run_json("study", "keys")["anon_key"]
        async with (
            connect(address, key) as ann,
            connect(address, key) as viewer,
            connect(other_address, key) as bob,
        ):
            for client in (ann, viewer, bob):
                await client.join(TOPIC, {"presence": {"key": "", "enabled": client is viewer}})
            await bob.call(TOPIC, "presence", {"event": "track", "payload": {"name": "Bob"}})
            joins = (await viewer.wait_for("presence_diff")).payload["joins"]
            second.process.send_signal(signal.SIGKILL)
            leaves = (await viewer.wait_for("presence_diff")).payload["leaves"]
            assert list(leaves) == list(joins)
            await ann.push(TOPIC, "broadcast", {"event": "a", "payload": 1})
            assert (await viewer.wait_for("broadcast")).payload["payload"] == 1
            first.process.send_signal(signal.SIGTERM)
            # A client joins again after a lost connection, but not after a closed channel.
            with pytest.raises(Closed):
                await viewer.receive()
            first.process.wait(60)


@pytest.mark.slow
async def test_joins_and_leaves_leave_memory_flat(migrated_data: Path) -> None:
    """After thousands of channels that tracked something, and connections that came and went, nothing is kept."""
    settings = {"STUDY_REALTIME_JOINS_PER_SECOND": "1000000", "STUDY_REALTIME_MESSAGES_PER_SECOND": "1000000"}
    calls = {"STUDY_REALTIME_PRESENCE_CALLS": "100000", "STUDY_REALTIME_PRESENCE_MESSAGES_PER_SECOND": "1000000"}
    with make_world(migrated_data, STUDY_JWT_SECRET=SECRET, **settings, **calls) as world:
        process, address = start(world)
        key = world.run_json("study", "keys")["anon_key"]
        await join_and_leave(address, key, JOINS // 5)
        before = read_memory(process.process.pid)
        await join_and_leave(address, key, JOINS)
        assert read_memory(process.process.pid) - before < 8


async def join_and_leave(address: str, key: str, count: int) -> None:
    """Join so many channels, track something on each, and leave; each connection is used for some of them."""
    for start_number in range(0, count, BATCH):
        async with connect(address, key) as client:
            for number in range(start_number, start_number + BATCH):
                await push_life(client, f"realtime:room {number}")
            assert (await client.heartbeat()).status == "ok"


async def push_life(client: PhoenixClient, topic: str) -> None:
    """Send all frames of a channel; every second one is left by the end of the connection."""
    await client.push_join(topic, {"presence": {"key": topic, "enabled": True}, "broadcast": {"self": True}})
    await client.push(topic, "presence", {"event": "track", "payload": {"topic": topic}})
    await client.push(topic, "broadcast", {"event": "a", "payload": "x" * 1000})
    if not topic.endswith(("1", "3", "5", "7", "9")):
        await client.push(topic, "phx_leave")


def read_memory(pid: int) -> float:
    """Return the memory of a process in MiB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    return next(int(line.split()[1]) for line in lines if line.startswith("Rss:")) / 1024
