"""Sentinel: calls follow the master after a failover."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from alcove.foundation.redis import RedisConnection
from support.redis import RedisServer, redis_server
from support.sockets import free_port
from support.until import until_async

CONFIG = """
port {port}
bind 127.0.0.1
sentinel monitor shelf 127.0.0.1 {master} 1
sentinel down-after-milliseconds shelf 500
sentinel failover-timeout shelf 3000
"""


@dataclass(frozen=True)
class RedisGroup:
    """A master, its replica, and a sentinel."""

    master: RedisServer
    replica: RedisServer
    sentinel: RedisServer
    url: str


@pytest.fixture
def group() -> Iterator[RedisGroup]:
    """Yield a running group."""
    with ExitStack() as stack:
        master = stack.enter_context(redis_server())
        replica = stack.enter_context(redis_server(options=("--replicaof", "127.0.0.1", str(master.port))))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="r")))
        config = folder / "sentinel.conf"
        sentinel = RedisServer(folder, sentinel=config)
        config.write_text(CONFIG.format(port=sentinel.port, master=master.port))
        stack.callback(sentinel.kill)
        sentinel.start()
        # The first address is nobody's: sentinels are asked one after the other.
        yield RedisGroup(
            master, replica, sentinel, f"redis+sentinel://127.0.0.1:{free_port()},127.0.0.1:{sentinel.port}/shelf/0"
        )


@pytest.mark.slow
async def test_calls_follow_the_master(group: RedisGroup) -> None:
    """After the master is killed its replica is promoted, and calls continue there with the same data."""
    redis = RedisConnection(group.url)
    assert await redis.run(lambda client: client.set("a", b"1")) is True
    await until_async(lambda: group.replica.ask("EXISTS", "a") == b":1")
    # A sentinel asks the master for its replicas every few seconds.
    await until_async(lambda: b"num-slaves\r\n$1\r\n1" in group.sentinel.reply("SENTINEL", "master", "shelf"))
    group.master.kill()
    assert await redis.attempt(lambda client: client.get("a")) is None
    await until_async(lambda: redis.attempt(lambda client: client.get("a")))
    assert await redis.run(lambda client: client.get("a")) == b"1"
    assert await redis.run(lambda client: client.set("b", b"2")) is True
    assert group.replica.ask("EXISTS", "b") == b":1"
    await redis.close()
