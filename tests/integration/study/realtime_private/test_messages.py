"""Stored private messages are replayed: the newest ones since a time, the oldest first."""

import time
import uuid

import asyncpg
import pytest

from alcove.foundation.database import Pool
from alcove.wires.supabase.realtime.model import ReplayRequest
from alcove.wires.supabase.realtime.private import DatabaseMessages
from alcove.wires.supabase.realtime.private.store import forget_messages

from .feeds import follow

ADD = """
INSERT INTO realtime.messages (topic, extension, event, payload, private, inserted_at)
SELECT $1, $2, $3, $4, $5, (now() - make_interval(secs => $6)) AT TIME ZONE 'UTC'
"""
HOUR = 3600
DAY = 24 * HOUR


@pytest.fixture
def messages(owner_pool: Pool) -> DatabaseMessages:
    """Return the stored messages."""

    async def get_pool() -> Pool:
        return owner_pool

    return DatabaseMessages(get_pool)


async def replay(
    messages: DatabaseMessages, topic: str = "room", *, seconds: float = DAY, limit: int = 25
) -> list[str]:
    """Return the events of a replay since some seconds ago."""
    request = ReplayRequest(since=round((time.time() - seconds) * 1000), limit=limit)
    return [message.event for message in await messages.replay(topic, request=request)]


async def add(pool: Pool, event: str | None, *, age: float, topic: str = "room", **values: object) -> None:
    """Add a message of the past."""
    extension, private = values.get("extension", "broadcast"), values.get("private", True)
    await pool.execute(ADD, topic, extension, event, '{"n": 1}', private, age)


async def test_what_is_replayed(messages: DatabaseMessages, owner_pool: Pool) -> None:
    """Private broadcasts of the topic are, back to the time that the client says and at most three days."""
    for age in (4 * DAY, 2 * DAY, 2 * HOUR, HOUR):
        await add(owner_pool, f"{age}", age=age)
    await add(owner_pool, "public", age=1, private=False)
    await add(owner_pool, "presence", age=1, extension="presence")
    await add(owner_pool, "other", age=1, topic="room2")
    await add(owner_pool, None, age=1)
    assert await replay(messages) == [f"{2 * HOUR}", f"{HOUR}"]
    assert await replay(messages, seconds=1.5 * HOUR) == [f"{HOUR}"]
    assert await replay(messages, seconds=10 * DAY) == [f"{2 * DAY}", f"{2 * HOUR}", f"{HOUR}"]
    assert await replay(messages, limit=1) == [f"{HOUR}"]
    assert await replay(messages, "room3") == []


@pytest.mark.parametrize(
    ("request_", "count"),
    [
        (ReplayRequest(since=since, limit=limit), count)
        for since, limit, count in (
            (0, 25, 25),
            (0, 1000, 25),
            (0, 0, 0),
            (0, -1, 0),
            (-(10**30), 3, 3),
            (10**30, 3, 0),
        )
    ],
)
async def test_limits(messages: DatabaseMessages, owner_pool: Pool, request_: ReplayRequest, count: int) -> None:
    """No replay has more than 25 messages, and no number is too large."""
    for number in range(30):
        await add(owner_pool, f"{number}", age=100 - number)
    found = await messages.replay("room", request=request_)
    assert [message.event for message in found] == [f"{number}" for number in range(30 - count, 30)]


async def test_the_payload_is_that_of_the_delivery(
    messages: DatabaseMessages, owner_pool: Pool, shared_dsn: str
) -> None:
    """A replayed message has the id and the payload with which it was delivered first."""
    async with follow(shared_dsn) as follower:
        await owner_pool.execute("SELECT realtime.send('{\"a\": 1}', 'event', 'room')")
        (delivery,) = await follower.take(1)
    (message,) = await messages.replay("room", request=ReplayRequest(since=0, limit=1))
    assert message.id == delivery.meta["id"]
    assert message.payload == f'{{"a": 1, "id": "{message.id}"}}'.encode()


async def test_a_stored_message_is_replayed_but_not_delivered_again(
    messages: DatabaseMessages, owner_pool: Pool, shared_dsn: str
) -> None:
    """What a client lets the server keep was delivered already; it is replayed as long as it may be."""
    async with follow(shared_dsn) as follower:
        ids = [
            await messages.store("room", event=f"{seconds}", payload=b'{"id": 1}', seconds=seconds)
            for seconds in (None, 60, 10**12, 0, -5)
        ]
        await owner_pool.execute("SELECT realtime.send('{}', 'sent', 'room')")
        assert [delivery.event for delivery in await follower.take(1)] == ["sent"]
    assert await replay(messages) == ["None", "60", f"{10**12}", "sent"]
    assert uuid.UUID(ids[0])
    (first, *_) = await messages.replay("room", request=ReplayRequest(since=0, limit=25))
    assert (first.id, first.payload) == (ids[0], b'{"id": 1}')
    with pytest.raises(asyncpg.PostgresError):
        await messages.store("room", event="bad", payload=b'{"text": "\\u0000"}')


async def test_old_messages_are_forgotten(messages: DatabaseMessages, owner_pool: Pool) -> None:
    """After three days a message is removed, a thousand at a time."""
    await owner_pool.execute("""
        INSERT INTO realtime.messages (topic, extension, inserted_at)
        SELECT 't', 'broadcast', now() AT TIME ZONE 'UTC' - interval '73 hours' FROM generate_series(1, 1001)""")
    await add(owner_pool, "kept", age=2.9 * DAY)
    assert [await forget_messages(owner_pool) for _ in range(3)] == [1000, 1, 0]
    assert await replay(messages, seconds=3 * DAY) == ["kept"]
