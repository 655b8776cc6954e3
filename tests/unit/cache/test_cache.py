"""The cache: bounded, with a time to live, one load for all, nothing stale after a change."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.foundation.cache import Cache
from support.clock import FakeClock


class Source:
    """Counts how often it is read, and can be held back."""

    def __init__(self) -> None:
        self.value = 1
        self.reads = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def read(self) -> int:
        """Return the value as it was when reading began."""
        self.reads += 1
        value = self.value
        await self.gate.wait()
        return value


def failing(error: BaseException) -> Callable[[], Awaitable[int]]:
    """Return a load that fails."""

    async def load() -> int:
        await asyncio.sleep(0)
        raise error

    return load


async def settle() -> None:
    """Let all tasks run until they wait."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_value_is_kept_for_its_time() -> None:
    """Within its time a value is returned without a load, afterwards it is loaded again."""
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


async def test_the_time_may_depend_on_the_value() -> None:
    """A load can say for how long its value is good; zero keeps nothing."""
    clock, source = FakeClock(), Source()
    cache: Cache[str, int] = Cache(size=10, ttl=100.0, clock=clock)
    for _ in range(2):
        await cache.get("a", source.read, ttl=lambda _: 0.0)
    assert source.reads == 2
    await cache.get("a", source.read, ttl=lambda value: value * 2.0)
    clock.advance(2.0)
    assert cache.peek("a") is None


async def test_those_who_want_the_same_share_one_load() -> None:
    """A thousand concurrent readers cause one load; other keys load for themselves."""
    source = Source()
    cache: Cache[str, int] = Cache(size=10, ttl=5.0, clock=FakeClock())
    values = await asyncio.gather(*(cache.get("a", source.read) for _ in range(1000)), cache.get("b", source.read))
    assert set(values) == {1}
    assert source.reads == 2


async def test_errors_are_shared_and_not_kept() -> None:
    """All who waited see the error; the next one loads again."""
    source = Source()
    cache: Cache[str, int] = Cache(size=10, ttl=5.0, clock=FakeClock())
    failed = await asyncio.gather(*(cache.get("a", failing(OSError("x"))) for _ in range(3)), return_exceptions=True)
    assert [type(error) for error in failed] == [OSError] * 3
    assert await cache.get("a", source.read) == 1


@pytest.mark.parametrize("keep", [True, False])
async def test_a_load_ends_with_the_last_who_waits(*, keep: bool) -> None:
    """Who gives up takes nothing from the others; a load that nobody wants is ended, or finished on request."""
    source = Source()
    cache: Cache[str, int] = Cache(size=10, ttl=5.0, clock=FakeClock(), keep_loading=keep)
    source.gate.clear()
    waiting = [asyncio.create_task(cache.get("a", source.read)) for _ in range(3)]
    await settle()
    waiting[0].cancel()
    await settle()
    source.gate.set()
    assert await asyncio.gather(*waiting[1:]) == [1, 1]
    cache.clear()
    source.gate.clear()
    alone = asyncio.create_task(cache.get("a", source.read))
    await settle()
    alone.cancel()
    await settle()
    source.gate.set()
    await settle()
    assert cache.peek("a") == (1 if keep else None)


CHANGES: dict[str, Callable[[Cache[str, int]], None]] = {
    "key": lambda cache: cache.forget("a"),
    "prefix": lambda cache: cache.forget_prefix("a"),
    "all": lambda cache: cache.clear(),
}


@pytest.mark.parametrize("change", CHANGES)
async def test_what_was_read_before_a_change_is_not_kept(change: str) -> None:
    """A load under way when the key is forgotten is neither kept nor joined."""
    source = Source()
    cache: Cache[str, int] = Cache(size=10, ttl=5.0, clock=FakeClock())
    source.gate.clear()
    before = asyncio.create_task(cache.get("a", source.read))
    await settle()
    source.value = 2
    CHANGES[change](cache)
    after = asyncio.create_task(cache.get("a", source.read))
    await settle()
    source.gate.set()
    assert (await before, await after) == (1, 2)
    assert cache.peek("a") == 2


async def test_keys_are_forgotten_by_their_beginning() -> None:
    """A prefix takes the texts that begin with it and nothing else."""
    cache: Cache[object, int] = Cache(size=10, clock=FakeClock())
    for key in ("a:1", "a:2", "b:1", ("a:", 1)):
        cache.put(key, 1)
    cache.forget_prefix("a:")
    assert [cache.peek(key) for key in ("a:1", "a:2", "b:1", ("a:", 1))] == [None, None, 1, 1]


def test_costs_bound_it_as_numbers_do() -> None:
    """Values that cost together more than the size push out those used least recently; too large a one is not kept."""
    cache: Cache[str, int] = Cache(size=10.0, clock=FakeClock())
    for key in "abc":
        cache.put(key, 1, cost=3.0)
    assert cache.peek("a") == 1
    cache.put("d", 1, cost=4.0)
    assert [cache.peek(key) for key in "abcd"] == [1, None, 1, 1]
    cache.put("d", 1, cost=10.5)
    assert [cache.peek(key) for key in "abcd"] == [1, None, 1, None]


@given(st.lists(st.tuples(st.sampled_from("gpfa"), st.integers(0, 5), st.floats(0, 4, width=16)), max_size=60))
def test_it_answers_as_a_dictionary_would(steps: list[tuple[str, int, float]]) -> None:
    """Whatever is put, forgotten and waited for: a value that is there is the last one put, and within its time."""
    clock = FakeClock()
    cache: Cache[int, int] = Cache(size=3, ttl=5.0, clock=clock)
    truth: dict[int, tuple[int, float]] = {}
    for number, (step, key, seconds) in enumerate(steps):
        if step == "p":
            cache.put(key, number)
            truth[key] = number, clock.monotonic() + 5.0
        elif step == "f":
            cache.forget(key)
            truth.pop(key, None)
        elif step == "a":
            clock.advance(seconds)
        found = cache.peek(key)
        if found is not None:
            assert truth[key][0] == found
            assert clock.monotonic() < truth[key][1]
        assert len(cache) <= 3
