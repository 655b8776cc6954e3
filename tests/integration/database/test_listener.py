"""PgListener delivers to every subscriber, reconnects, and has bounded queues."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from alcove.foundation.database import MISSED, Connection, PgListener, Pool, close_pool, open_pool
from alcove.foundation.database.listener import QUEUE_SIZE
from support.until import until_async

LISTENER_CONNECTION = "application_name = 'alcove-listener' AND datname = current_database()"


@pytest.fixture
async def sender(empty_dsn: str) -> AsyncIterator[Pool]:
    """Yield a pool on an empty database."""
    pool = await open_pool(empty_dsn, size=2)
    yield pool
    await close_pool(pool)


@pytest.fixture
async def listener(empty_dsn: str) -> AsyncIterator[PgListener]:
    """Yield a listener on an empty database."""
    listener = PgListener(empty_dsn)
    await listener.start()
    yield listener
    await listener.close()


async def notify(pool: Pool, channel: str, payload: str) -> None:
    """Send a notification."""
    await pool.execute("SELECT pg_notify($1, $2)", channel, payload)


async def get(queue: asyncio.Queue[str]) -> str:
    """Return the next payload; TimeoutError after 10 s."""
    return await asyncio.wait_for(queue.get(), 60)


async def disconnect(pool: Pool) -> None:
    """Terminate the listener's connection in the server."""
    sql = f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE {LISTENER_CONNECTION}"  # noqa: S608
    assert await pool.fetchval(sql) == 1


async def test_every_subscriber_of_a_channel_gets_every_payload(listener: PgListener, sender: Pool) -> None:
    """Each subscriber of a channel gets all payloads in order; subscribers of other channels get none."""
    async with listener.subscribe("one") as a, listener.subscribe("one") as b, listener.subscribe("two") as c:
        for payload in ("x", "y", "é"):
            await notify(sender, "one", payload)
        await notify(sender, "two", "z")
        assert [await get(a) for _ in range(3)] == ["x", "y", "é"]
        assert [await get(b) for _ in range(3)] == ["x", "y", "é"]
        assert await get(c) == "z"
        assert a.empty()
        assert c.empty()


async def test_a_rolled_back_notification_is_not_delivered(listener: PgListener, sender: Pool) -> None:
    """A notification is part of its transaction."""
    async with listener.subscribe("one") as queue:
        async with sender.acquire() as connection:
            transaction = connection.transaction()
            await transaction.start()
            await connection.execute("NOTIFY one, 'never'")
            await transaction.rollback()
        await notify(sender, "one", "after")
        assert await get(queue) == "after"


async def test_channel_names_are_quoted(listener: PgListener, sender: Pool) -> None:
    """A channel may have any name."""
    name = 'odd "name"; UNLISTEN *'
    async with listener.subscribe(name) as queue:
        await notify(sender, name, "x")
        assert await get(queue) == "x"


async def test_reconnects_after_a_lost_connection(listener: PgListener, sender: Pool) -> None:
    """After pg_terminate_backend subscribers get MISSED, and then further notifications."""
    async with listener.subscribe("one") as one, listener.subscribe("two") as two:
        for attempt in range(3):
            await disconnect(sender)
            assert await get(one) == MISSED
            assert await get(two) == MISSED
            await notify(sender, "one", f"again {attempt}")
            assert await get(one) == f"again {attempt}"
            assert two.empty()


async def test_subscribing_while_disconnected_catches_up(listener: PgListener, sender: Pool) -> None:
    """A subscription that starts while the connection is lost works after the reconnection."""
    await disconnect(sender)
    async with listener.subscribe("late") as queue:
        while True:
            await notify(sender, "late", "x")
            try:
                payload = await asyncio.wait_for(queue.get(), 0.05)
            except TimeoutError:
                continue
            if payload == "x":
                break


async def test_the_queue_of_a_slow_subscriber_is_bounded(listener: PgListener, sender: Pool) -> None:
    """A subscriber that does not read gets MISSED for lost payloads; the others lose none."""
    total = QUEUE_SIZE * 2 + 10
    received: list[str] = []
    async with listener.subscribe("one") as slow, listener.subscribe("one") as fast:
        for number in range(total):
            await notify(sender, "one", str(number))
            received.append(await get(fast))
        assert slow.qsize() <= QUEUE_SIZE
        assert received == [str(number) for number in range(total)]
        rest = [slow.get_nowait() for _ in range(slow.qsize())]
    assert rest[0] == MISSED
    assert rest[1:] == received[-len(rest) + 1 :]


async def test_listens_only_while_there_are_subscribers(listener: PgListener, sender: Pool) -> None:
    """UNLISTEN is sent after the last subscription, even if it ends with an error."""
    with pytest.raises(ZeroDivisionError):
        async with listener.subscribe("one"), listener.subscribe("one"):
            raise ZeroDivisionError
    assert await sender.fetchval(f"SELECT query FROM pg_stat_activity WHERE {LISTENER_CONNECTION}") == 'UNLISTEN "one"'  # noqa: S608


async def test_close_closes_the_connection(empty_dsn: str, sender: Pool) -> None:
    """After close there is no connection and no task; close may be called before start, and twice."""
    listener = PgListener(empty_dsn)
    await listener.close()
    await listener.start()
    await listener.start()
    assert await sender.fetchval(f"SELECT count(*) FROM pg_stat_activity WHERE {LISTENER_CONNECTION}") == 1  # noqa: S608
    await listener.close()
    await listener.close()
    for _ in range(100):
        if await sender.fetchval(f"SELECT count(*) FROM pg_stat_activity WHERE {LISTENER_CONNECTION}") == 0:  # noqa: S608
            break
        await asyncio.sleep(0.02)
    else:
        raise AssertionError("the listener is still connected")
    assert [task for task in asyncio.all_tasks() if task.get_name() == "pg-listener"] == []


async def test_start_raises_without_a_database(empty_dsn: str) -> None:
    """A wrong DSN raises at the start instead of retrying."""
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await PgListener(empty_dsn.replace("/test_", "/missing_")).start()


class SlowListens(asyncpg.Connection):  # type: ignore[misc]  # asyncpg has no types
    """A connection that listens at once, and tells so when it may."""

    may_tell = asyncio.Event()

    async def add_listener(self, channel: str, callback: Any) -> None:
        """Listen."""
        await super().add_listener(channel, callback)
        await self.may_tell.wait()


async def test_missed_comes_before_what_follows_it(empty_dsn: str, sender: Pool) -> None:
    """What the new connection receives before all channels are listened to is part of what was missed."""
    SlowListens.may_tell = asyncio.Event()
    SlowListens.may_tell.set()

    async def open_connection(dsn: str, *, name: str) -> Connection:
        return await asyncpg.connect(dsn, server_settings={"application_name": name}, connection_class=SlowListens)

    listener = PgListener(empty_dsn, open_connection=open_connection)
    await listener.start()
    async with listener.subscribe("one") as queue:
        await notify(sender, "one", "before")
        assert await get(queue) == "before"
        SlowListens.may_tell.clear()
        await disconnect(sender)
        listening = f"SELECT count(*) = 1 FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND {LISTENER_CONNECTION}"  # noqa: S608
        await until_async(lambda: sender.fetchval(listening))
        await notify(sender, "one", "too early")
        await asyncio.sleep(0.05)
        assert queue.empty()
        SlowListens.may_tell.set()
        assert await get(queue) == MISSED
        await notify(sender, "one", "after")
        assert await get(queue) == "after"
    await listener.close()
