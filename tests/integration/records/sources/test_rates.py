"""Exchange rates with the simulator."""

import random
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from decimal import Decimal

import pytest

from alcove.apps.records.catalogue.model import convert_to_usd
from alcove.apps.records.errors import RatesFailed
from alcove.apps.records.settings import RecordsSettings
from alcove.apps.records.sources import RateSource
from alcove.apps.records.sources.exchangerate import open_exchange_rates
from alcove.foundation.settings import load_settings
from integration.records.sources.conftest import Market
from integration.records.sources.invalid_responses import serve_response, unreachable_address
from support.clock import FakeClock

KEY = "simulator-exchange-key"


def source(base: str, *, key: str = KEY, clock: FakeClock | None = None) -> AbstractAsyncContextManager[RateSource]:
    """Open the service at an address."""
    settings = load_settings(RecordsSettings, environ={"EXCHANGE_RATE_API_BASE": base, "EXCHANGE_RATE_API_KEY": key})
    return open_exchange_rates(settings, clock=clock or FakeClock(), rng=random.Random(1))  # noqa: S311 - seeded


async def failure(base: str, key: str = KEY) -> RatesFailed:
    """Return the error of a request."""
    async with source(base, key=key) as rates:
        with pytest.raises(RatesFailed) as caught:
            await rates.latest()
    return caught.value


async def test_rates_are_exact_units_per_dollar(market: Market) -> None:
    """Rates are parsed from their digits and convert by division."""
    clock = FakeClock()
    async with source(market.base, clock=clock) as rates:
        result = await rates.latest()
    assert (result.per_usd["EUR"], result.per_usd["JPY"]) == (Decimal("0.92"), Decimal("151.2"))
    assert convert_to_usd(Decimal(10), "EUR", rates=result) == Decimal("10.87")
    assert result.fetched_at == clock.now()


async def test_rates_are_kept_until_there_are_newer_ones() -> None:
    """Rates are fresh for the configured time, or until the service has newer ones."""
    clock = FakeClock()
    later = int((clock.now() + timedelta(hours=30)).timestamp())
    body = '{"result": "success", "base_code": "USD", "conversion_rates": {"EUR": 0.9}, "time_next_update_unix": %s}'
    for stamp, hours in [(str(later), 30), ("null", 24), ("1e99", 24), ("9" * 30, 24), ("0", 24)]:
        with serve_response(body % stamp) as base:
            async with source(base, clock=clock) as rates:
                assert (await rates.latest()).expires_at == clock.now() + timedelta(hours=hours)


async def test_invalid_rates_do_not_affect_the_others() -> None:
    """A rate that is not a positive number, or without a currency code, is left out."""
    broken = '"SEK": 0, "JPY": -1, "GBP": "0.8", "CHF": NaN, "xyz": 1, "EURO": 1, "AUD": true'
    table = f'{{"EUR": 0.920000000000000000001, {broken}}}'
    with serve_response(f'{{"result": "success", "base_code": "USD", "conversion_rates": {table}}}') as base:
        async with source(base) as rates:
            assert (await rates.latest()).per_usd == {"EUR": Decimal("0.920000000000000000001")}


@pytest.mark.parametrize(
    ("key", "kind"),
    [("forged", "invalid-key"), ("inactive-account", "inactive-account"), ("quota-reached", "quota-reached"),
     ("malformed-request", "malformed-request")],
)  # fmt: skip
async def test_each_error_has_its_kind(market: Market, key: str, kind: str) -> None:
    """The service's error types are distinguished, with a message for people."""
    error = await failure(market.base, key)
    assert (error.kind, error.code, error.status) == (kind, "rates_failed", 502)
    assert str(error).endswith(".")


@pytest.mark.parametrize(
    "body",
    ["", "null", "[]", "<html>", '{"result": "success"}',
     '{"result": "success", "base_code": "EUR", "conversion_rates": {"USD": 1.1}}',
     '{"result": "success", "base_code": "USD", "conversion_rates": []}'],
)  # fmt: skip
async def test_an_invalid_table_is_rejected(body: str) -> None:
    """Only a table of units per dollar is accepted."""
    with serve_response(body) as base:
        assert (await failure(base)).kind == "malformed-response"


async def test_no_error_shows_the_key(market: Market) -> None:
    """The key is a part of the URL; neither the error nor its cause shows it."""
    no_cause = "hush-hush-key"
    for base in (market.base, unreachable_address()):
        error = await failure(base, no_cause)
        chain = [error, error.__cause__] if error.__cause__ else [error]
        assert error.__suppress_context__ or error.__context__ is None
        assert not any(no_cause in repr(item) + str(item) for item in chain)
    assert (await failure(unreachable_address())).kind == "unreachable"
