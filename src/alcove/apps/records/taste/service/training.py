"""Learning, asked for: trainings and predictions that a worker is to make, and what has come of them."""

import asyncio
from typing import Final

import msgspec

from alcove.apps.records.settings import RecordsSettings
from alcove.apps.records.taste.schemas import TasteModels
from alcove.apps.records.taste.store import models
from alcove.apps.records.taste.store import training_data as learning
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
    """Have the model learn from the verdicts as they are, within the caller's transaction; one such job waits."""
    await defer(connection, TRAIN_JOB)


async def request_predictions(connection: Connection) -> None:
    """Have offers predicted that are new or have changed, within the caller's transaction; one such job waits."""
    await defer(connection, PREDICT_JOB)


async def read_model_status(pool: Pool, settings: RecordsSettings) -> bytes:
    """Return the model in use, how its rivals did, and the newest trainings, as JSON."""
    return await learning.read_model_status(pool, needed=settings.ml_min_samples, limit=MAX_TRAININGS)


async def train_and_wait(pool: Pool, hub: Hub, *, settings: RecordsSettings, max_wait: float) -> TasteModels | None:
    """Return how things stand after a training that began after this call; None when `patience` seconds pass."""
    async with hub.subscribe(models.TRAINING_CHANNEL) as changes:
        async with transaction(pool) as connection:
            await request_training(connection)
            job_id = await find_live(connection, queueing_lock=TRAIN_JOB.task)
        try:
            async with asyncio.timeout(max_wait):
                while job_id is not None and await is_live(pool, job_id):
                    # A job ends a little later than it tells.
                    await changes.wait(within=RECHECK_S)
        except TimeoutError:
            return None
    return msgspec.json.decode(await read_model_status(pool, settings), type=TasteModels)
