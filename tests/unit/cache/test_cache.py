"""The cache: bounded, with time to live, single flight, and nothing stale after a removal."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.foundation.cache import Cache
from support.clock import FakeClock


class Source:
    """A source that counts its reads and can block them."""

    def __init__(self) -> None:
        self.value = 1
        self.reads = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def read(self) -> int:
        """Return the value at the start of the read."""
        self.reads += 1
        value = self.value
        await self.gate.wait()
        return value


def failing(error: BaseException) -> Callable[[], Awaitable[int]]:
    """Return a function that raises `error`."""

    async def load() -> int:
        await asyncio.sleep(0)
        raise error

    return load


async def run_until_idle() -> None:
    """Run all tasks until they wait."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_value_expires() -> None:
    """Before its expiry a value is returned without a load, afterwards it is loaded again."""
    clock, source = FakeClock(), Source()
    cache: Cache[str, int] = Cache(size=10, ttl=5.0, clock=clock)
    assert await cache.get("a", source.read) == 1
    source.value = 2
    clock.advance(4.9)
    assert await cache.get("a", source.read) == cache.peek("a") == 1
    clock.advance(0.1)
    assert cache.peek("a") is None
    assert await cache.get("a", source.read) == 2
    assert source.reads == 2


async def test_the_ttl_can_depend_on_the_value() -> None:
    """`ttl` can depend on the value; 0 does not cache it."""
    clock, source = FakeClock(), Source()
    cache: Cache[str, int] = Cache(size=10, ttl=100.0, clock=clock)
    for _ in range(2):
        await cache.get("a", source.read, ttl=lambda _: 0.0)
    assert source.reads == 2
    await cache.get("a", source.read, ttl=lambda value: value * 2.0)
    clock.advance(2.0)
    assert cache.peek("a") is None


async def test_concurrent_callers_share_one_load() -> None:
    """A thousand concurrent callers of a key cause one load; other keys have their own."""
    source = Source()
    cache: Cache[str, int] = Cache(size=10, ttl=5.0, clock=FakeClock())
    values = await asyncio.gather(*(cache.get("a", source.read) for _ in range(1000)), cache.get("b", source.read))
    assert set(values) == {1}
    assert source.reads == 2


async def test_errors_are_shared_and_not_cached() -> None:
    """All waiting callers get the error; the next call loads again."""
    source = Source()
    cache: Cache[str, int] = Cache(size=10, ttl=5.0, clock=FakeClock())
    failed = await asyncio.gather(*(cache.get("a", failing(OSError("x"))) for _ in range(3)), return_exceptions=True)
    assert [type(error) for error in failed] == [OSError] * 3
    assert await cache.get("a", source.read) == 1


@pytest.mark.parametrize("keep", [True, False])
async def test_a_load_is_cancelled_with_its_last_caller(*, keep: bool) -> None:
    """A cancelled caller does not affect others; a load without callers is cancelled, or finished."""
    source = Source()
    cache: Cache[str, int] = Cache(size=10, ttl=5.0, clock=FakeClock(), keep_loading=keep)
    source.gate.clear()
    waiting = [asyncio.create_task(cache.get("a", source.read)) for _ in range(3)]
    await run_until_idle()
    waiting[0].cancel()
    await run_until_idle()
    source.gate.set()
    assert await asyncio.gather(*waiting[1:]) == [1, 1]
    cache.clear()
    source.gate.clear()
    alone = asyncio.create_task(cache.get("a", source.read))
    await run_until_idle()
    alone.cancel()
    await run_until_idle()
    source.gate.set()
    await run_until_idle()
    assert cache.peek("a") == (1 if keep else None)


CHANGES: dict[str, Callable[[Cache[str, int]], None]] = {
    "key": lambda cache: cache.delete("a"),
    "prefix": lambda cache: cache.delete_prefix("a"),
    "all": lambda cache: cache.clear(),
}


@pytest.mark.parametrize("change", CHANGES)
async def test_a_load_from_before_a_removal_is_not_cached(change: str) -> None:
    """A running load is neither cached nor joined after the key was removed."""
    source = Source()
    cache: Cache[str, int] = Cache(size=10, ttl=5.0, clock=FakeClock())
    source.gate.clear()
    before = asyncio.create_task(cache.get("a", source.read))
    await run_until_idle()
    source.value = 2
    CHANGES[change](cache)
    after = asyncio.create_task(cache.get("a", source.read))
    await run_until_idle()
    source.gate.set()
    assert (await before, await after) == (1, 2)
    assert cache.peek("a") == 2


async def test_keys_are_removed_by_prefix() -> None:
    """`delete_prefix` removes the strings that begin with the prefix, and nothing else."""
    cache: Cache[object, int] = Cache(size=10, clock=FakeClock())
    for key in ("a:1", "a:2", "b:1", ("a:", 1)):
        cache.put(key, 1)
    cache.delete_prefix("a:")
    assert [cache.peek(key) for key in ("a:1", "a:2", "b:1", ("a:", 1))] == [None, None, 1, 1]


def test_costs_are_bounded() -> None:
    """The least recently used values are evicted when the costs exceed the size; a larger value is not cached."""
    cache: Cache[str, int] = Cache(size=10.0, clock=FakeClock())
    for key in "abc":
        cache.put(key, 1, cost=3.0)
    assert cache.peek("a") == 1
    cache.put("d", 1, cost=4.0)
    assert [cache.peek(key) for key in "abcd"] == [1, None, 1, 1]
    cache.put("d", 1, cost=10.5)
    assert [cache.peek(key) for key in "abcd"] == [1, None, 1, None]


@given(st.lists(st.tuples(st.sampled_from("gpfa"), st.integers(0, 5), st.floats(0, 4, width=16)), max_size=60))
def test_it_behaves_like_a_dictionary(steps: list[tuple[str, int, float]]) -> None:
    """After any sequence of operations a cached value is the last one put, and not expired."""
    clock = FakeClock()
    cache: Cache[int, int] = Cache(size=3, ttl=5.0, clock=clock)
    truth: dict[int, tuple[int, float]] = {}
    for number, (step, key, seconds) in enumerate(steps):
        if step == "p":
            cache.put(key, number)
            truth[key] = number, clock.monotonic() + 5.0
        elif step == "f":
            cache.delete(key)
            truth.pop(key, None)
        elif step == "a":
            clock.advance(seconds)
        found = cache.peek(key)
        if found is not None:
            assert truth[key][0] == found
            assert clock.monotonic() < truth[key][1]
        assert len(cache) <= 3
