"""Prices in foreign currencies."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from alcove.apps.records.catalogue.model import EXCHANGE_RATE_API, Rates
from alcove.apps.records.daily_pick import store
from alcove.apps.records.scraping.store import rates
from alcove.foundation.database import Pool
from alcove.simulators.discogs import SimulatorConfig
from fixtures.simulators.discogs import build
from integration.records.scraping.world import World, count_columns, summarize_end
from support.servers import serve_async

CENTRAL_BANK = "/stats/eurofxref/"
NO_RATES: dict[str, Any] = {"native_prices": True, "only": ("/v6/", CENTRAL_BANK), "every": {"error": 1},
                            "error_status": 404}  # fmt: skip
PER_USD = {"USD": Decimal(1), "EUR": Decimal("0.85"), "JPY": Decimal(150), "SEK": Decimal("10.5")}


@pytest.fixture
async def world(dsn: str, pool: Pool, tmp_path: Path) -> AsyncIterator[World]:
    """Yield a marketplace that shows every price in the seller's currency."""
    app = build(SimulatorConfig(sellers={"anna": 0}, rate_limit=6000, rates=PER_USD))
    async with serve_async(app) as base:
        world = World(app.state.simulator, base, dsn=dsn, pool=pool, data_dir=tmp_path)
        world.set_faults(native_prices=True)
        async with world.stack:
            yield world


async def save_rates(world: World, *, age: timedelta, lifetime: timedelta, eur: str = "0.5") -> None:
    """Store a rate for euros with an age and a lifetime."""
    time = datetime.now(UTC) - age
    async with world.pool.acquire() as connection:
        stored = Rates(
            source=EXCHANGE_RATE_API, published=None, per_usd={"EUR": Decimal(eur)}, fetched_at=time,
            expires_at=time + lifetime,
        )  # fmt: skip
        await rates.save_table(connection, stored)


def rate_requests(world: World, path: str = "/v6/") -> int:
    """Count the requests for exchange rates."""
    return sum(entry.path.startswith(path) for entry in world.simulator.log.entries())


async def test_foreign_money_is_divided_by_its_rate(world: World) -> None:
    """10 EUR at 0.85 are 11.76 dollars and 3000 JPY at 150 are 20.00; the original price is stored beside them."""
    (euros,) = world.sell("anna", price=Decimal("10.00"), currency="EUR")
    (yen,) = world.sell("anna", price=Decimal(3000), currency="JPY")
    (dollars,) = world.sell("anna", price=Decimal("9.99"))
    row = await world.scrape("anna")
    found = {
        listing_id: (stored["record_price"], stored["original_price"], stored["original_currency"])
        for listing_id in (euros, yen, dollars)
        for stored in [await world.offer(listing_id)]
    }
    assert found == {
        euros: (Decimal("11.76"), Decimal("10.00"), "EUR"),
        yen: (Decimal("20.00"), Decimal("3000.00"), "JPY"),
        dollars: (Decimal("9.99"), Decimal("9.99"), "USD"),
    }
    assert count_columns(row) == {"seen": 3, "kept": 3, "new": 3}


async def test_dollars_converted_by_discogs_are_used_unchanged(world: World) -> None:
    """If Discogs returns dollars, no rate is requested, and the seller keeps their own currency."""
    world.set_faults()
    world.seller("eva", currency="EUR")
    (listing_id,) = world.sell("eva", price=Decimal("10.00"))
    await world.scrape("eva")
    stored = await world.offer(listing_id)
    assert (stored["record_price"], stored["original_price"]) == (Decimal("11.76"), Decimal("10.00"))
    assert rate_requests(world) == 0
    assert (await world.offers("eva"))[0]["currency"] == "EUR"


async def test_rates_are_requested_once_and_stored(world: World) -> None:
    """Many pages of foreign prices, and the next scrapes, use one request for rates."""
    world.sell("anna", 210, currency="EUR")
    await world.scrape("anna")
    await world.scrape("anna", mode="full")
    assert rate_requests(world) == 1


async def test_missing_rate_means_no_price_in_dollars(world: World) -> None:
    """An offer in a currency without a rate keeps its original price, is counted, and has no price in dollars."""
    (listing_id,) = world.sell("anna", price=Decimal("30.00"), currency="XAF")
    row = await world.scrape("anna")
    stored = await world.offer(listing_id)
    assert count_columns(row) == {"seen": 1, "kept": 1, "new": 1, "unpriced": 1}
    assert (stored["record_price"], stored["original_price"], stored["original_currency"]) == (
        None, Decimal("30.00"), "XAF",
    )  # fmt: skip
    assert stored["score"] == 0
    assert json.loads(stored["wire"])["record_price"] == ""
    async with world.pool.acquire() as connection:
        assert await store.find_best_offer(connection) is None
    assert await world.pool.fetchval("SELECT count(*) FROM discogs_listing WHERE record_price BETWEEN 0 AND 1e9") == 0


async def test_a_later_rate_sets_the_price(world: World) -> None:
    """Once there is a rate, the next scrape sets the price and the score of an unpriced offer."""
    world.set_faults(**NO_RATES)
    (listing_id,) = world.sell("anna", price=Decimal("10.00"), currency="EUR")
    assert (await world.scrape("anna"))["unpriced"] == 1
    await world.pool.execute("DELETE FROM discogs_wait")
    world.set_faults(native_prices=True)
    row = await world.scrape("anna")
    stored = await world.offer(listing_id)
    assert count_columns(row) == {"seen": 1, "kept": 1, "updated": 1}
    assert (stored["record_price"], stored["score"] > 0) == (Decimal("11.76"), True)


