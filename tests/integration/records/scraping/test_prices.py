"""Offers that were stored without an exchange rate are priced as soon as there is one."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from alcove.apps.records.scraping import check_rates
from alcove.apps.records.scraping.jobs.rates import price_offers
from alcove.apps.records.scraping.service.rate_status import find_rates_in_use
from alcove.foundation.jobs import Interrupted, JobRun, StopReason
from integration.records.scraping.world import World
from support.clock import FakeClock
from support.until import until_async

ALONE = JobRun(1, 1, lambda: None)
CENTRAL_BANK = "/stats/eurofxref/"
AWAY: dict[str, Any] = {"native_prices": True, "only": CENTRAL_BANK, "every": {"error": 1}, "error_status": 404}
BACK: dict[str, Any] = {"native_prices": True}


@pytest.fixture
def unpriced_world(world: World) -> World:
    """Return a world without a key, whose central bank is away."""
    world.environ["EXCHANGE_RATE_API_KEY"] = ""
    world.set_faults(**AWAY)
    return world


async def end_pauses(world: World) -> None:
    """Let every wait be over."""
    await world.pool.execute("UPDATE discogs_wait SET next_try_at = now() - interval '1 second'")


async def count_unpriced(world: World) -> int:
    """Count the offers without a price in dollars."""
    return int(await world.pool.fetchval("SELECT count(*) FROM discogs_listing WHERE record_price IS NULL"))


async def test_offers_are_priced_when_the_rates_come(unpriced_world: World) -> None:
    """Offers scraped without rates get price, score, JSON and their place in searches by a job, without a scrape."""
    world = unpriced_world
    (euros,) = world.sell("anna", price=Decimal("10.00"), currency="EUR")
    (unknown,) = world.sell("anna", price=Decimal("10.00"), currency="XAF")
    (dollars,) = world.sell("anna", price=Decimal("3.00"))
    assert (await world.scrape("anna"))["unpriced"] == 2
    wire = json.loads((await world.offer(euros))["wire"])
    assert (wire["record_price"], wire["score"], wire["original_price"], wire["original_currency"]) == (
        "", "0.00", "10.00", "EUR",
    )  # fmt: skip
    world.forget_requests()
    world.set_faults(**BACK)
    await price_offers(world.deps(), ALONE)
    assert await count_unpriced(world) == 2, "the source is not asked before its pause is over"
    await end_pauses(world)
    await price_offers(world.deps(), ALONE)
    wire = json.loads((await world.offer(euros))["wire"])
    assert (wire["record_price"], float(wire["score"]) > 0) == ("10.87", True)
    assert (await world.offer(unknown))["record_price"] is None
    assert (await world.offer(dollars))["record_price"] == Decimal("3.00")
    assert world.pages_read() == []
    await world.assert_totals()
    outdated = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'records.predict' AND status = 'todo'"
    assert await world.pool.fetchval(outdated) == 1


async def test_a_worker_prices_them_by_itself(unpriced_world: World) -> None:
    """When a scrape of another seller fetches rates, a running worker prices all offers at once."""
    world = unpriced_world
    world.seller("berta")
    world.sell("anna", 3, currency="EUR")
    await world.scrape("anna")
    assert await count_unpriced(world) == 3
    await end_pauses(world)
    world.set_faults(**BACK)
    world.sell("berta", currency="EUR")
    async with world.worker(queues=("records",)):
        await world.scrape("berta")

        async def is_done() -> object:
            return await count_unpriced(world) == 0

        await until_async(is_done)


async def test_pricing_continues_where_it_stopped(unpriced_world: World) -> None:
    """Each batch commits: an interrupted job, or one whose worker is killed, prices the rest when it runs again."""
    world = unpriced_world
    world.sell("anna", 20, currency="EUR")
    await world.scrape("anna")
    await end_pauses(world)
    world.set_faults(**BACK)
    checks = 0

    def reason() -> StopReason | None:
        nonlocal checks
        checks += 1
        return StopReason.SHUTDOWN if checks == 2 else None

    with pytest.raises(Interrupted):
        await price_offers(world.deps(), JobRun(1, 1, reason), batch_size=8)
    assert await count_unpriced(world) == 12
    await price_offers(world.deps(), ALONE)
    assert await count_unpriced(world) == 0
    await world.assert_totals()


async def test_an_amount_beyond_the_column_stops_nothing(unpriced_world: World) -> None:
    """An offer whose price in dollars cannot be stored stays without one, and the others get theirs."""
    world = unpriced_world
    first, second = world.sell("anna", 2, currency="EUR")
    await world.scrape("anna")
    await world.pool.execute(
        "UPDATE discogs_listing SET original_price = 999999999999 WHERE discogs_listing_id = $1", first
    )
    await end_pauses(world)
    world.set_faults(**BACK)
    await price_offers(world.deps(), ALONE)
    assert (await world.offer(first))["record_price"] is None
    assert (await world.offer(second))["record_price"] == Decimal("21.74")


async def test_the_pauses_of_a_source_grow(slow_world: World) -> None:
    """A source that goes on failing is asked after five minutes, ten, twenty and so on, at most every six hours."""
    world, clock = slow_world, slow_world.clock
    assert isinstance(clock, FakeClock)
    world.environ["EXCHANGE_RATE_API_KEY"] = ""
    world.set_faults(**AWAY)
    world.sell("anna", currency="EUR")
    await world.scrape("anna")
    pauses = []
    for _ in range(9):
        row = await world.pool.fetchrow("SELECT next_try_at, failures FROM discogs_wait WHERE work = 'rates:ecb'")
        pauses.append(round((row["next_try_at"] - clock.now()) / timedelta(minutes=1)))
        await clock.sleep((row["next_try_at"] - clock.now()).total_seconds() + 1)
        await price_offers(world.deps(), ALONE)
    assert pauses == [5, 10, 20, 40, 80, 160, 320, 360, 360]
    world.set_faults(**BACK)
    await clock.sleep(7 * 3600)
    await price_offers(world.deps(), ALONE)
    assert await count_unpriced(world) == 0
    assert await world.pool.fetchval("SELECT count(*) FROM discogs_wait") == 0


@pytest.mark.parametrize("fault", ["empty", "truncate"])
async def test_what_is_no_table_is_requested_again(world: World, fault: str) -> None:
    """An answer of 200 that is not the table is requested again, as after a server error."""
    world.environ["EXCHANGE_RATE_API_KEY"] = ""
    world.set_faults(native_prices=True, only=CENTRAL_BANK, next={fault: 1})
    world.sell("anna", currency="EUR")
    assert (await world.scrape("anna"))["unpriced"] == 0


async def test_the_health_says_which_rates_are_in_use(unpriced_world: World) -> None:
    """It names the table, its date and its age, and what waits for a rate, why and until when."""
    world = unpriced_world
    world.sell("anna", 2, currency="EUR")
    world.sell("anna", currency="XAF")

    async def check(*, days: int = 0) -> tuple[str, str]:
        settings = world.deps().settings
        health = await check_rates(world.pool, settings=settings, now=world.clock.now() + timedelta(days=days))
        return health.state, health.detail

    assert await check() == ("ok", "No exchange rates are stored yet: they are fetched when an offer needs one.")
    await world.scrape("anna")
    next_try = await world.pool.fetchval("SELECT next_try_at FROM discogs_wait")
    state, detail = await check()
    assert state == "degraded"
    assert detail == (
        "3 offers without a price in dollars for lack of an exchange rate: EUR 2, XAF 1."
        " The European Central Bank answered with status 404."
        f" Next try: {next_try:%Y-%m-%d %H:%M} UTC."
        " No exchange rates are stored yet: they are fetched when an offer needs one."
    )
    await end_pauses(world)
    world.set_faults(**BACK)
    await price_offers(world.deps(), ALONE)
    in_use = f"In use: the rates of the European Central Bank of {world.clock.now():%Y-%m-%d}, fetched"
    missing = "1 offer without a price in dollars for lack of an exchange rate: XAF 1."
    state, detail = await check()
    assert (state, detail.startswith(f"{missing} {in_use}")) == ("degraded", True)
    await world.pool.execute("UPDATE discogs_listing SET status = 'Delisted' WHERE record_price IS NULL")
    state, detail = await check(days=3)
    assert (state, detail) == ("ok", f"{in_use} 3 days ago.")
    settings, now = world.deps().settings, world.clock.now()
    rates = await find_rates_in_use(world.pool, settings=settings, now=now)
    assert rates is not None
    assert (rates.source, rates.published) == ("ecb", f"{now:%Y-%m-%d}")
