"""What the house has once is not made again: caches, lost databases, retries, rate limits."""

import ast
from pathlib import Path

import pytest

from arch.tree import SOURCE, expect_none, parsed, place, sources

# What a mechanism of one's own would be made of, where it may stand, and what to use instead.
ONCE = {
    "OrderedDict": (("foundation/cache", "foundation/ratelimit"), "foundation.cache.Cache"),
    "InternalClientError": (("foundation/database",), "foundation.database.DATABASE_LOST"),
    "PostgresConnectionError": (("foundation/database",), "foundation.database.CONNECTION_LOST"),
    "AsyncRetrying": (("foundation/retry.py",), "foundation.retry.retry"),
    "retry_context": ((), "foundation.retry.retry"),
    "from_url": (("foundation/redis",), "foundation.redis.RedisConnection"),
}
# Rooms that keep what is no cache of loaded values, or are being moved.
EXCUSED = {
    "OrderedDict": ("foundation/fetch/names", "foundation/identity"),
}


@pytest.mark.parametrize("name", ONCE)
def test_a_mechanism_stands_in_one_place(name: str) -> None:
    """No file outside of its room uses what a second mechanism of the same kind would be made of."""
    allowed, instead = ONCE[name]
    expect_none(
        f"{place(path, node.lineno)} uses {name}: use {instead}"
        for path in sources(SOURCE)
        if not _is_below(path, (*allowed, *EXCUSED.get(name, ())))
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Name | ast.Attribute) and name in (getattr(node, "id", ""), getattr(node, "attr", ""))
    )


def _is_below(path: Path, rooms: tuple[str, ...]) -> bool:
    relative = path.relative_to(SOURCE).as_posix()
    return any(relative == room or relative.startswith(f"{room}/") for room in (*rooms, "simulators"))
