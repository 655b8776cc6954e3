"""Removes what has been gone for long."""

from datetime import datetime
from typing import Final

import msgspec

from alcove.apps.records.store import catalogue, upkeep
from alcove.foundation.database import Pool, transaction

BATCH: Final = 5000


class Purged(msgspec.Struct, frozen=True, kw_only=True):
    """How many offers, and ids of the scrapes' history, are removed or would be."""

    offers: int
    history: int


async def preview(pool: Pool, *, before: datetime, judged: bool) -> Purged:
    """Return what `purge` would remove."""
    offers, history = await upkeep.count_gone(pool, before=before, judged=judged)
    return Purged(offers=offers, history=history)


async def purge(pool: Pool, *, before: datetime, judged: bool, batch: int = BATCH) -> Purged:
    """Remove delisted offers and history not seen since `before`, a batch a transaction.

    Offers with a verdict stay unless `judged`; those that were a record of the day stay always.
    """
    offers = history = 0
    while removed := await _drop_offers(pool, before=before, judged=judged, batch=batch):
        offers += removed
    while removed := await _drop_history(pool, before=before, batch=batch):
        history += removed
    return Purged(offers=offers, history=history)


async def _drop_offers(pool: Pool, *, before: datetime, judged: bool, batch: int) -> int:
    async with transaction(pool) as connection:
        await catalogue.one_writer(connection)
        return await upkeep.drop_offers(connection, before=before, judged=judged, limit=batch)


async def _drop_history(pool: Pool, *, before: datetime, batch: int) -> int:
    async with transaction(pool) as connection:
        await catalogue.one_writer(connection)
        return await upkeep.drop_history(connection, before=before, limit=batch)
