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
from alcove.apps.records.taste.model import entry_points as taste
from alcove.apps.records.taste.model.values import BundleRejected
from alcove.apps.records.taste.store import models
from alcove.apps.records.taste.store import training_data as learning
from alcove.foundation.database import Connection
from alcove.foundation.jobs import JobRun
from alcove.foundation.telemetry import get_logger

UNJUDGED_SAMPLE_SIZE: Final = 10_000
"""How many unjudged offers, at most, those to ask about are chosen from."""
JUDGED_SAMPLE_SIZE: Final = 1_000
MAX_TURNS: Final = 100
"""As many as may be asked for at once; the more there are, the less the first of them teach."""
STOP_CHECK_S: Final = 0.5

T = TypeVar("T")

log = get_logger("alcove.records.learning")


@dataclass(slots=True)
class LastRanking:
    """Remembers by which model this process has last chosen the offers to ask about."""

    model_id: int | None = None


async def predict(deps: WorkerDeps, job: JobRun, *, last_ranking: LastRanking) -> None:
    """Predict the offers that are new or have changed, and order those worth asking about."""
    model = await learning.find_current_model(deps.pool)
    try:
        if model is None:
            await _update_turns(deps, job, bundle=None)
        elif await _predict_outdated(deps, job, model=model) or model.id != last_ranking.model_id:
            await _update_turns(deps, job, bundle=model.bundle)
            last_ranking.model_id = model.id
    except BundleRejected as refused:
        # The check of the model tells everybody, and takes its predictions back.
        log.warning("predictions_not_made", reason=str(refused))


async def read_snapshot_time(deps: WorkerDeps) -> datetime:
    """Return a moment of which everything that changed before it is committed."""
    async with catalogue.write_transaction(deps.pool) as connection:
        return await models.read_database_time(connection)


async def stage_predictions(
    deps: WorkerDeps, job: JobRun, *, connection: Connection, bundle: bytes, model_id: int | None
) -> int:
    """Stage predictions of the offers not predicted by a model, or of all offers for None; return their number."""
    staged = 0
    async with aclosing(learning.stream_outdated_offers(deps.pool, model_id=model_id)) as batches:
        async for batch in batches:
            predicted = await run_cancellable(deps, partial(taste.predict, bundle, batch), job=job)
            await models.stage_predictions(connection, predicted)
            staged += len(batch)
    return staged


async def run_cancellable(deps: WorkerDeps, call: Callable[[], T], *, job: JobRun) -> T:
    """Make a call apart; when the job is to stop, the computing is given up at once."""
    working = asyncio.ensure_future(deps.model_executor.run(call))
    try:
        while not (await asyncio.wait([working], timeout=STOP_CHECK_S))[0]:
            job.checkpoint()
        return working.result()
    finally:
        if not working.done():
            working.cancel()
            await asyncio.wait([working])


async def _predict_outdated(deps: WorkerDeps, job: JobRun, *, model: learning.CurrentModel) -> bool:
    async with deps.pool.acquire() as connection, models.prediction_staging(connection):
        read_at = await read_snapshot_time(deps)
        staged = await stage_predictions(deps, job, connection=connection, bundle=model.bundle, model_id=model.id)
        if not staged:
            return False
        async with connection.transaction():
            await catalogue.lock_for_writing(connection)
            await models.apply_staged_predictions(connection, model_id=model.id, read_at=read_at)
    return True


async def _update_turns(deps: WorkerDeps, job: JobRun, *, bundle: bytes | None) -> None:
    open_ones = await learning.sample_unjudged(deps.pool, limit=UNJUDGED_SAMPLE_SIZE)
    judged = await learning.sample_judged(deps.pool, limit=JUDGED_SAMPLE_SIZE)
    turns: list[int] = []
    if open_ones:
        order = partial(taste.rank_offers_to_judge, bundle, open_ones, judged=judged, count=MAX_TURNS, seed=0)
        turns = await run_cancellable(deps, order, job=job)
    # Offers that change have their predictions marked; both at once, in another order, would lock each other out.
    async with catalogue.write_transaction(deps.pool) as connection:
        await models.store_turns(connection, turns)
