"""The breaker of an AI provider in PostgreSQL: when it opens, the one probe, and when it closes."""

import asyncio
from datetime import datetime, timedelta
from functools import partial

import pytest

from alcove.apps.study.ai_providers.model import COUNTED, Availability, BreakerRules, CallPermit
from alcove.apps.study.ai_providers.service import SharedProviderRegistry
from alcove.foundation.clock import SystemClock
from alcove.foundation.database import Pool
from alcove.wires.ai_providers import Outcome
from integration.study.ai_providers.registries import KEYS, fail, make_registry, refuse, take
from support.clock import FakeClock
from support.until import until_async

UNCOUNTED = (Outcome.AUTH_FAILED, Outcome.FILTERED, Outcome.CANCELLED)


@pytest.mark.parametrize("outcome", sorted(COUNTED))
async def test_five_failures_open_it_in_every_process(pool: Pool, outcome: Outcome) -> None:
    """After five failures within five minutes no process calls the provider for exactly a minute."""
    clock = FakeClock()
    first, second = make_registry(pool, clock), make_registry(pool, clock)
    await fail(first, outcome, times=2)
    await fail(second, outcome, times=2)
    assert isinstance(await second.acquire("openai"), CallPermit)
    await fail(first, outcome)
    for registry in (first, second):
        status = await refuse(registry)
        assert (status.reason, status.until) == (Availability.OPEN, clock.now() + timedelta(seconds=60))
        assert isinstance(await registry.acquire("deepseek"), CallPermit)
    clock.advance(59.999)
    assert (await refuse(second)).reason is Availability.OPEN
    clock.advance(0.001)
    assert (await take(second)).is_probe


async def test_failures_that_are_far_apart_do_not_open_it(pool: Pool) -> None:
    """Only the failures of the last five minutes count, whatever succeeded in between."""
    clock = FakeClock()
    registry = make_registry(pool, clock)
    await fail(registry, times=4)
    await fail(registry, Outcome.OK, times=10)
    clock.advance(300)
    await fail(registry, times=4)
    clock.advance(299)
    await fail(registry)
    assert (await refuse(registry)).reason is Availability.OPEN


@pytest.mark.parametrize("outcome", [Outcome.RATE_LIMITED, *UNCOUNTED])
async def test_other_outcomes_do_not_count(pool: Pool, outcome: Outcome) -> None:
    """A refused key, a rate limit, a filter and a stop are no failures of the provider."""
    clock = FakeClock()
    registry = make_registry(pool, clock)
    await fail(registry, times=4)
    permits = [await take(registry) for _ in range(10)]
    for permit in permits:
        await registry.record(permit, outcome)
    clock.advance(601)
    assert not (await take(registry)).is_probe


async def test_two_successful_probes_close_it(pool: Pool) -> None:
    """While half-open one call at a time is allowed; after two successes all are, and failures count from zero."""
    clock = FakeClock()
    first, second = make_registry(pool, clock), make_registry(pool, clock)
    await fail(first, times=5)
    clock.advance(60)
    probe = await take(first)
    assert probe.is_probe
    status = await refuse(second)
    assert (status.reason, status.until) == (Availability.OPEN, clock.now() + timedelta(seconds=5))
    await first.record(probe, Outcome.OK)
    probe = await take(second)
    assert probe.is_probe
    assert (await refuse(first)).reason is Availability.OPEN
    await second.record(probe, Outcome.OK)
    assert [(await take(first)).is_probe for _ in range(5)] == [False] * 5
    await fail(first, times=4)
    assert isinstance(await second.acquire("openai"), CallPermit)


async def test_the_open_time_doubles_up_to_a_quarter_of_an_hour(pool: Pool) -> None:
    """A probe that fails opens it again for twice as long; after closing it begins with a minute again."""
    clock = FakeClock()
    registry = make_registry(pool, clock)
    await fail(registry, times=5)
    for seconds in (60, 120, 240, 480, 900, 900):
        status = await refuse(registry)
        assert status.until == clock.now() + timedelta(seconds=seconds)
        clock.advance(seconds)
        await fail(registry, Outcome.TIMEOUT)
    clock.advance(900)
    await fail(registry, Outcome.OK, times=2)
    await fail(registry, times=5)
    assert (await refuse(registry)).until == clock.now() + timedelta(seconds=60)


@pytest.mark.parametrize("outcome", UNCOUNTED)
async def test_a_probe_without_a_verdict_is_followed_by_the_next(pool: Pool, outcome: Outcome) -> None:
    """A probe that says nothing about the provider neither closes the breaker nor opens it for longer."""
    clock = FakeClock()
    registry = make_registry(pool, clock, {**KEYS, "OPENAI_API_KEY_2": "sk-two"})
    await fail(registry, times=5)
    clock.advance(60)
    await fail(registry, outcome)
    await fail(registry, Outcome.OK)
    assert (await take(registry)).is_probe


async def test_a_probe_of_a_dead_process_expires(pool: Pool) -> None:
    """When nobody records the probe, another process gets one when its lease has ended."""
    clock = FakeClock()
    first, second = make_registry(pool, clock), make_registry(pool, clock)
    await fail(first, times=5)
    clock.advance(60)
    lost = await take(first)
    clock.advance(29.9)
    assert (await refuse(second)).reason is Availability.OPEN
    clock.advance(0.1)
    probe = await take(second)
    assert probe.is_probe
    # It was not dead, only late: its outcome does not count, and does not end the other probe.
    await first.record(lost, Outcome.SERVER_ERROR)
    assert (await refuse(first)).reason is Availability.OPEN
    await second.record(probe, Outcome.OK)
    assert (await take(first)).is_probe


