"""Exchange rates of several sources."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.apps.records.catalogue.model import (
    ECB,
    EXCHANGE_RATE_API,
    STATIC,
    Rates,
    build_static_rates,
    choose_rates,
    compute_expiry,
    convert_base,
    parse_rate,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
BOTH = (EXCHANGE_RATE_API, ECB)


def table(source: str, *, age: timedelta = HOUR, **per_usd: str) -> Rates:
    """Return a table fetched some time ago, which is fresh for a day."""
    fetched_at = NOW - age
    rates = {code: Decimal(rate) for code, rate in per_usd.items()}
    return Rates(source=source, published=None, per_usd=rates, fetched_at=fetched_at, expires_at=fetched_at + DAY)


def choose(*tables: Rates, preferred: tuple[str, ...] = BOTH, static: str = "") -> Rates | None:
    """Return the rates that are used now."""
    configured = {"EUR": Decimal(static)} if static else {}
    return choose_rates(tables, preferred=preferred, static=configured, now=NOW)


@pytest.mark.parametrize(
    ("tables", "preferred", "source"),
    [
        ((table(ECB, EUR="2"), table(EXCHANGE_RATE_API, EUR="1")), BOTH, EXCHANGE_RATE_API),
        ((table(EXCHANGE_RATE_API, EUR="1", age=2 * DAY), table(ECB, EUR="2", age=3 * HOUR)), BOTH, ECB),
        ((table(EXCHANGE_RATE_API, EUR="1"), table(ECB, EUR="2", age=3 * HOUR)), (ECB,), ECB),
        ((table(EXCHANGE_RATE_API, EUR="1", age=99 * DAY), table(ECB, EUR="2", age=98 * DAY)), BOTH, ECB),
        ((table(EXCHANGE_RATE_API, EUR="1", age=99 * DAY),), (ECB,), EXCHANGE_RATE_API),
        ((), BOTH, STATIC),
    ],
)
def test_tables_have_an_order(tables: tuple[Rates, ...], preferred: tuple[str, ...], source: str) -> None:
    """The keyed service comes first, then the central bank, then the last table ever stored, then configured rates."""
    chosen = choose(*tables, preferred=preferred, static="9")
    assert chosen is not None
    assert chosen.source == source


def test_a_missing_currency_comes_from_the_next_table() -> None:
    """A currency that the table in use does not have is taken from another table; others are not."""
    chosen = choose(table(EXCHANGE_RATE_API, SEK="10"), table(ECB, SEK="11", DKK="7", age=9 * DAY), static="0.9")
    assert chosen is not None
    assert chosen.source == EXCHANGE_RATE_API
    assert chosen.per_usd == {"SEK": Decimal(10), "DKK": Decimal(7), "EUR": Decimal("0.9")}
    assert choose() is None


def test_rates_are_kept_until_their_source_has_newer_ones() -> None:
    """Rates expire after the requested time, later if the source has nothing newer, and within a week in any case."""
    assert compute_expiry(NOW, ttl=DAY) == NOW + DAY
    assert compute_expiry(NOW, ttl=DAY, next_update=NOW + HOUR) == NOW + DAY
    assert compute_expiry(NOW, ttl=HOUR, next_update=NOW + 20 * HOUR) == NOW + 20 * HOUR
    assert compute_expiry(NOW, ttl=HOUR, next_update=NOW + 999 * DAY) == NOW + 7 * DAY
    assert table(ECB, age=23 * HOUR).is_fresh(NOW)
    assert not table(ECB, age=DAY).is_fresh(NOW)


def test_configured_rates_never_expire() -> None:
    """Rates from the settings are always fresh."""
    assert build_static_rates({"EUR": Decimal("0.92")}, now=NOW).is_fresh(NOW + 9999 * DAY)


@pytest.mark.parametrize(
    ("code", "value"),
    [("EUR", Decimal(0)), ("EUR", Decimal(-1)), ("EUR", Decimal("NaN")), ("EUR", Decimal("Infinity")), ("EUR", 0),
     ("EUR", True), ("EUR", "0.9"), ("EUR", None), ("EUR", 1.5), ("EUR", Decimal("1e-100000")), ("EUR", 10**12),
     ("eur", 1), ("EURO", 1), ("E1R", 1), ("ÄÖÜ", 1), (None, 1)],
)  # fmt: skip
def test_an_impossible_rate_is_none(code: object, value: object) -> None:
    """A rate is a positive number of a plausible size, and its currency three capital letters."""
    assert parse_rate(code, value) is None


def test_rates_per_euro_become_rates_per_dollar() -> None:
    """With 1.25 dollars per euro, a euro costs 1.25 dollars: 0.8 euros per dollar."""
    rates = convert_base({"USD": Decimal("1.25"), "SEK": Decimal("12.5")}, base="EUR")
    assert rates == {"USD": Decimal(1), "EUR": Decimal("0.8"), "SEK": Decimal(10)}
    assert convert_base({"SEK": Decimal("12.5")}, base="EUR") == {}


@given(st.dictionaries(st.sampled_from(["USD", "SEK", "JPY"]), st.decimals()))
def test_no_table_raises(per_base: dict[str, Decimal]) -> None:
    """Whatever the numbers are, the converted rates are usable ones."""
    for code, rate in convert_base(per_base, base="EUR").items():
        assert parse_rate(code, rate) == rate
