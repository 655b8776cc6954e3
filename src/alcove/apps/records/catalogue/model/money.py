"""Money in its own currency and in US dollars, exact to the cent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final, Literal

CENT: Final = Decimal("0.01")
USD: Final = "USD"
MAX_USD: Final = Decimal("9999999999.99")
"""The largest price in dollars that its column holds."""
MAX_AMOUNT: Final = Decimal("999999999999.99")
"""The largest price in the seller's money that its column holds."""
MAX_RATE_AGE: Final = timedelta(days=7)
"""How long rates stay usable, with a warning, after they were fetched."""

Freshness = Literal["fresh", "stale", "expired"]

# Without traps: what cannot be computed comes out as no number, and `cents` refuses that.
_ARITHMETIC = Context(prec=28, rounding=ROUND_HALF_UP, traps=[])


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in cents of a currency given by its ISO 4217 code."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Units of each currency per US dollar, and how long they hold."""

    per_usd: Mapping[str, Decimal]
    fetched_at: datetime
    expires_at: datetime

    def freshness(self, now: datetime) -> Freshness:
        """Return whether the rates hold, may be used with a warning, or must not be used."""
        if now < self.expires_at:
            return "fresh"
        return "stale" if now < self.fetched_at + MAX_RATE_AGE else "expired"


def compute_expiry(fetched_at: datetime, *, ttl: timedelta, next_update: datetime | None = None) -> datetime:
    """Return when rates should be fetched anew: after `ttl`, but not before their source has newer ones."""
    wanted = fetched_at + ttl
    if next_update is not None:
        wanted = max(wanted, next_update)
    return min(wanted, fetched_at + MAX_RATE_AGE)


def build_static_rates(per_usd: Mapping[str, Decimal], *, now: datetime) -> Rates:
    """Return rates that somebody configured: they never expire."""
    return Rates(per_usd=per_usd, fetched_at=now, expires_at=datetime.max.replace(tzinfo=UTC))


def convert_to_usd(value: Decimal, currency: str, *, rates: Rates | None) -> Decimal | None:
    """Return dollars and cents, rounded half up; None without a rate or beyond what a column holds."""
    rate = Decimal(1) if currency == USD else _find_rate(currency, rates)
    if rate is None:
        return None
    return round_to_cents(_ARITHMETIC.divide(value, rate), most=MAX_USD)


def round_to_cents(value: Decimal, *, most: Decimal = MAX_AMOUNT) -> Decimal | None:
    """Return the amount rounded half up to cents; None when it is negative, not a number or above `most`."""
    if not value.is_finite() or not 0 <= value < most + CENT:
        return None
    rounded = value.copy_abs().quantize(CENT, context=_ARITHMETIC)
    return rounded if rounded <= most else None


def _find_rate(currency: str, rates: Rates | None) -> Decimal | None:
    found = rates.per_usd.get(currency) if rates else None
    return found if found is not None and found.is_finite() and found > 0 else None