async def test_a_slow_probe_is_renewed(pool: Pool) -> None:
    """While its process works on it no other probe is made, however long that takes; afterwards nothing is renewed."""
    rules = BreakerRules(probe_lease=0.3, open_seconds=0.01)
    first, second = (make_registry(pool, SystemClock(), breaker=rules) for _ in range(2))
    await fail(first, times=5)
    probe = await until_async(lambda: find_probe(first))
    end: datetime | None = await pool.fetchval("SELECT probe_until FROM study.ai_provider_health")
    for _ in range(3):
        end = await until_async(partial(find_renewal, pool, end))
        assert await find_probe(second) is None
    await first.close()
    late = await until_async(lambda: find_probe(second))
    assert probe is not None
    assert late is not None
    assert late.is_probe
    await first.record(probe, Outcome.OK)
    await second.record(late, Outcome.OK)
    await second.close()


async def find_probe(registry: SharedProviderRegistry) -> CallPermit | None:
    """Return a permit if there is one."""
    answer = await registry.acquire("openai")
    return answer if isinstance(answer, CallPermit) else None


async def find_renewal(pool: Pool, earlier: datetime | None) -> datetime | None:
    """Return the end of the lease when it is later."""
    end: datetime = await pool.fetchval("SELECT probe_until FROM study.ai_provider_health")
    return end if earlier and end > earlier else None


async def test_late_failures_do_not_open_it_again(pool: Pool) -> None:
    """Calls that began before it opened, and fail after it, neither lengthen the time nor end the probe."""
    clock = FakeClock()
    registry = make_registry(pool, clock)
    late = [await take(registry) for _ in range(10)]
    await fail(registry, times=5)
    for permit in late[:5]:
        await registry.record(permit, Outcome.CONNECTION_LOST)
    clock.advance(60)
    probe = await take(registry)
    for permit in late[5:]:
        await registry.record(permit, Outcome.CONNECTION_LOST)
    await registry.record(probe, Outcome.OK)
    await fail(registry, Outcome.OK)
    assert not (await take(registry)).is_probe


async def test_another_address_begins_without_failures(pool: Pool) -> None:
    """Health belongs to the address: another one is not held, and a slash at its end is the same one."""
    clock = FakeClock()
    await fail(make_registry(pool, clock), times=5)
    other = make_registry(pool, clock, {**KEYS, "OPENAI_BASE_URL": "http://10.0.0.1:8000/v1"})
    assert not (await take(other)).is_probe
    same = make_registry(pool, clock, {**KEYS, "OPENAI_BASE_URL": "https://api.openai.com/v1/"})
    assert (await refuse(same)).reason is Availability.OPEN


async def test_the_state_outlives_restarts_and_removed_providers(pool: Pool) -> None:
    """A new process goes on with the stored state; rows of providers that are not configured any more do no harm."""
    clock = FakeClock()
    await fail(make_registry(pool, clock), times=5)
    without = make_registry(pool, clock, {"DEEPSEEK_API_KEY": "sk-deep", "STUDY_PROVIDER_ORDER": "deepseek"})
    assert (await refuse(without)).reason is Availability.DISABLED
    assert next(status.reason for status in await without.list_statuses()) is Availability.OK
    assert (await refuse(make_registry(pool, clock))).reason is Availability.OPEN


async def test_many_callers_get_one_probe(pool: Pool) -> None:
    """Of 64 callers at the same moment exactly one gets the probe, round after round."""
    clock = FakeClock()
    registries = [make_registry(pool, clock, seed=seed) for seed in range(3)]
    await fail(registries[0], times=5)
    for seconds in (60, 120, 240):
        clock.advance(seconds)
        answers = await asyncio.gather(*(registries[number % 3].acquire("openai") for number in range(64)))
        permits = [answer for answer in answers if isinstance(answer, CallPermit)]
        assert [permit.is_probe for permit in permits] == [True]
        await registries[0].record(permits[0], Outcome.SERVER_ERROR)


async def test_failures_at_the_same_time_are_all_counted(pool: Pool) -> None:
    """Five failures at once open the breaker; many more do not open it for longer."""
    clock = FakeClock()
    registries = [make_registry(pool, clock, seed=seed) for seed in range(3)]
    permits = [await take(registries[number % 3]) for number in range(64)]
    await asyncio.gather(*(registries[0].record(permit, Outcome.SERVER_ERROR) for permit in permits[:4]))
    assert isinstance(await registries[1].acquire("openai"), CallPermit)
    await asyncio.gather(*(registries[0].record(permit, Outcome.SERVER_ERROR) for permit in permits[4:]))
    assert (await refuse(registries[1])).until == clock.now() + timedelta(seconds=60)


async def test_old_rows_are_removed(pool: Pool) -> None:
    """The rows of addresses that were not used for a month go away when another one gets its first."""
    clock = FakeClock()
    for number in range(3):
        await fail(make_registry(pool, clock, {**KEYS, "OPENAI_BASE_URL": f"http://10.0.0.{number}/v1"}))
    clock.advance(31 * 24 * 3600)
    await fail(make_registry(pool, clock))
    assert await pool.fetchval("SELECT count(*) FROM study.ai_provider_health") == 1
