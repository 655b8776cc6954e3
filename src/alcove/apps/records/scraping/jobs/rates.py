"""Exchange rates: stored in the database, fetched again when they expire; offers without a price get one."""

import asyncio
from collections.abc import Collection
from datetime import timedelta
from typing import Final

from alcove.apps.records import catalogue
from alcove.apps.records.catalogue.model import Rates, choose_rates, convert_to_usd
from alcove.apps.records.deps import WorkerDeps
from alcove.apps.records.errors import RecordsError
from alcove.apps.records.scraping.store import rates as store
from alcove.apps.records.scraping.store import waits
from alcove.apps.records.taste import request_predictions
from alcove.foundation.database import Connection, transaction
from alcove.foundation.jobs import Job, JobRun, defer
from alcove.foundation.telemetry import get_logger

TIMEOUT_S: Final = 15.0
"""Seconds to wait for the rates of a source: one whose quota is used up asks callers to wait for minutes."""
PAUSES: Final = waits.Pauses(first=timedelta(minutes=5), longest=timedelta(hours=6))
PRICE_TASK: Final = "records.prices"
EVERY_FIVE_MINUTES: Final = "*/5 * * * *"
BATCH_SIZE: Final = 500

log = get_logger("alcove.records.rates")


async def load_rates(deps: WorkerDeps, *, currencies: Collection[str]) -> Rates | None:
    """Return the rates to use now; None without any, and then foreign prices are not converted.

    Expired tables are fetched again, the preferred source first, until one has all `currencies`. A source that has
    failed is not asked again before its pause is over.
    """
    now = deps.clock.now()
    tables = await store.load_tables(deps.pool)
    for source in deps.rate_sources:
        table = tables.get(source)
        if table is None or not table.is_fresh(now):
            table = await _fetch_if_due(deps, source) or table
        if table is not None:
            tables[source] = table
            if table.is_fresh(now) and table.covers(currencies):
                break
    preferred, static = list(deps.rate_sources), deps.settings.static_rates
    return choose_rates(tables.values(), preferred=preferred, static=static, now=now)


async def _fetch_if_due(deps: WorkerDeps, source: str) -> Rates | None:
    work = waits.RATES + source
    wait = (await waits.find(deps.pool, work)).get(work)
    if wait is not None and wait.next_try_at > deps.clock.now():
        return None
    try:
        async with asyncio.timeout(TIMEOUT_S), deps.rate_sources[source]() as client:
            rates = await client.latest()
    except (RecordsError, TimeoutError) as error:
        reason = str(error) or f"There was no answer within {TIMEOUT_S:.0f} s."
        wait = await waits.record_failure(deps.pool, work, reason=reason, now=deps.clock.now(), pauses=PAUSES)
        log.warning("rates_not_fetched", source=source, reason=reason, next_try=wait.next_try_at.isoformat())
        return None
    async with transaction(deps.pool) as connection:
        await store.save_table(connection, rates)
        await waits.clear(connection, work)
        await request_prices(connection)
    return rates


async def request_prices(connection: Connection) -> None:
    """Defer the job that prices offers without a price within the caller's transaction; at most one waits."""
    await defer(connection, Job(task=PRICE_TASK, queue="records", lock=PRICE_TASK, queueing_lock=PRICE_TASK))


async def price_offers(deps: WorkerDeps, job: JobRun, *, batch_size: int = BATCH_SIZE) -> None:
    """Price the stored offers that had no exchange rate, as far as there is one now; one transaction per batch."""
    missing = await store.count_unpriced(deps.pool, for_sale=False)
    rates = await load_rates(deps, currencies=missing) if missing else None
    currencies = [code for code in missing if rates is not None and rates.covers([code])]
    after: int | None = 0 if currencies else None
    priced = 0
    while after is not None:
        job.checkpoint()
        after, count = await _price_batch(deps, after=after, currencies=currencies, rates=rates, limit=batch_size)
        priced += count
    if priced:
        log.info("offers_priced", offers=priced, source=rates and rates.source)


async def _price_batch(
    deps: WorkerDeps, *, after: int, currencies: list[str], rates: Rates | None, limit: int
) -> tuple[int | None, int]:
    """Price the next offers; return the id of the last one, None after the end, and how many have a price now."""
    async with catalogue.write_transaction(deps.pool) as connection:
        offers = await store.lock_unpriced(connection, after=after, currencies=currencies, limit=limit)
        prices = {offer.id: convert_to_usd(offer.amount, offer.currency, rates=rates) for offer in offers}
        known = {offer_id: usd for offer_id, usd in prices.items() if usd is not None}
        if known:
            await store.set_prices(connection, known)
            await request_predictions(connection)
    return (offers[-1].id if len(offers) == limit else None), len(known)
