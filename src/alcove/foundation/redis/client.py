"""Opens a client for an address of Redis: one server, or the master that sentinels name."""

from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel, SentinelConnectionPool
from redis.backoff import NoBackoff

SECONDS: Final = 1.0
"""Seconds for connecting, and for a reply."""
SENTINEL: Final = "+sentinel"
SENTINEL_PORT: Final = 26379


def open_client(address: str) -> Redis:
    """Return a client that does not retry; it connects when it is used. ValueError for a malformed address."""
    scheme, _, _ = address.partition("://")
    if scheme.endswith(SENTINEL):
        return _behind_sentinels(address, tls=scheme.startswith("rediss"))
    return Redis.from_url(address, **_options())


async def close_client(client: Redis) -> None:
    """Close the connections to Redis, and those to its sentinels."""
    pool = client.connection_pool
    await client.aclose()
    if isinstance(pool, SentinelConnectionPool):
        await pool.sentinel_manager.aclose()


def _options() -> dict[str, Any]:
    return {
        "socket_timeout": SECONDS,
        "socket_connect_timeout": SECONDS,
        # A failed call ends at once: the caller goes on without Redis.
        "retry": Retry(NoBackoff(), 0),
        "protocol": 2,
    }


def _behind_sentinels(address: str, *, tls: bool) -> Redis:
    parts = urlsplit(address)
    login, _, places = parts.netloc.rpartition("@")
    name, _, password = (unquote(part) for part in login.partition(":"))
    master, _, number = parts.path.strip("/").partition("/")
    query = parse_qs(parts.query)
    options = {**_options(), **({"ssl": True} if tls else {})}
    asked = {"username": query.get("sentinel_username"), "password": query.get("sentinel_password")}
    sentinel: Any = Sentinel(  # type: ignore[no-untyped-call]  # the library's
        [_host_and_port(place) for place in places.split(",")],
        sentinel_kwargs={**options, **{key: values[0] for key, values in asked.items() if values}},
    )
    client: Redis = sentinel.master_for(
        unquote(master), db=int(number or 0), username=name or None, password=password or None, **options
    )
    return client


def _host_and_port(place: str) -> tuple[str, int]:
    parts = urlsplit(f"//{place}")
    return parts.hostname or "localhost", parts.port or SENTINEL_PORT
