"""Compute derived columns again, and delete offers and history that are long gone."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

import msgspec

from alcove.apps.records.catalogue import write_transaction
from alcove.apps.records.maintenance import store
from alcove.apps.records.maintenance.store import RescoredBatch
from alcove.apps.records.taste import request_predictions
from alcove.foundation.database import Connection, Pool

RESCORE_BATCH: Final = 500
PURGE_BATCH: Final = 5000

Step = Callable[..., Awaitable[RescoredBatch | None]]


class RescoreCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many rows were computed again, and how many have changed."""

    records: int
    offers: int
    changed: int


class PurgeCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many offers and rows of the scrape history are deleted, or would be."""

    offers: int
    history: int


async def rescore(pool: Pool, *, batch: int = RESCORE_BATCH, on_progress: Callable[[int, int], None]) -> RescoreCounts:
    """Update all rows through their triggers, one transaction per batch.

    `on_progress` is called with the rows done and the total. A changed record changes its offers, too; these count as
    changed with the record or by themselves.
    """
    total = sum(await store.count_rows(pool))
    records = await _rescore_table(
        pool, store.rescore_records, batch=batch, on_progress=lambda rows: on_progress(rows, total)
    )
    offers = await _rescore_table(
        pool, store.rescore_offers, batch=batch, on_progress=lambda rows: on_progress(records[0] + rows, total)
    )
    async with write_transaction(pool) as connection:
        await store.refresh_counters(connection)
        await request_predictions(connection)
    return RescoreCounts(records=records[0], offers=offers[0], changed=records[1] + offers[1])


async def _rescore_table(pool: Pool, step: Step, *, batch: int, on_progress: Callable[[int], None]) -> tuple[int, int]:
    last = rows = changed = 0
    while (done := await _rescore_batch(pool, step, after=last, limit=batch)) is not None:
        last, rows, changed = done.last, rows + done.rows, changed + done.changed
        on_progress(rows)
    return rows, changed


async def _rescore_batch(pool: Pool, step: Step, *, after: int, limit: int) -> RescoredBatch | None:
    async with write_transaction(pool) as connection:
        return await step(connection, after=after, limit=limit)


async def count_purgeable(pool: Pool, *, before: datetime, judged: bool) -> PurgeCounts:
    """Return what `purge` would delete."""
    offers, history = await store.count_purgeable(pool, before=before, judged=judged)
    return PurgeCounts(offers=offers, history=history)


async def purge(pool: Pool, *, before: datetime, judged: bool, batch: int = PURGE_BATCH) -> PurgeCounts:
    """Delete delisted offers and history not seen since `before`, one transaction per batch.

    Offers with a verdict are deleted only if `judged`; records of the day are never deleted.
    """

    async def drop_offers(connection: Connection) -> int:
        return await store.delete_offers(connection, before=before, judged=judged, limit=batch)

    async def drop_history(connection: Connection) -> int:
        return await store.delete_history(connection, before=before, limit=batch)

    return PurgeCounts(
        offers=await _delete_in_batches(pool, drop_offers), history=await _delete_in_batches(pool, drop_history)
    )


async def _delete_in_batches(pool: Pool, drop: Callable[[Connection], Awaitable[int]]) -> int:
    total, removed = 0, 1
    while removed:
        async with write_transaction(pool) as connection:
            removed = await drop(connection)
        total += removed
    return total
