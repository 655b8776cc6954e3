"""Money conversion, exact to the cent."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.apps.records.catalogue.model import ECB, Money, Rates, convert_to_usd

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def rates(**per_usd: str) -> Rates:
    """Return rates fetched now for a day."""
    return build_rates({code: Decimal(rate) for code, rate in per_usd.items()})


def build_rates(per_usd: Mapping[str, Decimal]) -> Rates:
    """Return these rates, fetched now."""
    return Rates(source=ECB, published=None, per_usd=per_usd, fetched_at=NOW, expires_at=NOW + timedelta(days=1))


@pytest.mark.parametrize(
    ("value", "currency", "rate", "dollars"),
    [
        ("10", "EUR", "0.85", "11.76"),
        ("3000", "JPY", "150", "20.00"),
        ("1.00", "SEK", "10.4", "0.10"),
        ("0.125", "USD", "1", "0.13"),
        ("2", "XXX", "400", "0.01"),
        ("0", "EUR", "0.85", "0.00"),
    ],
)
def test_foreign_money_is_divided_by_its_rate(value: str, currency: str, rate: str, dollars: str) -> None:
    """Rates are units per dollar: the price in dollars is the value divided by the rate, rounded half up to cents."""
    assert convert_to_usd(Decimal(value), currency, rates=rates(**{currency: rate})) == Decimal(dollars)


def test_dollars_need_no_rate() -> None:
    """A price in dollars is rounded to cents and otherwise unchanged, with and without rates."""
    assert convert_to_usd(Decimal("25.5"), "USD", rates=None) == Decimal("25.50")
    assert convert_to_usd(Decimal("25.5"), "USD", rates=rates(USD="2")) == Decimal("25.50")


@pytest.mark.parametrize("rate", ["0", "-1", "NaN", "Infinity"])
def test_without_a_rate_there_is_no_dollar_price(rate: str) -> None:
    """Without a usable rate the price in dollars is None."""
    assert convert_to_usd(Decimal(10), "EUR", rates=None) is None
    assert convert_to_usd(Decimal(10), "EUR", rates=rates(SEK="10")) is None
    assert convert_to_usd(Decimal(10), "EUR", rates=rates(EUR=rate)) is None


@pytest.mark.parametrize(
    ("value", "rate"),
    [("10000000000", "1"), ("9999999999.995", "1"), ("100", "1E-9"), ("1", "1E-9999"), ("NaN", "1"), ("-1", "1")],
)  # fmt: skip
def test_dollars_that_overflow_the_column_are_none(value: str, rate: str) -> None:
    """A value that numeric(12,2) cannot hold has no price in dollars."""
    assert convert_to_usd(Decimal(value), "EUR", rates=rates(EUR=rate)) is None
    assert convert_to_usd(Decimal("9999999999.994"), "EUR", rates=rates(EUR="1")) == Decimal("9999999999.99")


@given(
    st.decimals(0, 999_999_999_999, places=2),
    st.decimals("0.000001", "100000", places=6).filter(lambda rate: rate > 0),
)
def test_conversion_is_exact_or_none(value: Decimal, rate: Decimal) -> None:
    """Every result is the exact quotient rounded half up to cents; None means an overflow."""
    dollars = convert_to_usd(value, "EUR", rates=rates(EUR=str(rate)))
    cents = floor(Fraction(value) / Fraction(rate) * 100 + Fraction(1, 2))
    assert (None if dollars is None else dollars * 100) == (cents if cents < 10**12 else None)


@given(st.decimals(), st.decimals())
def test_no_number_raises(value: Decimal, rate: Decimal) -> None:
    """NaN, infinite, tiny and huge values are converted or give None; none raises."""
    dollars = convert_to_usd(value, "EUR", rates=build_rates({"EUR": rate}))
    assert dollars is None or 0 <= dollars < 10**10


def test_money_prints_as_value_and_currency() -> None:
    """The text of a price is its value, a space and its currency."""
    assert str(Money(Decimal("25.50"), "SEK")) == "25.50 SEK"
