"""Keeps the tables in order: computes what is kept ready anew, and removes what has been gone for long."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

import msgspec

from alcove.apps.records.catalogue import exclusive_writer
from alcove.apps.records.maintenance import store
from alcove.apps.records.maintenance.store import Passed
from alcove.apps.records.taste import ask_for_predictions
from alcove.foundation.database import Connection, Pool

RESCORE_BATCH: Final = 500
PURGE_BATCH: Final = 5000

Step = Callable[..., Awaitable[Passed | None]]


class Rescored(msgspec.Struct, frozen=True, kw_only=True):
    """How many rows were computed, and how many came out different."""

    records: int
    offers: int
    changed: int


class Purged(msgspec.Struct, frozen=True, kw_only=True):
    """How many offers, and ids of the scrapes' history, are removed or would be."""

    offers: int
    history: int


async def rescore(pool: Pool, *, batch: int = RESCORE_BATCH, tell: Callable[[int, int], None]) -> Rescored:
    """Pass all rows through the triggers, a batch a transaction; `tell` gets the rows done and the rows there are.

    A change of a record reaches its offers at once, so these may be counted with the record or by themselves.
    """
    everything = sum(await store.totals(pool))
    records = await _walk(pool, store.pass_records, batch=batch, tell=lambda rows: tell(rows, everything))
    offers = await _walk(pool, store.pass_offers, batch=batch, tell=lambda rows: tell(records[0] + rows, everything))
    async with exclusive_writer(pool) as connection:
        await store.recount(connection)
        await ask_for_predictions(connection)
    return Rescored(records=records[0], offers=offers[0], changed=records[1] + offers[1])


async def _walk(pool: Pool, step: Step, *, batch: int, tell: Callable[[int], None]) -> tuple[int, int]:
    last = rows = changed = 0
    while (passed := await _pass(pool, step, after=last, limit=batch)) is not None:
        last, rows, changed = passed.last, rows + passed.rows, changed + passed.changed
        tell(rows)
    return rows, changed


async def _pass(pool: Pool, step: Step, *, after: int, limit: int) -> Passed | None:
    async with exclusive_writer(pool) as connection:
        return await step(connection, after=after, limit=limit)


async def preview(pool: Pool, *, before: datetime, judged: bool) -> Purged:
    """Return what `purge` would remove."""
    offers, history = await store.count_gone(pool, before=before, judged=judged)
    return Purged(offers=offers, history=history)


async def purge(pool: Pool, *, before: datetime, judged: bool, batch: int = PURGE_BATCH) -> Purged:
    """Remove delisted offers and history not seen since `before`, a batch a transaction.

    Offers with a verdict stay unless `judged`; those that were a record of the day stay always.
    """

    async def drop_offers(connection: Connection) -> int:
        return await store.drop_offers(connection, before=before, judged=judged, limit=batch)

    async def drop_history(connection: Connection) -> int:
        return await store.drop_history(connection, before=before, limit=batch)

    return Purged(offers=await _drain(pool, drop_offers), history=await _drain(pool, drop_history))


async def _drain(pool: Pool, drop: Callable[[Connection], Awaitable[int]]) -> int:
    total, removed = 0, 1
    while removed:
        async with exclusive_writer(pool) as connection:
            removed = await drop(connection)
        total += removed
    return total
