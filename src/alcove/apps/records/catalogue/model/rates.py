"""Exchange rates: tables of units per US dollar, and which of several tables are used."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

USD: Final = "USD"
EXCHANGE_RATE_API: Final = "exchangerate-api"
ECB: Final = "ecb"
STATIC: Final = "static"
SOURCE_NAMES: Final[Mapping[str, str]] = {
    EXCHANGE_RATE_API: "exchangerate-api.com",
    ECB: "the European Central Bank",
    STATIC: "FX_STATIC_RATES",
}
"""The sources of tables, as people know them."""
MAX_RATE_AGE: Final = timedelta(days=7)
"""After this time rates are fetched again in any case, and count as old."""
MIN_RATE: Final = Decimal("1e-9")
MAX_RATE: Final = Decimal(10) ** 12

# Without traps: an impossible computation results in NaN, which is then rejected.
ARITHMETIC: Final = Context(prec=28, rounding=ROUND_HALF_UP, traps=[])


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Units of each currency per US dollar, where they are from, and when they expire."""

    source: str
    published: date | None
    """The date of the table; None when its source names none."""
    per_usd: Mapping[str, Decimal]
    fetched_at: datetime
    expires_at: datetime

    def is_fresh(self, now: datetime) -> bool:
        """Return whether there is no need to fetch newer rates yet."""
        return now < self.expires_at

    def covers(self, currencies: Collection[str]) -> bool:
        """Return whether there is a rate for all these currencies."""
        return self.per_usd.keys() | {USD} >= set(currencies)


def compute_expiry(fetched_at: datetime, *, ttl: timedelta, next_update: datetime | None = None) -> datetime:
    """Return when rates are to be fetched again: after `ttl`, but not before their source publishes newer ones."""
    expires_at = fetched_at + ttl
    if next_update is not None:
        expires_at = max(expires_at, next_update)
    return min(expires_at, fetched_at + MAX_RATE_AGE)


def build_static_rates(per_usd: Mapping[str, Decimal], *, now: datetime) -> Rates:
    """Return configured rates, which never expire."""
    never = datetime.max.replace(tzinfo=UTC)
    return Rates(source=STATIC, published=None, per_usd=per_usd, fetched_at=now, expires_at=never)


def choose_rates(
    tables: Collection[Rates], *, preferred: Sequence[str], static: Mapping[str, Decimal], now: datetime
) -> Rates | None:
    """Return the rates to use: fresh tables of the preferred sources, else the table fetched last, else `static`.

    A currency that the table in use does not have is taken from the next one that has it. None without any table.
    """
    fresh = [table for source in preferred for table in tables if table.source == source and table.is_fresh(now)]
    older = sorted((table for table in tables if table not in fresh), key=lambda table: table.fetched_at, reverse=True)
    ordered = [*fresh, *older, *([build_static_rates(static, now=now)] if static else [])]
    if not ordered:
        return None
    per_usd: dict[str, Decimal] = {}
    for table in reversed(ordered):
        per_usd |= table.per_usd
    return replace(ordered[0], per_usd=per_usd)


def parse_rate(code: object, value: object) -> Decimal | None:
    """Return an untrusted rate as a number to compute with; None if its currency or the number cannot be used."""
    if not isinstance(code, str) or not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    number = Decimal(value)
    return ARITHMETIC.plus(number) if number.is_finite() and MIN_RATE <= number < MAX_RATE else None


def convert_base(per_base: Mapping[str, Decimal], *, base: str) -> dict[str, Decimal]:
    """Return units per US dollar, given units per unit of `base`; empty without a rate of the dollar."""
    dollar = per_base.get(USD)
    if dollar is None:
        return {}
    converted = {code: ARITHMETIC.divide(rate, dollar) for code, rate in {**per_base, base: Decimal(1)}.items()}
    return {code: rate for code, value in converted.items() if (rate := parse_rate(code, value)) is not None}
