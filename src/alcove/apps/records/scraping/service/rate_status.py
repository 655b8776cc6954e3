"""Which exchange rates are in use, how old they are, and what waits for others."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from alcove.apps.records.catalogue.model import ECB, EXCHANGE_RATE_API, SOURCE_NAMES, STATIC, Rates, choose_rates
from alcove.apps.records.scraping.schemas import RatesInUse
from alcove.apps.records.scraping.service.waiting_work import count_things, format_next_try
from alcove.apps.records.scraping.store import rates as store
from alcove.apps.records.scraping.store import waits
from alcove.apps.records.settings import RecordsSettings
from alcove.foundation.database import Pool
from alcove.foundation.telemetry import ComponentHealth

NAME = "records.rates"
MAX_CURRENCIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sources:
    """The configured sources: those that are asked, and the rates of the settings."""

    preferred: tuple[str, ...]
    static: Mapping[str, Decimal]


async def find_rates_in_use(pool: Pool, *, settings: RecordsSettings, now: datetime) -> RatesInUse | None:
    """Return which exchange rates are in use; None if there are none yet."""
    rates = await load_rates_in_use(pool, settings=settings, now=now)
    if rates is None:
        return None
    is_static = rates.source == STATIC
    return RatesInUse(
        source=rates.source,
        name=SOURCE_NAMES.get(rates.source, rates.source),
        published=rates.published.isoformat() if rates.published else None,
        fetched_at=None if is_static else f"{rates.fetched_at:%Y-%m-%dT%H:%M:%SZ}",
        age_hours=None if is_static else round((now - rates.fetched_at).total_seconds() / 3600, 1),
    )


async def check_rates(pool: Pool, *, settings: RecordsSettings, now: datetime) -> ComponentHealth:
    """Return the health of exchange rates: degraded while offers wait for one, or old rates cannot be renewed."""
    sources = _find_sources(settings)
    rates = await load_rates_in_use(pool, settings=settings, now=now)
    unpriced = await store.count_unpriced(pool, for_sale=True)
    failing = list((await waits.find(pool, *(waits.RATES + source for source in sources.preferred))).values())
    used = _describe_use(rates, now=now)
    reasons = " ".join(f"{wait.reason} {format_next_try(wait.next_try_at)}" for wait in failing)
    if unpriced:
        return ComponentHealth(NAME, "degraded", f"{_describe_unpriced(unpriced)} {reasons} {used}".replace("  ", " "))
    if failing and (rates is None or not rates.is_fresh(now)):
        return ComponentHealth(NAME, "degraded", f"{used} {reasons}")
    return ComponentHealth(NAME, "ok", used)


def _find_sources(settings: RecordsSettings) -> _Sources:
    preferred = (EXCHANGE_RATE_API, ECB) if settings.exchange_rate_api_key else (ECB,)
    return _Sources(preferred=preferred, static=settings.static_rates)


async def load_rates_in_use(pool: Pool, *, settings: RecordsSettings, now: datetime) -> Rates | None:
    """Return the stored exchange rates to convert with; None if there are none yet."""
    sources = _find_sources(settings)
    tables: Collection[Rates] = (await store.load_tables(pool)).values()
    return choose_rates(tables, preferred=sources.preferred, static=sources.static, now=now)


def _describe_use(rates: Rates | None, *, now: datetime) -> str:
    if rates is None:
        return "No exchange rates are stored yet: they are fetched when an offer needs one."
    name = SOURCE_NAMES.get(rates.source, rates.source)
    if rates.source == STATIC:
        return f"In use: the rates of {name}."
    published = f" of {rates.published.isoformat()}" if rates.published else ""
    return f"In use: the rates of {name}{published}, fetched {_format_age(now - rates.fetched_at)} ago."


def _describe_unpriced(unpriced: Mapping[str, int]) -> str:
    total = sum(unpriced.values())
    shown = ", ".join(f"{code} {count}" for code, count in list(unpriced.items())[:MAX_CURRENCIES])
    more = ", ..." if len(unpriced) > MAX_CURRENCIES else ""
    return f"{count_things(total, 'offer')} without a price in dollars for lack of an exchange rate: {shown}{more}."


def _format_age(age: timedelta) -> str:
    """Return an age such as `12 minutes`, `3 hours` or `9 days`."""
    minutes = max(0, round(age.total_seconds() / 60))
    for unit, length in (("day", 24 * 60), ("hour", 60)):
        if minutes >= 2 * length:
            return count_things(minutes // length, unit)
    return count_things(minutes, "minute")
