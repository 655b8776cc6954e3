"""Predictions for offers that have none yet or have changed, and the order in which to ask about offers."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final, TypeVar

from alcove.apps.records import catalogue
from alcove.apps.records.deps import WorkerDeps
from alcove.apps.records.taste.model import learning as taste
from alcove.apps.records.taste.model.values import BundleRefused
from alcove.apps.records.taste.store import learning, models
from alcove.foundation.database import Connection
from alcove.foundation.jobs import JobRun
from alcove.foundation.telemetry import get_logger

ASKED_FROM: Final = 10_000
"""How many unjudged offers, at most, those to ask about are chosen from."""
JUDGED_BESIDE: Final = 1_000
TURNS: Final = 100
"""As many as may be asked for at once; the more there are, the less the first of them teach."""
STOP_CHECK_S: Final = 0.5

T = TypeVar("T")

log = get_logger("alcove.records.learning")


@dataclass(slots=True)
class LastOrder:
    """Remembers by which model this process has last chosen the offers to ask about."""

    model_id: int | None = None


async def predict(deps: WorkerDeps, job: JobRun, *, last_order: LastOrder) -> None:
    """Predict the offers that are new or have changed, and order those worth asking about."""
    model = await learning.current_model(deps.pool)
    try:
        if model is None:
            await _take_turns(deps, job, bundle=None)
        elif await _predict_outdated(deps, job, model=model) or model.id != last_order.model_id:
            await _take_turns(deps, job, bundle=model.bundle)
            last_order.model_id = model.id
    except BundleRefused as refused:
        # The check of the model tells everybody, and takes its predictions back.
        log.warning("predictions_not_made", reason=str(refused))


async def reading_time(deps: WorkerDeps) -> datetime:
    """Return a moment of which everything that changed before it is committed."""
    async with catalogue.exclusive_writer(deps.pool) as connection:
        return await models.database_time(connection)


async def stage(deps: WorkerDeps, job: JobRun, *, connection: Connection, bundle: bytes, model_id: int | None) -> int:
    """Stage predictions of the offers not predicted by a model, or of all offers for None; return their number."""
    staged = 0
    async with aclosing(learning.outdated(deps.pool, model_id=model_id)) as batches:
        async for batch in batches:
            predicted = await compute(deps, partial(taste.predict, bundle, batch), job=job)
            await models.stage(connection, predicted)
            staged += len(batch)
    return staged


async def compute(deps: WorkerDeps, call: Callable[[], T], *, job: JobRun) -> T:
    """Make a call apart; when the job is to stop, the computing is given up at once."""
    working = asyncio.ensure_future(deps.apart.run(call))
    try:
        while not (await asyncio.wait([working], timeout=STOP_CHECK_S))[0]:
            job.checkpoint()
        return working.result()
    finally:
        if not working.done():
            working.cancel()
            await asyncio.wait([working])


async def _predict_outdated(deps: WorkerDeps, job: JobRun, *, model: learning.Model) -> bool:
    async with deps.pool.acquire() as connection, models.staging(connection):
        read_at = await reading_time(deps)
        staged = await stage(deps, job, connection=connection, bundle=model.bundle, model_id=model.id)
        if not staged:
            return False
        async with connection.transaction():
            await catalogue.one_writer(connection)
            await models.apply_staged(connection, model_id=model.id, read_at=read_at)
    return True


async def _take_turns(deps: WorkerDeps, job: JobRun, *, bundle: bytes | None) -> None:
    open_ones = await learning.open_sample(deps.pool, limit=ASKED_FROM)
    judged = await learning.judged_sample(deps.pool, limit=JUDGED_BESIDE)
    turns: list[int] = []
    if open_ones:
        order = partial(taste.order_to_ask, bundle, open_ones, judged=judged, count=TURNS, seed=0)
        turns = await compute(deps, order, job=job)
    # Offers that change have their predictions marked; both at once, in another order, would lock each other out.
    async with catalogue.exclusive_writer(deps.pool) as connection:
        await models.store_turns(connection, turns)
