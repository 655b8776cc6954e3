"""Predictions for new and changed offers, and the order in which unjudged offers are shown for a verdict."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final, TypeVar

from alcove.apps.records import catalogue
from alcove.apps.records.deps import WorkerDeps
from alcove.apps.records.taste.model import entry_points
from alcove.apps.records.taste.model.values import BundleRejected
from alcove.apps.records.taste.store import models, training_data
from alcove.foundation.database import Connection
from alcove.foundation.jobs import JobRun
from alcove.foundation.telemetry import get_logger

UNJUDGED_SAMPLE_SIZE: Final = 10_000
"""The most unjudged offers that are ranked."""
JUDGED_SAMPLE_SIZE: Final = 1_000
MAX_TURNS: Final = 100
"""The most offers that may be requested at once; the more are ranked, the less informative the first ones are."""
STOP_CHECK_S: Final = 0.5

T = TypeVar("T")

log = get_logger("alcove.records.learning")


@dataclass(slots=True)
class LastRanking:
    """The model with which this process has ranked the unjudged offers last."""

    model_id: int | None = None


async def predict(deps: WorkerDeps, job: JobRun, *, last_ranking: LastRanking) -> None:
    """Predict new and changed offers, and rank the unjudged ones."""
    model = await training_data.find_current_model(deps.pool)
    try:
        if model is None:
            await _update_turns(deps, job, bundle=None)
        elif await _predict_outdated(deps, job, model=model) or model.id != last_ranking.model_id:
            await _update_turns(deps, job, bundle=model.bundle)
            last_ranking.model_id = model.id
    except BundleRejected as error:
        # The check of the model rejects it and removes its predictions.
        log.warning("predictions_not_made", reason=str(error))


async def read_snapshot_time(deps: WorkerDeps) -> datetime:
    """Return a timestamp before which all changes of offers are committed."""
    async with catalogue.write_transaction(deps.pool) as connection:
        return await models.read_database_time(connection)


async def stage_predictions(
    deps: WorkerDeps, job: JobRun, *, connection: Connection, bundle: bytes, model_id: int | None
) -> int:
    """Stage predictions of the offers that a model has not predicted, of all offers for None; return their number."""
    staged = 0
    async with aclosing(training_data.stream_outdated_offers(deps.pool, model_id=model_id)) as batches:
        async for batch in batches:
            predicted = await run_cancellable(deps, partial(entry_points.predict, bundle, batch), job=job)
            await models.stage_predictions(connection, predicted)
            staged += len(batch)
    return staged


async def run_cancellable(deps: WorkerDeps, function: Callable[[], T], *, job: JobRun) -> T:
    """Run a function in the model process; stop it at once when the job is to stop."""
    task = asyncio.ensure_future(deps.model_executor.run(function))
    try:
        while not (await asyncio.wait([task], timeout=STOP_CHECK_S))[0]:
            job.checkpoint()
        return task.result()
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait([task])


async def _predict_outdated(deps: WorkerDeps, job: JobRun, *, model: training_data.CurrentModel) -> bool:
    async with deps.pool.acquire() as connection, models.prediction_staging(connection):
        snapshot_at = await read_snapshot_time(deps)
        staged = await stage_predictions(deps, job, connection=connection, bundle=model.bundle, model_id=model.id)
        if not staged:
            return False
        async with connection.transaction():
            await catalogue.lock_for_writing(connection)
            await models.apply_staged_predictions(connection, model_id=model.id, read_at=snapshot_at)
    return True


async def _update_turns(deps: WorkerDeps, job: JobRun, *, bundle: bytes | None) -> None:
    unjudged = await training_data.sample_unjudged(deps.pool, limit=UNJUDGED_SAMPLE_SIZE)
    judged = await training_data.sample_judged(deps.pool, limit=JUDGED_SAMPLE_SIZE)
    turns: list[int] = []
    if unjudged:
        rank = partial(entry_points.rank_offers_to_judge, bundle, unjudged, judged=judged, count=MAX_TURNS, seed=0)
        turns = await run_cancellable(deps, rank, job=job)
    # Updates of offers mark predictions as outdated: without this lock they could deadlock with this one.
    async with catalogue.write_transaction(deps.pool) as connection:
        await models.store_turns(connection, turns)
