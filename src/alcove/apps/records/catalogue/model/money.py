"""Money in its own currency and in US dollars, exact to the cent."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from alcove.apps.records.catalogue.model.rates import ARITHMETIC, USD, Rates

CENT: Final = Decimal("0.01")
MAX_USD: Final = Decimal("9999999999.99")
"""The largest price in dollars that its column holds."""
MAX_AMOUNT: Final = Decimal("999999999999.99")
"""The largest price in the seller's money that its column holds."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount, exact to the cent, in a currency with an ISO 4217 code."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


def convert_to_usd(value: Decimal, currency: str, *, rates: Rates | None) -> Decimal | None:
    """Return US dollars rounded half up to cents; None without a rate, or if the column cannot hold them."""
    rate = Decimal(1) if currency == USD else _find_rate(currency, rates)
    if rate is None:
        return None
    return round_to_cents(ARITHMETIC.divide(value, rate), maximum=MAX_USD)


def round_to_cents(value: Decimal, *, maximum: Decimal = MAX_AMOUNT) -> Decimal | None:
    """Return the amount rounded half up to cents; None when it is negative, not a number or above `maximum`."""
    if not value.is_finite() or not 0 <= value < maximum + CENT:
        return None
    rounded = value.copy_abs().quantize(CENT, context=ARITHMETIC)
    return rounded if rounded <= maximum else None


def _find_rate(currency: str, rates: Rates | None) -> Decimal | None:
    rate = rates.per_usd.get(currency) if rates else None
    return rate if rate is not None and rate.is_finite() and rate > 0 else None
