"""The hub with Redis and NOTIFY: notifications arrive with Redis, without it, and after it is back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from alcove.foundation.database import PgListener, Pool, notify
from alcove.foundation.realtime import Hub, PgTransport, RedisTransport, Subscription
from alcove.foundation.redis import RedisConnection, RedisPubSub
from support.redis import RedisServer, redis_server
from support.until import until_async


@asynccontextmanager
async def hub_of(server: RedisServer, *, dsn: str, pool: Pool) -> AsyncIterator[Hub]:
    """Yield the hub of one process."""
    pg_listener, redis = PgListener(dsn), RedisConnection(server.url)
    await pg_listener.start()
    try:
        yield Hub(PgTransport(pg_listener, pool), fast=RedisTransport(RedisPubSub(redis)))
    finally:
        await redis.close()
        await pg_listener.close()


async def payloads(subscription: Subscription, *expected: str) -> list[str]:
    """Return the received payloads once all expected ones have arrived, or RESYNC in their place as an empty text."""
    received: list[str] = []
    async with asyncio.timeout(60):
        while not (set(expected) <= set(received) or "" in received):
            received.append((await subscription.next()).payload)
    return received


async def test_redis_delivers_published_notifications_only(dsn: str, pool: Pool) -> None:
    """With Redis, NOTIFY is used only for notifications about rows."""
    with redis_server() as server:
        async with AsyncExitStack() as stack:
            first, second = [await stack.enter_async_context(hub_of(server, dsn=dsn, pool=pool)) for _ in range(2)]
            subscription = await stack.enter_async_context(second.subscribe("topic"))
            server.forget_commands()
            await first.publish("topic", "1", "2", "ü")
            assert await payloads(subscription, "1", "2", "ü") == ["1", "2", "ü"]
            assert server.commands()["publish"] == 3
            await notify(pool, "topic", "row")
            assert await payloads(subscription, "row") == ["row"]


async def test_nothing_is_lost_when_redis_dies(dsn: str, pool: Pool) -> None:
    """With Redis killed and restarted, all notifications or a RESYNC arrive."""
    with redis_server() as server:
        async with AsyncExitStack() as stack:
            first, second = [await stack.enter_async_context(hub_of(server, dsn=dsn, pool=pool)) for _ in range(2)]
            subscription = await stack.enter_async_context(second.subscribe("topic"))
            for number in range(100):
                if number == 30:
                    server.kill()
                if number == 60:
                    server.start()
                await first.publish("topic", str(number))
                await asyncio.sleep(0.01)
            received = await payloads(subscription, "99")
            # What was on its way when Redis died may be missing, and only then.
            missing = {str(number) for number in range(100)} - set(received)
            assert missing <= {"29", "30"} or "" in received
            await until_async(lambda: not server_is_away(first))


def server_is_away(hub: Hub) -> bool:
    """Return whether the hub still uses NOTIFY only."""
    transport = hub._fast
    assert isinstance(transport, RedisTransport)
    return transport._pubsub._redis.is_unavailable
