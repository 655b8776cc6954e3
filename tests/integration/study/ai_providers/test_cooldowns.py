"""Cooldowns of AI providers and of their keys: what a provider asks for is kept, by every key and process."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from alcove.apps.study.ai_providers.model import Availability, CallPermit
from alcove.foundation.database import Pool
from alcove.foundation.errors import DiskFull
from alcove.wires.ai_providers import Outcome
from integration.study.ai_providers.registries import KEYS, fail, make_registry, refuse, take
from support.clock import FakeClock
from support.full_database import refuse_writes

POOL = {**KEYS, **{f"OPENAI_API_KEY_{number}": f"sk-{number}" for number in (2, 3, 5)}}


async def test_retry_after_holds_the_whole_provider(pool: Pool) -> None:
    """No process calls the provider before the time it asked for, with no key of its pool, and others are called."""
    clock = FakeClock()
    first, second = make_registry(pool, clock, POOL), make_registry(pool, clock, POOL)
    await fail(first, Outcome.RATE_LIMITED, retry_after=90.5)
    status = await refuse(second)
    assert (status.reason, status.until) == (Availability.COOLING, clock.now() + timedelta(seconds=90.5))
    assert isinstance(await second.acquire("deepseek"), CallPermit)
    clock.advance(90.499)
    assert (await refuse(second)).reason is Availability.COOLING
    clock.advance(0.001)
    assert not (await take(second)).is_probe


@pytest.mark.parametrize(
    ("retry_after", "seconds"),
    [(None, 30), (0.0, 1), (-5.0, 1), (3600.0, 3600), (1e12, 3600), (float("inf"), 3600), (float("nan"), 30)],
)
async def test_strange_waits_are_bounded(pool: Pool, retry_after: float | None, seconds: float) -> None:
    """Without Retry-After there is a wait, too; no provider is held for more than an hour."""
    clock = FakeClock()
    registry = make_registry(pool, clock)
    await fail(registry, Outcome.RATE_LIMITED, retry_after=retry_after)
    assert (await refuse(registry)).until == clock.now() + timedelta(seconds=seconds)


async def test_a_shorter_wait_never_ends_a_longer_one(pool: Pool) -> None:
    """Answers of calls that were under way keep the latest of all times, whatever their order."""
    clock = FakeClock()
    registry = make_registry(pool, clock)
    permits = [await take(registry) for _ in range(4)]
    for permit, seconds in zip(permits, (10, 120, 5, None), strict=True):
        await registry.record(permit, Outcome.RATE_LIMITED, retry_after=seconds)
    assert (await refuse(registry)).until == clock.now() + timedelta(seconds=120)


async def test_other_failures_with_retry_after_hold_as_well(pool: Pool) -> None:
    """A 503 with Retry-After is a failure and a cooldown; a call that was stopped is none."""
    clock = FakeClock()
    registry = make_registry(pool, clock)
    permit = await take(registry)
    await registry.record(permit, Outcome.CANCELLED, retry_after=60)
    await fail(registry, Outcome.SERVER_ERROR, retry_after=200)
    assert (await refuse(registry)).until == clock.now() + timedelta(seconds=200)


async def test_a_cooldown_outlasts_the_breaker(pool: Pool) -> None:
    """When both hold the provider, the later one counts, and no probe is made before it."""
    clock = FakeClock()
    registry = make_registry(pool, clock)
    permit = await take(registry)
    await fail(registry, times=5)
    await registry.record(permit, Outcome.RATE_LIMITED, retry_after=100)
    status = await refuse(registry)
    assert (status.reason, status.until) == (Availability.OPEN, clock.now() + timedelta(seconds=100))
    clock.advance(99)
    assert (await refuse(registry)).reason is Availability.COOLING
    clock.advance(1)
    assert (await take(registry)).is_probe


async def test_calls_take_turns_with_the_keys(pool: Pool) -> None:
    """All keys of a pool are used equally often; gaps in the numbers do not matter."""
    clock = FakeClock()
    registry = make_registry(pool, clock, POOL)
    used = Counter([(await take(registry)).key for _ in range(40)])
    assert list(used.values()) == [10, 10, 10, 10]


async def test_a_refused_key_rests_alone(pool: Pool) -> None:
    """For ten minutes no process uses a key that was refused with 401; the others are used in turn."""
    clock = FakeClock()
    first, second = make_registry(pool, clock, POOL), make_registry(pool, clock, POOL)
    permit = await take(first)
    await first.record(permit, Outcome.AUTH_FAILED)
    used = {(await take(second)).key for _ in range(12)}
    assert (len(used), permit.key in used) == (3, False)
    clock.advance(600)
    assert permit.key in {(await take(second)).key for _ in range(4)}


async def test_without_a_usable_key_the_provider_cools(pool: Pool) -> None:
    """When all keys rest, the provider is held until the first is free again."""
    clock = FakeClock()
    registry = make_registry(pool, clock, POOL)
    first_free_at = clock.now() + timedelta(seconds=600)
    for _ in range(4):
        await fail(registry, Outcome.AUTH_FAILED)
        clock.advance(10)
    status = await refuse(registry)
    assert (status.reason, status.until) == (Availability.COOLING, first_free_at)
    clock.advance(560)
    assert len({(await take(registry)).key for _ in range(8)}) == 1


async def test_a_new_key_is_used_at_once(pool: Pool) -> None:
    """After the owner has replaced a refused key, its successor is called without a wait."""
    clock = FakeClock()
    await fail(make_registry(pool, clock), Outcome.AUTH_FAILED)
    replaced = make_registry(pool, clock, {**KEYS, "OPENAI_API_KEY": "sk-other"})
    key = (await take(replaced)).key
    assert key is not None
    assert key.text.reveal() == "sk-other"


async def test_no_key_is_stored(pool: Pool) -> None:
    """The tables have neither a key nor an address of the settings."""
    clock = FakeClock()
    registry = make_registry(pool, clock, {**POOL, "OPENAI_BASE_URL": "http://planted-host:8000/v1"})
    await fail(registry, Outcome.AUTH_FAILED)
    await fail(registry, Outcome.RATE_LIMITED)
    rows = [
        *await pool.fetch("SELECT h::text FROM study.ai_provider_health AS h"),
        *await pool.fetch("SELECT k::text FROM study.ai_key_cooldowns AS k"),
    ]
    text = str([row[0] for row in rows])
    assert len(rows) == 2
    assert not any(secret in text for secret in ("sk-", "planted"))


async def test_a_server_without_a_key_that_refuses_it_cools(pool: Pool) -> None:
    """Ollama behind a proxy that wants a key is not called again and again."""
    clock = FakeClock()
    registry = make_registry(pool, clock, {"OLLAMA_MODEL": "llama3.2"})
    permit = await take(registry, "ollama")
    assert permit.key is None
    await registry.record(permit, Outcome.AUTH_FAILED)
    status = await refuse(registry, "ollama")
    assert (status.reason, status.until) == (Availability.COOLING, clock.now() + timedelta(seconds=600))


@pytest.mark.parametrize("seconds", [3 * 3600, 40 * 24 * 3600])
async def test_a_clock_that_was_set_back_holds_nobody_for_long(pool: Pool, seconds: float) -> None:
    """After the clock was set back, a wait begins again from then: it is neither lost nor as long as the difference."""
    clock = FakeClock()
    clock.advance(seconds)
    registry = make_registry(pool, clock, POOL)
    await fail(registry, Outcome.AUTH_FAILED)
    await fail(registry, Outcome.RATE_LIMITED, retry_after=120)
    clock.advance(-seconds)
    assert (await refuse(registry)).until == clock.now() + timedelta(seconds=120)
    clock.advance(120)
    assert len({(await take(registry)).key for _ in range(8)}) == 4


async def test_failures_after_the_clock_was_set_back_count(pool: Pool) -> None:
    """A breaker that was open stays open for its time, and opens again after the clock was set back."""
    clock = FakeClock()
    clock.advance(10 * 3600)
    registry = make_registry(pool, clock)
    permits = [await take(registry) for _ in range(6)]
    for permit in permits[:5]:
        await registry.record(permit, Outcome.SERVER_ERROR)
    clock.advance(-9 * 3600)
    await registry.record(permits[5], Outcome.SERVER_ERROR)
    assert (await refuse(registry)).until == clock.now() + timedelta(seconds=60)
    clock.advance(60)
    assert (await take(registry)).is_probe


async def test_a_wait_that_cannot_be_stored_is_kept_by_the_process(pool: Pool, dsn: str) -> None:
    """When the disk is full at the moment of a 429, the process that got it keeps to the time when there is space."""
    clock = FakeClock()
    registry = make_registry(pool, clock)
    permit = await take(registry)
    refuse_writes(dsn)
    with pytest.raises(DiskFull):
        await registry.record(permit, Outcome.RATE_LIMITED, retry_after=60)
    await pool.execute("DROP FUNCTION public.refuse CASCADE")
    status = await refuse(registry)
    assert (status.reason, status.until) == (Availability.COOLING, clock.now() + timedelta(seconds=60))
    assert isinstance(await registry.acquire("deepseek"), CallPermit)
    clock.advance(60)
    assert isinstance(await registry.acquire("openai"), CallPermit)


async def test_calls_at_the_moment_of_a_refusal_are_not_sent(pool: Pool) -> None:
    """A call that reads the row before the refusal is stored there gets no permit of the process that was refused."""
    clock = FakeClock()
    registry = make_registry(pool, clock)
    await fail(registry)
    permit = await take(registry)
    async with pool.acquire() as connection, connection.transaction():
        # Others read the row as it was; the record of the refusal waits.
        await connection.execute("SELECT FROM study.ai_provider_health FOR UPDATE")
        record = asyncio.create_task(registry.record(permit, Outcome.RATE_LIMITED, retry_after=60))
        await asyncio.sleep(0)
        status = await refuse(registry)
        assert not record.done()
    assert (status.reason, status.until) == (Availability.COOLING, clock.now() + timedelta(seconds=60))
    assert status.is_limited
    await record
    assert (await refuse(make_registry(pool, clock))).until == status.until
    clock.advance(60)
    assert not (await take(registry)).is_probe
