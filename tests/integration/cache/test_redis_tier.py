"""The Redis tier: shared by processes, and optional."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from functools import partial

import pytest

from alcove.foundation.cache import Cache, RedisTier
from alcove.foundation.clock import SystemClock
from alcove.foundation.redis import RedisConnection
from support.clock import FakeClock
from support.redis import RedisServer, redis_server
from support.until import until_async


@dataclass(frozen=True, slots=True)
class Answer:
    """A cached value."""

    words: tuple[str, ...]
    number: int


class Upstream:
    """Returns the same answer to the same question, and counts the calls."""

    def __init__(self) -> None:
        self.calls = 0

    async def ask(self, question: int) -> Answer:
        """Return the answer."""
        self.calls += 1
        await asyncio.sleep(0)
        return Answer(("the", "answer"), question)


@pytest.fixture
def server() -> Iterator[RedisServer]:
    """Yield a running server."""
    with redis_server() as running:
        yield running


@pytest.fixture
async def redis(server: RedisServer) -> AsyncIterator[RedisConnection]:
    """Yield a connection to the server."""
    opened = RedisConnection(server.url)
    yield opened
    await opened.close()


def cache_of(redis: RedisConnection, *, ttl: float = 60.0) -> Cache[object, Answer]:
    """Return the cache of one process."""
    return Cache(size=100, ttl=ttl, clock=SystemClock(), tier=RedisTier(redis, "answers", kind=Answer))


async def test_processes_share_loaded_values(redis: RedisConnection, server: RedisServer) -> None:
    """A new value takes one GET and one SET, then one GET in each other process, and no further commands."""
    here, there, upstream = cache_of(redis), cache_of(redis), Upstream()
    await redis.run(lambda client: client.ping())
    server.forget_commands()
    for cache in (here, there, here, there):
        assert await cache.get(("q", 1), lambda: upstream.ask(1)) == Answer(("the", "answer"), 1)
    assert upstream.calls == 1
    assert server.commands() == {"get": 2, "set": 1}


async def test_values_expire_in_redis(server: RedisServer) -> None:
    """A value from another process keeps its time of expiry, and is deleted from Redis then."""
    connection = RedisConnection(server.url)
    clock = FakeClock()
    tier: RedisTier[Answer] = RedisTier(connection, "answers", kind=Answer, clock=clock)
    await tier.put("k", Answer((), 1), seconds=10.0)
    clock.advance(7.0)
    found = await tier.get("k")
    assert found is not None
    assert found[1] == pytest.approx(3.0)
    clock.advance(3.0)
    assert await tier.get("k") is None
    await tier.put("l", Answer((), 1), seconds=0.05)
    await until_async(lambda: server.ask("DBSIZE") == b":1")
    await connection.close()


async def test_undecodable_values_are_loaded_again(redis: RedisConnection, server: RedisServer) -> None:
    """Bytes of another type are ignored, and so are values of another installation."""
    other: RedisTier[int] = RedisTier(redis, "answers", kind=int)
    await other.put("k", 3, seconds=10.0)
    assert await RedisTier(redis, "answers", kind=Answer).get("k") is None
    neighbour = RedisConnection(server.url, namespace="alcove:2")
    assert await RedisTier(neighbour, "answers", kind=int).get("k") is None
    await neighbour.close()


async def test_without_redis_results_are_the_same() -> None:
    """Redis is killed under load and restarted: all results are correct, and no load fails."""
    with redis_server() as server:
        with_redis, without = RedisConnection(server.url), RedisConnection()
        caches = [cache_of(with_redis, ttl=0.02), cache_of(without, ttl=0.02)]
        upstream = Upstream()

        async def load(cache: Cache[object, Answer]) -> list[Answer]:
            found = []
            for number in range(600):
                question = number % 7
                found.append(await cache.get(question, partial(upstream.ask, question)))
                await asyncio.sleep(0.001)
            return found

        async def kill_and_restart() -> None:
            await asyncio.sleep(0.2)
            server.kill()
            await asyncio.sleep(0.4)
            server.start()

        *answers, _ = await asyncio.gather(*(load(cache) for cache in caches), kill_and_restart())
        assert answers[0] == answers[1]
        await until_async(lambda: not with_redis.is_unavailable)
        await with_redis.close()
