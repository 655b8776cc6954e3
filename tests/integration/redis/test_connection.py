"""The circuit breaker of RedisConnection."""

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from alcove.foundation.redis import RedisConnection, RedisUnavailable
from support.clock import FakeClock
from support.redis import RedisServer, redis_server
from support.sockets import free_port
from support.until import until_async


@pytest.fixture
def server() -> Iterator[RedisServer]:
    """Yield a running server."""
    with redis_server() as running:
        yield running


@pytest.fixture
async def connection(server: RedisServer) -> AsyncIterator[RedisConnection]:
    """Yield a connection to the server."""
    opened = RedisConnection(server.url)
    yield opened
    await opened.close()


async def test_a_call_gets_the_client(connection: RedisConnection, server: RedisServer) -> None:
    """The result of a call is returned; it takes one command."""
    assert await connection.run(lambda client: client.set("a", b"1")) is True
    assert await connection.attempt(lambda client: client.get("a")) == b"1"
    assert server.commands() == {"set": 1, "get": 1}
    assert (await connection.probe()).state == "ok"


def test_without_an_address_there_is_no_redis() -> None:
    """Without an address calls fail at once, and the library is not imported."""
    program = (
        "import asyncio, sys\n"
        "from alcove.foundation.redis import RedisConnection\n"
        "async def main():\n"
        "    connection = RedisConnection()\n"
        "    assert await connection.attempt(lambda client: client.get('a')) is None\n"
        "    await connection.close()\n"
        "asyncio.run(main())\n"
        "print('redis' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "False"


async def test_a_killed_redis_is_used_again_after_its_restart(connection: RedisConnection, server: RedisServer) -> None:
    """When Redis is killed under load, calls only raise RedisUnavailable; after its restart it is used again."""
    results: list[bool] = []

    async def load() -> None:
        while len(results) < 20_000:
            results.append(await connection.attempt(lambda client: client.incr("n")) is not None)
            await asyncio.sleep(0)

    working = [asyncio.create_task(load()) for _ in range(8)]
    await until_async(lambda: len(results) >= 500)
    server.kill()
    await asyncio.gather(*working)
    assert results.count(True) >= 400
    assert results[-1000:] == [False] * 1000
    assert (await connection.probe()).state == "degraded"
    server.start()
    await until_async(lambda: not connection.is_unavailable)
    assert await connection.run(lambda client: client.incr("n")) == 1
    assert (await connection.probe()).state == "ok"


async def test_a_frozen_redis_times_out_once(connection: RedisConnection, server: RedisServer) -> None:
    """When Redis hangs, running calls wait for the timeout; all later ones fail at once."""
    await connection.run(lambda client: client.set("a", b"1"))
    server.freeze()
    got = await asyncio.gather(*(connection.attempt(lambda client: client.get("a")) for _ in range(40)))
    assert set(got) == {None}
    for _ in range(1000):
        with pytest.raises(RedisUnavailable):
            await connection.run(lambda client: client.get("a"))
    server.thaw()
    await until_async(lambda: not connection.is_unavailable)
    assert await connection.run(lambda client: client.get("a")) == b"1"


async def test_one_log_line_per_minute() -> None:
    """Ten minutes without Redis are logged about ten times, without the password."""
    clock = FakeClock()
    connection = RedisConnection(f"redis://:secret@127.0.0.1:{free_port()}/0", clock=clock)
    with capture_logs() as logs:
        assert await connection.attempt(lambda client: client.get("a")) is None
        async with asyncio.timeout(60):
            while clock.monotonic() < 600:
                assert await connection.attempt(lambda client: client.get("a")) is None
                await asyncio.sleep(0.001)
        await connection.close()
    assert 5 <= len(logs) <= clock.monotonic() / 60 + 1
    assert {entry["event"] for entry in logs} == {"redis_unavailable"}
    assert "secret" not in str(logs)


async def test_a_server_that_refuses_writes_is_unavailable() -> None:
    """A replica or a full server counts as unavailable until it accepts writes."""
    with redis_server() as server:
        connection = RedisConnection(server.url)
        await connection.run(lambda client: client.set("a", b"1"))
        server.ask("REPLICAOF", "127.0.0.1", "1")
        assert await connection.attempt(lambda client: client.set("a", b"2")) is None
        assert (await connection.probe()).state == "degraded"
        server.ask("REPLICAOF", "NO", "ONE")
        await until_async(lambda: not connection.is_unavailable)
        assert await connection.run(lambda client: client.set("a", b"3")) is True
        await connection.close()


async def test_unix_socket() -> None:
    """unix:// with a database number connects to a server without a port."""
    with tempfile.TemporaryDirectory(prefix="r") as folder:
        path = Path(folder, "s")
        with redis_server(options=("--unixsocket", str(path), "--requirepass", "")) as server:
            connection = RedisConnection(f"unix://{path}?db=3")
            await connection.run(lambda client: client.set("a", b"1"))
            assert server.commands() == {"set": 1}
            await connection.close()


async def test_a_wrong_password() -> None:
    """With a wrong password Redis is unavailable, with the right one it is used."""
    with redis_server(options=("--requirepass", "a b@c")) as server:
        wrong = RedisConnection(server.url)
        assert await wrong.attempt(lambda client: client.get("a")) is None
        right = RedisConnection(f"redis://:a%20b%40c@127.0.0.1:{server.port}/0")
        assert await right.run(lambda client: client.set("a", b"1")) is True
        await wrong.close()
        await right.close()


@pytest.mark.parametrize(
    "address", ["redis://:secret@127.0.0.1:{}/0", "redis+sentinel://a:secret@127.0.0.1:{}/m?sentinel_password=secret"]
)
async def test_the_log_has_the_reason_without_the_password(address: str) -> None:
    """The log line for an unreachable Redis has no password, also not of sentinels."""
    connection = RedisConnection(address.format(free_port()))
    with capture_logs() as logs:
        assert await connection.attempt(lambda client: client.get("a")) is None
    assert logs[0]["event"] == "redis_unavailable"
    assert "secret" not in str(logs)
    await connection.close()
