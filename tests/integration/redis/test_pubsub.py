"""Pub/sub between processes over Redis."""

import asyncio
from contextlib import aclosing

from alcove.foundation.redis import MISSED, Message, RedisConnection, RedisPubSub
from support.redis import redis_server
from support.until import until_async


async def test_all_subscribers_get_a_message() -> None:
    """Each subscriber gets the messages of its topics in order, also in the publisher's process."""
    with redis_server() as server:
        here, there = RedisConnection(server.url), RedisConnection(server.url)
        received: dict[str, list[Message]] = {"queue:*": [], "*": []}

        async def listen(redis: RedisConnection, pattern: str, *, count: int) -> None:
            async with aclosing(RedisPubSub(redis).subscribe(pattern)) as messages:
                async for message in messages:
                    received[pattern].append(message)
                    if len(received[pattern]) == count:
                        return

        listening = [
            asyncio.create_task(listen(there, "queue:*", count=3)),
            asyncio.create_task(listen(here, "*", count=4)),
        ]
        async with asyncio.timeout(60):
            await until_async(lambda: all(received.values()))
            server.forget_commands()
            for topic, data in (("queue:a", b"\x00\xff"), ("other", b"2"), ("queue:b", b"")):
                assert await RedisPubSub(here).publish(topic, data)
            await asyncio.gather(*listening)
        assert received["queue:*"] == [MISSED, Message("queue:a", b"\x00\xff"), Message("queue:b", b"")]
        assert received["*"][1:] == [Message("queue:a", b"\x00\xff"), Message("other", b"2"), Message("queue:b", b"")]
        assert server.commands()["publish"] == 3
        await here.close()
        await there.close()


async def test_a_subscription_reconnects_and_yields_missed() -> None:
    """Without Redis publishing returns False; after a reconnection MISSED comes before further messages."""
    with redis_server() as server:
        redis = RedisConnection(server.url)
        pubsub = RedisPubSub(redis)
        async with asyncio.timeout(60), aclosing(pubsub.subscribe("t", "u:*")) as messages:
            assert await anext(messages) == MISSED
            assert await pubsub.publish("t", b"1")
            assert await anext(messages) == Message("t", b"1")
            server.kill()
            assert not await pubsub.publish("t", b"2")
            waiting = asyncio.ensure_future(anext(messages))
            await asyncio.sleep(0.5)
            assert not waiting.done()
            server.start()
            assert await waiting == MISSED
            await until_async(lambda: pubsub.publish("t", b"3"))
            assert await anext(messages) == Message("t", b"3")
            assert await pubsub.publish("u:1", b"4")
            assert await anext(messages) == Message("u:1", b"4")
        await redis.close()
