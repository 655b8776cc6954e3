"""Exchange rates: stored in the database, fetched again when they expire."""

import asyncio

from alcove.apps.records.catalogue.model import Rates, build_static_rates
from alcove.apps.records.deps import WorkerDeps
from alcove.apps.records.errors import RecordsError
from alcove.apps.records.scraping.store import rates as store
from alcove.foundation.database import transaction
from alcove.foundation.telemetry import get_logger

TIMEOUT_S = 10.0
"""Seconds to wait for rates: a service whose quota is used up asks callers to wait for minutes."""

log = get_logger("alcove.records.rates")


async def load_usable_rates(deps: WorkerDeps) -> Rates | None:
    """Return rates that may be used now; None without any, and then foreign prices are not converted."""
    stored = await store.load_rates(deps.pool)
    now = deps.clock.now()
    if stored is not None and stored.freshness(now) == "fresh":
        return stored
    fetched = await _fetch(deps)
    if fetched is not None:
        return fetched
    if stored is not None and stored.freshness(now) == "stale":
        log.warning("rates_stale", fetched_at=stored.fetched_at.isoformat())
        return stored
    configured = deps.settings.static_rates
    return build_static_rates(configured, now=now) if configured else None


async def _fetch(deps: WorkerDeps) -> Rates | None:
    if not deps.settings.exchange_rate_api_key:
        return None
    try:
        async with asyncio.timeout(TIMEOUT_S), deps.rate_source() as source:
            rates = await source.latest()
    except (RecordsError, TimeoutError) as error:
        log.warning("rates_not_fetched", reason=str(error) or f"no answer within {TIMEOUT_S:.0f} s")
        return None
    async with transaction(deps.pool) as connection:
        await store.save_rates(connection, rates)
    return rates