async def test_an_unchanged_price_keeps_its_dollars_without_a_rate(world: World) -> None:
    """Without a rate, an offer with an unchanged price keeps its dollars; one with a changed price loses them."""
    same, changed = world.sell("anna", 2, price=Decimal("10.00"), currency="EUR")
    await world.scrape("anna")
    await world.pool.execute("DELETE FROM discogs_rate_table")
    world.set_faults(**NO_RATES)
    world.change(changed, price=Decimal("12.00"))
    row = await world.scrape("anna")
    assert (await world.offer(same))["record_price"] == Decimal("11.76")
    assert (await world.offer(changed))["record_price"] is None
    assert count_columns(row) == {"seen": 2, "kept": 2, "updated": 1, "unpriced": 1}


async def test_the_last_rates_ever_stored_are_used_if_all_sources_fail(world: World) -> None:
    """While all sources fail, the table fetched last is used, however old it is, and configured rates are not."""
    world.set_faults(**NO_RATES)
    await save_rates(world, age=timedelta(days=60), lifetime=timedelta(days=1))
    (listing_id,) = world.sell("anna", price=Decimal("10.00"), currency="EUR")
    await world.scrape("anna", environ={"FX_STATIC_RATES": "EUR=1.0"})
    assert (await world.offer(listing_id))["record_price"] == Decimal("20.00")


async def test_fresh_rates_are_preferred_to_stale_ones(world: World) -> None:
    """Stale rates are replaced as soon as the source responds."""
    await save_rates(world, age=timedelta(days=2), lifetime=timedelta(days=1))
    (listing_id,) = world.sell("anna", price=Decimal("10.00"), currency="EUR")
    await world.scrape("anna")
    assert (await world.offer(listing_id))["record_price"] == Decimal("11.76")


async def test_configured_rates_are_the_last_resort(world: World) -> None:
    """FX_STATIC_RATES are used if no table could ever be fetched; a currency that they do not have has no rate."""
    world.set_faults(**NO_RATES)
    (euros,) = world.sell("anna", price=Decimal("10.00"), currency="EUR")
    (yen,) = world.sell("anna", price=Decimal(3000), currency="JPY")
    row = await world.scrape("anna", environ={"FX_STATIC_RATES": "EUR=0.85"})
    assert (await world.offer(euros))["record_price"] == Decimal("11.76")
    assert (await world.offer(yen))["record_price"] is None
    assert row["unpriced"] == 1


@pytest.mark.parametrize("key", ["", "inactive-account", "forged"])
async def test_the_central_bank_is_asked_without_a_usable_key(world: World, key: str) -> None:
    """Without a key, and if the keyed service fails, prices are converted with the European Central Bank's rates."""
    world.environ["EXCHANGE_RATE_API_KEY"] = key
    (euros,) = world.sell("anna", price=Decimal("10.00"), currency="EUR")
    (kronor,) = world.sell("anna", price=Decimal("105.00"), currency="SEK")
    row = await world.scrape("anna")
    # The bank's rates have four decimals: 1.1765 dollars per euro.
    assert (await world.offer(euros))["record_price"] == Decimal("11.77")
    assert (await world.offer(kronor))["record_price"] == Decimal("10.00")
    assert (row["unpriced"], rate_requests(world, CENTRAL_BANK)) == (0, 1)
    table = await world.pool.fetchrow("SELECT source, published FROM discogs_rate_table")
    assert tuple(table) == ("ecb", datetime.now(UTC).date())


async def test_failing_rate_sources_do_not_affect_the_scrape(world: World) -> None:
    """Failing sources are requested once, however many pages and scrapes need them, and every offer is stored."""
    world.environ["EXCHANGE_RATE_API_KEY"] = "inactive-account"
    world.set_faults(native_prices=True, only=CENTRAL_BANK, every={"error": 1}, error_status=404)
    world.sell("anna", 350, currency="EUR")
    row = await world.scrape("anna")
    assert summarize_end(row) == ("done", True, "end")
    assert (row["new"], row["unpriced"]) == (350, 350)
    await world.scrape("anna", mode="full")
    assert (rate_requests(world), rate_requests(world, CENTRAL_BANK)) == (1, 1)
    reasons = [row["reason"] for row in await world.pool.fetch("SELECT reason FROM discogs_wait ORDER BY work")]
    assert reasons == [
        "The European Central Bank answered with status 404.",
        "The account of EXCHANGE_RATE_API_KEY is not active: its e-mail address was not confirmed.",
    ]


@pytest.mark.slow
async def test_a_rate_limited_rate_source_is_not_waited_for(world: World) -> None:
    """If the exchange-rate service returns 429, the scrape uses the central bank's rates."""
    world.environ["EXCHANGE_RATE_API_KEY"] = "quota-reached"
    world.sell("anna", 2, currency="EUR")
    row = await world.scrape("anna")
    assert summarize_end(row) == ("done", True, "end")
    assert row["unpriced"] == 0


async def test_the_price_limit_is_in_dollars(world: World) -> None:
    """SCRAPE_MAX_PRICE compares dollars; offers without a price in dollars are stored."""
    (dearer,) = world.sell("anna", price=Decimal("90.00"), currency="EUR")
    (cheaper,) = world.sell("anna", price=Decimal("90.00"), currency="SEK")
    (unknown,) = world.sell("anna", price=Decimal("900.00"), currency="XAF")
    row = await world.scrape("anna", environ={"SCRAPE_MAX_PRICE": "100"})
    stored = {offer["discogs_listing_id"] for offer in await world.offers("anna")}
    assert stored == {cheaper, unknown}
    assert dearer not in stored
    assert row["skipped"] == 1
