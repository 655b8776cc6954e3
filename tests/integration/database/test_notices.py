"""Notifications reach every reader, survive the loss of the connection, and never pile up."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from alcove.foundation.database import MISSED, Notices, Pool, close_pool, open_pool
from alcove.foundation.database.notices import QUEUE_SIZE

OURS = "application_name = 'alcove-notices' AND datname = current_database()"


@pytest.fixture
async def sender(empty_dsn: str) -> AsyncIterator[Pool]:
    """Give a pool on an empty database."""
    opened = await open_pool(empty_dsn, size=2)
    yield opened
    await close_pool(opened)


@pytest.fixture
async def notices(empty_dsn: str) -> AsyncIterator[Notices]:
    """Give notices of an empty database."""
    made = Notices(empty_dsn)
    await made.start()
    yield made
    await made.close()


async def notify(pool: Pool, channel: str, payload: str) -> None:
    """Send a notification."""
    await pool.execute("SELECT pg_notify($1, $2)", channel, payload)


async def get(queue: asyncio.Queue[str]) -> str:
    """Wait for the next payload, not for ever."""
    return await asyncio.wait_for(queue.get(), 60)


async def cut(pool: Pool) -> None:
    """Break the listening connection from the server's side."""
    assert await pool.fetchval(f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE {OURS}") == 1  # noqa: S608


async def test_every_reader_of_a_channel_gets_every_payload(notices: Notices, sender: Pool) -> None:
    """Readers of one channel each get everything in order; readers of another get nothing of it."""
    async with notices.subscribe("one") as a, notices.subscribe("one") as b, notices.subscribe("two") as c:
        for payload in ("x", "y", "é"):
            await notify(sender, "one", payload)
        await notify(sender, "two", "z")
        assert [await get(a) for _ in range(3)] == ["x", "y", "é"]
        assert [await get(b) for _ in range(3)] == ["x", "y", "é"]
        assert await get(c) == "z"
        assert a.empty()
        assert c.empty()


async def test_rolled_back_notification_is_never_heard(notices: Notices, sender: Pool) -> None:
    """A notification belongs to its transaction."""
    async with notices.subscribe("one") as queue:
        async with sender.acquire() as connection:
            transaction = connection.transaction()
            await transaction.start()
            await connection.execute("NOTIFY one, 'never'")
            await transaction.rollback()
        await notify(sender, "one", "after")
        assert await get(queue) == "after"


async def test_channel_names_are_data(notices: Notices, sender: Pool) -> None:
    """A channel may have any name."""
    name = 'odd "name"; UNLISTEN *'
    async with notices.subscribe(name) as queue:
        await notify(sender, name, "x")
        assert await get(queue) == "x"


async def test_survives_the_loss_of_its_connection(notices: Notices, sender: Pool) -> None:
    """After pg_terminate_backend readers are told that they may have missed something, and go on hearing."""
    async with notices.subscribe("one") as one, notices.subscribe("two") as two:
        for attempt in range(3):
            await cut(sender)
            assert await get(one) == MISSED
            assert await get(two) == MISSED
            await notify(sender, "one", f"again {attempt}")
            assert await get(one) == f"again {attempt}"
            assert two.empty()


async def test_subscribing_while_disconnected_catches_up(notices: Notices, sender: Pool) -> None:
    """A reader that comes while the connection is down is heard of once it is back."""
    await cut(sender)
    async with notices.subscribe("late") as queue:
        while True:
            await notify(sender, "late", "x")
            try:
                payload = await asyncio.wait_for(queue.get(), 0.05)
            except TimeoutError:
                continue
            if payload == "x":
                break


async def test_slow_reader_is_told_and_bounded(notices: Notices, sender: Pool) -> None:
    """A reader that does not read loses payloads for one MISSED, while the others lose nothing."""
    total = QUEUE_SIZE * 2 + 10
    heard: list[str] = []
    async with notices.subscribe("one") as slow, notices.subscribe("one") as fast:
        for number in range(total):
            await notify(sender, "one", str(number))
            heard.append(await get(fast))
        assert slow.qsize() <= QUEUE_SIZE
        assert heard == [str(number) for number in range(total)]
        rest = [slow.get_nowait() for _ in range(slow.qsize())]
    assert rest[0] == MISSED
    assert rest[1:] == heard[-len(rest) + 1 :]


async def test_listens_only_while_somebody_reads(notices: Notices, sender: Pool) -> None:
    """The last reader to leave ends the listening, also when it leaves by an error."""
    with pytest.raises(ZeroDivisionError):
        async with notices.subscribe("one"), notices.subscribe("one"):
            raise ZeroDivisionError
    assert await sender.fetchval(f"SELECT query FROM pg_stat_activity WHERE {OURS}") == 'UNLISTEN "one"'  # noqa: S608


async def test_close_frees_the_connection(empty_dsn: str, sender: Pool) -> None:
    """After close nothing is connected and nothing runs; close may come before start, and twice."""
    made = Notices(empty_dsn)
    await made.close()
    await made.start()
    await made.start()
    assert await sender.fetchval(f"SELECT count(*) FROM pg_stat_activity WHERE {OURS}") == 1  # noqa: S608
    await made.close()
    await made.close()
    for _ in range(100):
        if await sender.fetchval(f"SELECT count(*) FROM pg_stat_activity WHERE {OURS}") == 0:  # noqa: S608
            break
        await asyncio.sleep(0.02)
    else:
        raise AssertionError("it is still connected")
    assert [task for task in asyncio.all_tasks() if task.get_name() == "database-notices"] == []


async def test_start_says_when_there_is_no_database(empty_dsn: str) -> None:
    """A wrong address is an error at the start, not a silent loop."""
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await Notices(empty_dsn.replace("/test_", "/missing_")).start()
