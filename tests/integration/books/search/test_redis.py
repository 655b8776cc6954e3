"""Search results in Redis: shared by processes, and unchanged when Redis dies under load."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest

from alcove.apps.books.model.book import BookMetadata
from alcove.foundation.redis import RedisConnection
from fixtures.books.app_with_sources import BooksTestApp, FakeProvider
from support.http_client import http_client
from support.redis import RedisServer, redis_server
from support.servers import serve_async
from support.until import until_async

ROUNDS = 60
METADATA = BookMetadata(provider="biblio", provider_id="1", title="Title", authors=("A", "B"), links={"x": ("1",)})


@pytest.fixture
def server() -> Iterator[RedisServer]:
    """Provide a running Redis server."""
    with redis_server() as running:
        yield running


def process(books_app: BooksTestApp, redis: RedisConnection) -> BooksTestApp:
    """Return the app of one of several processes with the same sources."""
    return replace(books_app, deps=replace(books_app.deps, redis=redis))


async def test_one_process_searches_for_all(books_app: BooksTestApp, server: RedisServer) -> None:
    """A cached search costs another process one Redis command and no request; the response is the same."""
    connections = [RedisConnection(server.url) for _ in range(2)]
    books_app.providers[:] = [FakeProvider(books=[METADATA])]
    books_app.preferences.environ["METADATA_PROVIDER"] = "biblio"
    results = []
    for connection in connections:
        async with (
            serve_async(process(books_app, connection).app()) as base,
            http_client(base) as client,
        ):
            await connection.run(lambda redis: redis.ping())
            server.forget_commands()
            found = [
                (await client.get("/api/search", params={"query": "title"})).json(),
                (await client.get("/api/metadata/search", params={"query": "title"})).json(),
                (await client.get("/api/metadata/book/biblio/1")).json(),
            ]
            results.append((found, server.commands()))
        await connection.close()
    assert results[0][0] == results[1][0]
    assert [commands for _, commands in results] == [{"get": 3, "set": 3}, {"get": 3}]
    assert [len(source.queries) for source in books_app.sources] == [1, 1, 1]
    assert len(books_app.providers[0].queries) == 1


async def test_a_lost_redis_changes_no_result(books_app: BooksTestApp, server: RedisServer) -> None:
    """While Redis is killed and restarted under load, every response equals one without Redis."""
    redis = RedisConnection(server.url)
    with_redis, without = process(books_app, redis), process(books_app, RedisConnection())

    async def load(base: str) -> list[tuple[int, object]]:
        answers = []
        async with http_client(base) as client:
            for number in range(ROUNDS):
                answer = await client.get("/api/search", params={"query": f"title {number % 20}"})
                answers.append((answer.status_code, answer.json()))
        return answers

    async def restart_redis() -> None:
        await until_async(lambda: len(books_app.sources[0].queries) > 5)
        server.kill()
        await until_async(lambda: redis.is_unavailable)
        await asyncio.sleep(0.1)
        server.start()

    async with serve_async(with_redis.app()) as one, serve_async(without.app()) as two:
        answers, expected, _ = await asyncio.gather(load(one), load(two), restart_redis())
    assert answers == expected
    assert {status for status, _ in answers} == {200}
    await until_async(lambda: not redis.is_unavailable)
    await redis.close()
