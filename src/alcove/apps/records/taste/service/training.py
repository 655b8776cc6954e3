"""Requests for trainings and predictions, which a worker executes, and their status."""

import asyncio
from typing import Final

import msgspec

from alcove.apps.records.settings import RecordsSettings
from alcove.apps.records.taste.schemas import TasteModels
from alcove.apps.records.taste.store import models, training_data
from alcove.foundation.database import Connection, Pool, transaction
from alcove.foundation.jobs import Job, defer, find_live, is_live
from alcove.foundation.realtime import Hub

QUEUE: Final = "learning"
LOCK: Final = "records.learn"
TRAIN_JOB: Final = Job(task="records.train", queue=QUEUE, lock=LOCK, queueing_lock="records.train")
PREDICT_JOB: Final = Job(task="records.predict", queue=QUEUE, lock=LOCK, queueing_lock="records.predict", priority=-1)
CHECK_TASK: Final = "records.check-model"
MAX_TRAININGS: Final = 50
RECHECK_S: Final = 0.5


async def request_training(connection: Connection) -> None:
    """Defer a training within the caller's transaction; at most one is queued."""
    await defer(connection, TRAIN_JOB)


async def request_predictions(connection: Connection) -> None:
    """Defer predictions of new and changed offers within the caller's transaction; at most one job is queued."""
    await defer(connection, PREDICT_JOB)


async def read_model_status(pool: Pool, settings: RecordsSettings) -> bytes:
    """Return the current model, the scores of all recommenders and the newest trainings, as JSON."""
    return await training_data.read_model_status(pool, needed=settings.ml_min_samples, limit=MAX_TRAININGS)


async def train_and_wait(pool: Pool, hub: Hub, *, settings: RecordsSettings, max_wait: float) -> TasteModels | None:
    """Train with all verdicts stored by now, and return the status afterwards; None when `max_wait` seconds pass."""
    async with hub.subscribe(models.TRAINING_CHANNEL) as changes:
        async with transaction(pool) as connection:
            await request_training(connection)
            job_id = await find_live(connection, queueing_lock=TRAIN_JOB.task)
        try:
            async with asyncio.timeout(max_wait):
                while job_id is not None and await is_live(pool, job_id):
                    # The job ends shortly after its notification.
                    await changes.wait(within=RECHECK_S)
        except TimeoutError:
            return None
    return msgspec.json.decode(await read_model_status(pool, settings), type=TasteModels)
