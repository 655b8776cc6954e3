"""There is one cache, one retry, one rate limiter and one rule for a lost database."""

import ast
from pathlib import Path

import pytest

from arch.tree import SOURCE, expect_none, location, parse_file, sources

# A name that a second mechanism would use, where it is allowed, and what to use instead.
MECHANISMS = {
    "OrderedDict": (("foundation/cache", "foundation/ratelimit"), "foundation.cache.Cache"),
    "InternalClientError": (("foundation/database",), "foundation.database.DATABASE_LOST"),
    "PostgresConnectionError": (("foundation/database",), "foundation.database.CONNECTION_LOST"),
    "AsyncRetrying": (("foundation/retry.py",), "foundation.retry.retry"),
    "retry_context": ((), "foundation.retry.retry"),
    "from_url": (("foundation/redis",), "foundation.redis.RedisConnection"),
}
# Ordered collections that are not caches of loaded values.
EXCEPTIONS = {
    "OrderedDict": ("foundation/fetch/dns", "foundation/identity"),
}


@pytest.mark.parametrize("name", MECHANISMS)
def test_each_mechanism_exists_once(name: str) -> None:
    """No file outside the room of a mechanism uses the name that a second one would need."""
    allowed, instead = MECHANISMS[name]
    expect_none(
        f"{location(path, node.lineno)} uses {name}: use {instead}"
        for path in sources(SOURCE)
        if not _is_below(path, (*allowed, *EXCEPTIONS.get(name, ())))
        for node in ast.walk(parse_file(path))
        if isinstance(node, ast.Name | ast.Attribute) and name in (getattr(node, "id", ""), getattr(node, "attr", ""))
    )


def _is_below(path: Path, rooms: tuple[str, ...]) -> bool:
    relative = path.relative_to(SOURCE).as_posix()
    return any(relative == room or relative.startswith(f"{room}/") for room in (*rooms, "simulators"))
