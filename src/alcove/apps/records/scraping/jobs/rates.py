"""Exchange rates: kept in the database, fetched when they run out, never invented."""

import asyncio

from alcove.apps.records.catalogue.model import Rates, build_static_rates
from alcove.apps.records.deps import WorkerDeps
from alcove.apps.records.errors import RecordsError
from alcove.apps.records.scraping.store import rates as store
from alcove.foundation.database import transaction
from alcove.foundation.telemetry import get_logger

PATIENCE_S = 10.0
"""A service that has used up its quota asks for minutes, which a scrape does not wait."""

log = get_logger("alcove.records.rates")


async def load_usable_rates(deps: WorkerDeps) -> Rates | None:
    """Return rates that may be used now; None when there are none, and foreign prices stay as they are."""
    kept = await store.load_rates(deps.pool)
    now = deps.clock.now()
    if kept is not None and kept.freshness(now) == "fresh":
        return kept
    fetched = await _fetch(deps)
    if fetched is not None:
        return fetched
    if kept is not None and kept.freshness(now) == "stale":
        log.warning("rates_stale", fetched_at=kept.fetched_at.isoformat())
        return kept
    configured = deps.settings.fixed_rates
    return build_static_rates(configured, now=now) if configured else None


async def _fetch(deps: WorkerDeps) -> Rates | None:
    if not deps.settings.exchange_rate_api_key:
        return None
    try:
        async with asyncio.timeout(PATIENCE_S), deps.rate_source() as source:
            rates = await source.latest()
    except (RecordsError, TimeoutError) as error:
        log.warning("rates_not_fetched", reason=str(error) or f"no answer within {PATIENCE_S:.0f} s")
        return None
    async with transaction(deps.pool) as connection:
        await store.save_rates(connection, rates)
    return rates
