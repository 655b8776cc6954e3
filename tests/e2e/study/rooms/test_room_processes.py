"""Rooms over several real api processes: one is killed, and the database is lost."""

import asyncio
import signal
import time
from pathlib import Path

import pytest

from e2e.study.rooms.room_world import fill_world, run_world, start


@pytest.mark.slow
async def test_members_of_two_processes_share_a_room_and_one_is_killed(migrated_data: Path) -> None:
    """Messages, presence and the timer reach the other process; after a kill -9 nothing is lost or doubled."""
    with run_world(migrated_data) as world:
        (_, address), (second, other_address) = start(world), start(world)
        async with fill_world(world, 2) as rooms:
            ann, bob = await rooms.open(address), await rooms.open(other_address, 1)
            await ann.wait_status(rooms.members[1], "active")
            await bob.call("message", id="1", text="hello")
            await ann.wait_event("message", text="hello")
            await bob.call("timer", action="start")
            timer = (await ann.wait_event("timer"))["data"]["timer"]
            # What is sent when the process dies may be stored or not: the client sends it again with the same id.
            await bob.send("message", id="2", text="again")
            second.process.send_signal(signal.SIGKILL)
            await bob.wait_closed()
            back = await rooms.open(address, 1, after=bob.numbers[-1] if bob.numbers else None)
            assert (await back.call("message", id="2", text="again"))["type"] == "ack"
            await ann.wait_event("message", text="again")
            await ann.wait_event("timer")
            assert ann.texts == ["hello", "again"]
            assert back.welcome["timer"]["ends_at"][:19] == timer["ends_at"][:19]
            back.socket.drop()
            # The presence in the killed process ends by itself.
            await ann.wait_status(rooms.members[1], "offline", within=15)
            third, third_address = start(world)
            async with await rooms.open(third_address, 1, after=0) as late:
                await late.wait_event("message", text="again")
                assert late.texts == ["hello", "again"]
                assert third.process.poll() is None


@pytest.mark.slow
async def test_a_lost_database_is_named_and_nothing_is_half_done(migrated_data: Path) -> None:
    """While PostgreSQL is away messages are refused as unavailable; afterwards the same websockets go on."""
    with run_world(migrated_data) as world:
        _, address = start(world)
        async with fill_world(world, 2) as rooms:
            ann, bob = await rooms.open(address), await rooms.open(address, 1)
            await rooms.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                " AND datname = current_database()"
            )
            deadline = time.monotonic() + 15
            while (answer := await ann.call("message", id="1", text="through"))["type"] != "ack":
                assert answer["code"] == "UNAVAILABLE"
                assert time.monotonic() < deadline
                await asyncio.sleep(0.2)
            await bob.wait_event("message", within=15, text="through")
            assert bob.texts == ["through"]
