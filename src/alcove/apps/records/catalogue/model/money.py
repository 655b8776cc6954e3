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
"""How long rates may be used, with a warning, after they were fetched."""

Freshness = Literal["fresh", "stale", "expired"]

# Without traps: an impossible computation results in NaN, which `round_to_cents` rejects.
_ARITHMETIC = Context(prec=28, rounding=ROUND_HALF_UP, traps=[])


@dataclass(frozen=True, slots=True)
class Money:
    """An amount, exact to the cent, in a currency with an ISO 4217 code."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Units of each currency per US dollar, and when they expire."""

    per_usd: Mapping[str, Decimal]
    fetched_at: datetime
    expires_at: datetime

    def freshness(self, now: datetime) -> Freshness:
        """Return whether the rates are fresh, may be used with a warning (stale), or must not be used (expired)."""
        if now < self.expires_at:
            return "fresh"
        return "stale" if now < self.fetched_at + MAX_RATE_AGE else "expired"


def compute_expiry(fetched_at: datetime, *, ttl: timedelta, next_update: datetime | None = None) -> datetime:
    """Return when rates are to be fetched again: after `ttl`, but not before their source publishes newer ones."""
    expires_at = fetched_at + ttl
    if next_update is not None:
        expires_at = max(expires_at, next_update)
    return min(expires_at, fetched_at + MAX_RATE_AGE)


def build_static_rates(per_usd: Mapping[str, Decimal], *, now: datetime) -> Rates:
    """Return configured rates, which never expire."""
    return Rates(per_usd=per_usd, fetched_at=now, expires_at=datetime.max.replace(tzinfo=UTC))


def convert_to_usd(value: Decimal, currency: str, *, rates: Rates | None) -> Decimal | None:
    """Return US dollars rounded half up to cents; None without a rate, or if the column cannot hold them."""
    rate = Decimal(1) if currency == USD else _find_rate(currency, rates)
    if rate is None:
        return None
    return round_to_cents(_ARITHMETIC.divide(value, rate), maximum=MAX_USD)


def round_to_cents(value: Decimal, *, maximum: Decimal = MAX_AMOUNT) -> Decimal | None:
    """Return the amount rounded half up to cents; None when it is negative, not a number or above `maximum`."""
    if not value.is_finite() or not 0 <= value < maximum + CENT:
        return None
    rounded = value.copy_abs().quantize(CENT, context=_ARITHMETIC)
    return rounded if rounded <= maximum else None


def _find_rate(currency: str, rates: Rates | None) -> Decimal | None:
    rate = rates.per_usd.get(currency) if rates else None
    return rate if rate is not None and rate.is_finite() and rate > 0 else None
