"""Currency conversion and price formatting."""

from decimal import Decimal

from alcove.simulators.discogs.money import RATES, convert, format_amount


def test_rates_are_units_per_dollar() -> None:
    """105 kronor at 10.5 are ten dollars; ten dollars are 9.20 euros."""
    assert convert(Decimal(105), RATES, source="SEK", target="USD") == Decimal("10.00")
    assert convert(Decimal(10), RATES, source="USD", target="EUR") == Decimal("9.20")


def test_rounding_is_half_up() -> None:
    """Half a cent rounds up."""
    rates = {"USD": Decimal(1), "XXX": Decimal(2)}
    assert convert(Decimal("0.05"), rates, source="XXX", target="USD") == Decimal("0.03")


def test_missing_rate() -> None:
    """An amount without exchange rate cannot be converted, except to its own currency."""
    assert convert(Decimal(1), RATES, source="XAU", target="USD") is None
    assert convert(Decimal(1), RATES, source="XAU", target="XAU") == 1


def test_format_amount() -> None:
    """Known currencies have a symbol, others their code."""
    assert format_amount(Decimal("1234.5"), "EUR") == "€1,234.50"
    assert format_amount(Decimal(7), "XAU") == "XAU7.00"
