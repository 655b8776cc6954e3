"""Computes every score, every ready answer and every counter anew."""

from collections.abc import Awaitable, Callable
from typing import Final

import msgspec

from alcove.apps.records.service.learning import ask_for_predictions
from alcove.apps.records.store import catalogue, upkeep
from alcove.apps.records.store.upkeep import Passed
from alcove.foundation.database import Pool, transaction

BATCH: Final = 500

Step = Callable[..., Awaitable[Passed | None]]


class Rescored(msgspec.Struct, frozen=True, kw_only=True):
    """How many rows were computed, and how many came out different."""

    records: int
    offers: int
    changed: int


async def rescore(pool: Pool, *, batch: int = BATCH, tell: Callable[[int, int], None]) -> Rescored:
    """Pass all rows through the triggers, a batch a transaction; `tell` gets the rows done and the rows there are.

    A change of a record reaches its offers at once, so these may be counted with the record or by themselves.
    """
    everything = sum(await upkeep.totals(pool))
    records = await _walk(pool, upkeep.pass_records, batch=batch, tell=lambda rows: tell(rows, everything))
    offers = await _walk(pool, upkeep.pass_offers, batch=batch, tell=lambda rows: tell(records[0] + rows, everything))
    async with transaction(pool) as connection:
        await catalogue.one_writer(connection)
        await upkeep.recount(connection)
        await ask_for_predictions(connection)
    return Rescored(records=records[0], offers=offers[0], changed=records[1] + offers[1])


async def _walk(pool: Pool, step: Step, *, batch: int, tell: Callable[[int], None]) -> tuple[int, int]:
    last = rows = changed = 0
    while (passed := await _one(pool, step, after=last, limit=batch)) is not None:
        last, rows, changed = passed.last, rows + passed.rows, changed + passed.changed
        tell(rows)
    return rows, changed


async def _one(pool: Pool, step: Step, *, after: int, limit: int) -> Passed | None:
    async with transaction(pool) as connection:
        await catalogue.one_writer(connection)
        return await step(connection, after=after, limit=limit)
