"""Interruptions: lost notifications, several processes, a database that is killed. Nothing is lost or sent twice."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from alcove.foundation.clock import SystemClock
from alcove.foundation.database import EmbeddedPostgres, connect_foreign
from alcove.wires.supabase.realtime.changes import PostgresChangesFeed
from integration.study.realtime_changes.world import ChangesWorld, FeedDatabase, Subscriber, request_changes
from support.postgres import WITHOUT_DURABILITY, copy_migrated_data
from support.until import until_async

ITEMS = "CREATE TABLE items (id int PRIMARY KEY, name text)"
DURABLE = {**WITHOUT_DURABILITY, "fsync": "on", "synchronous_commit": "on"}


async def test_lost_notifications_are_made_up_for(world: ChangesWorld) -> None:
    """Changes that were committed while nobody was notified arrive once, and those after them too."""
    await world.publish(ITEMS, "items")
    subscriber = await world.subscribe(request_changes())
    listener = world.database.notifications
    for number in range(3):
        await world.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ~* '^listen|^unlisten'")
        await world.execute("INSERT INTO shop.items SELECT $1 + n FROM generate_series(1, 700) AS n", number * 1000)
    await until_async(lambda: len(subscriber.payloads) >= 2100)
    await world.wait_for_delivery()
    assert subscriber.brief == [("INSERT", number * 1000 + n) for number in range(3) for n in range(1, 701)]
    assert listener is world.database.notifications


async def test_two_processes_get_every_change_once(world: ChangesWorld) -> None:
    """Each process delivers to its own sockets, and a client that comes later gets later changes only."""
    await world.publish(ITEMS, "items")
    async with FeedDatabase.open(world.database.dsn) as database:
        other = PostgresChangesFeed(database, clock=SystemClock())
        try:
            early = [await world.subscribe(request_changes()), await world.subscribe(request_changes(), feed=other)]
            await world.execute("INSERT INTO shop.items VALUES (1)")
            late = await world.subscribe(request_changes(), feed=other)
            await world.execute("INSERT INTO shop.items VALUES (2)")
            await world.wait_for_delivery()
            await world.wait_for_delivery(other)
        finally:
            await other.close()
    assert [subscriber.brief for subscriber in early] == [[("INSERT", 1), ("INSERT", 2)]] * 2
    assert late.brief == [("INSERT", 2)]


async def test_subscriptions_in_the_middle_of_writes(world: ChangesWorld) -> None:
    """A client gets all that is committed after it subscribed and nothing from before, however much is written."""
    await world.publish(ITEMS, "items")
    await world.subscribe(request_changes())
    written = 0

    async def write() -> None:
        nonlocal written
        connection = await connect_foreign(world.database.dsn, name="test-writer")
        try:
            for number in range(1, 401):
                await connection.execute("INSERT INTO shop.items VALUES ($1)", number)
                written = number
        finally:
            await connection.close()

    writer = asyncio.create_task(write())
    subscribers: list[tuple[int, int, Subscriber]] = []
    while not writer.done():
        before = written
        subscriber = await world.subscribe(request_changes())
        subscribers.append((before, written, subscriber))
    await writer
    await world.wait_for_delivery()
    assert len(subscribers) > 5
    for before, after, subscriber in subscribers:
        ids = [number for _, number in subscriber.brief]
        first = ids[0] if ids else 401
        assert ids == list(range(first, 401))
        # The next row may be committed, but its writer not yet told.
        assert before < first <= after + 2


@pytest.fixture
async def own_world(migrated_data: Path, tmp_path: Path) -> AsyncIterator[ChangesWorld]:
    """Yield a feed on a PostgreSQL of the test's own."""
    copy_migrated_data(migrated_data, tmp_path)
    with EmbeddedPostgres(tmp_path, settings=DURABLE).lease() as dsn:
        async with FeedDatabase.open(dsn) as database, ChangesWorld.open(database) as world:
            yield world


@pytest.mark.slow
async def test_killed_database(own_world: ChangesWorld) -> None:
    """After kill -9 of PostgreSQL in the middle of writes, each acknowledged row arrives exactly once."""
    world, dsn = own_world, own_world.database.dsn
    await world.publish(ITEMS, "items")
    subscriber = await world.subscribe(request_changes())
    acknowledged: list[int] = []
    is_over = False

    async def write() -> None:
        number = 0
        while not is_over:
            number += 1
            try:
                await world.execute("BEGIN; INSERT INTO shop.items VALUES (0); ROLLBACK")
                await world.execute("INSERT INTO shop.items VALUES ($1)", number)
            except (OSError, Exception):  # noqa: BLE001 - whatever a dying server says
                await asyncio.sleep(0.05)
            else:
                acknowledged.append(number)

    writer = asyncio.create_task(write())
    for round_number in range(1, 4):
        await until_async(partial(_is_longer, acknowledged, round_number * 100 - 50))
        await _kill_process(dsn)
        await until_async(partial(_is_longer, acknowledged, round_number * 100))
    is_over = True
    await writer
    await world.wait_for_delivery()
    rows = await world.database.owner.fetch("SELECT id FROM shop.items")
    numbers = [number for _, number in subscriber.brief]
    assert len(numbers) == len(set(numbers))
    assert set(acknowledged) <= set(numbers)
    assert set(numbers) == {row[0] for row in rows}


def _is_longer(numbers: list[int], length: int) -> bool:
    return len(numbers) > length


async def _kill_process(dsn: str) -> None:
    """Kill a process of PostgreSQL, which then ends all others and recovers from its log."""
    victim = await connect_foreign(dsn, name="test-victim")
    os.kill(await victim.fetchval("SELECT pg_backend_pid()"), signal.SIGKILL)
    victim.terminate()


async def test_old_rows_are_removed(world: ChangesWorld) -> None:
    """Rows of the outbox go when they are older than ten minutes."""
    await world.publish(ITEMS, "items")
    await world.execute("SELECT realtime.want_changes(600); INSERT INTO shop.items VALUES (1), (2)")
    await world.execute("UPDATE realtime.change_outbox SET changed_at = now() - interval '11 minutes'")
    await world.subscribe(request_changes())
    await world.execute("INSERT INTO shop.items VALUES (3)")

    async def is_pruned() -> bool:
        count: int = await world.database.owner.fetchval(
            "SELECT count(*) FROM realtime.change_outbox WHERE changed_at < now() - interval '10 minutes'"
        )
        return count == 0

    await until_async(is_pruned)


async def test_leaving_frees_everything(world: ChangesWorld) -> None:
    """Subscriptions that come and go leave nothing behind in memory."""
    await world.publish(ITEMS, "items")
    await world.subscribe(request_changes())
    for number in range(300):
        subscriber = await world.subscribe(
            request_changes(filter=f"name=eq.n{number}"), request_changes("*"), request_changes("absent")
        )
        assert subscriber.subscription is not None
        await subscriber.subscription.close()
    subscriptions, indexes = world.feed._subscriptions, world.feed._indexes._indexes
    assert len(subscriptions) == 1
    for index in indexes.values():
        assert len(index._requests) == 1
        assert index._by_value == {}
