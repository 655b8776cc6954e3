"""Open a Redis client: for one server, or for the master behind sentinels."""

from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel, SentinelConnectionPool
from redis.backoff import NoBackoff

SOCKET_TIMEOUT: Final = 1.0
"""Seconds to connect, and to wait for a reply."""
SENTINEL_SUFFIX: Final = "+sentinel"
SENTINEL_PORT: Final = 26379


def open_client(address: str) -> Redis:
    """Return a client without retries, which connects on first use; ValueError for a malformed address."""
    scheme, _, _ = address.partition("://")
    if scheme.endswith(SENTINEL_SUFFIX):
        return _open_sentinel_client(address, tls=scheme.startswith("rediss"))
    return Redis.from_url(address, **_options())


async def close_client(client: Redis) -> None:
    """Close the connections to Redis and to its sentinels."""
    pool = client.connection_pool
    await client.aclose()
    if isinstance(pool, SentinelConnectionPool):
        await pool.sentinel_manager.aclose()


def _options() -> dict[str, Any]:
    return {
        "socket_timeout": SOCKET_TIMEOUT,
        "socket_connect_timeout": SOCKET_TIMEOUT,
        # Fail fast: the caller continues without Redis.
        "retry": Retry(NoBackoff(), 0),
        "protocol": 2,
    }


def _open_sentinel_client(address: str, *, tls: bool) -> Redis:
    parts = urlsplit(address)
    login, _, hosts = parts.netloc.rpartition("@")
    name, _, password = (unquote(part) for part in login.partition(":"))
    master, _, number = parts.path.strip("/").partition("/")
    query = parse_qs(parts.query)
    options = {**_options(), **({"ssl": True} if tls else {})}
    sentinel_login = {"username": query.get("sentinel_username"), "password": query.get("sentinel_password")}
    sentinel: Any = Sentinel(  # type: ignore[no-untyped-call]  # redis-py has no types here
        [_host_and_port(host) for host in hosts.split(",")],
        sentinel_kwargs={**options, **{key: values[0] for key, values in sentinel_login.items() if values}},
    )
    client: Redis = sentinel.master_for(
        unquote(master), db=int(number or 0), username=name or None, password=password or None, **options
    )
    return client


def _host_and_port(address: str) -> tuple[str, int]:
    parts = urlsplit(f"//{address}")
    return parts.hostname or "localhost", parts.port or SENTINEL_PORT
