"""Learning, asked for: trainings and predictions that a worker is to make, and what has come of them."""

import asyncio
from typing import Final

import msgspec

from alcove.apps.records.schemas import TasteModels
from alcove.apps.records.schemas.services import TrainingReply
from alcove.apps.records.service.scraping import unless_stopping
from alcove.apps.records.settings import RecordsSettings
from alcove.apps.records.store import learning, models
from alcove.foundation.database import Connection, Pool, transaction
from alcove.foundation.jobs import Job, defer, find_live, is_live
from alcove.foundation.realtime import Hub

QUEUE: Final = "learning"
LOCK: Final = "records.learn"
TRAIN: Final = Job(task="records.train", queue=QUEUE, lock=LOCK, queueing_lock="records.train")
PREDICT: Final = Job(task="records.predict", queue=QUEUE, lock=LOCK, queueing_lock="records.predict", priority=-1)
CHECK: Final = "records.check-model"
SHOWN_TRAININGS: Final = 50
RECHECK_S: Final = 0.5
SERVICE_PATIENCE: Final = 30.0
"""Seconds that a caller of the recommender service waits for a training."""


async def ask_for_training(connection: Connection) -> None:
    """Have the model learn from the verdicts as they are, within the caller's transaction; one such job waits."""
    await defer(connection, TRAIN)


async def ask_for_predictions(connection: Connection) -> None:
    """Have offers predicted that are new or have changed, within the caller's transaction; one such job waits."""
    await defer(connection, PREDICT)


async def status(pool: Pool, settings: RecordsSettings) -> bytes:
    """Return the model in use, how its rivals did, and the newest trainings, as JSON."""
    return await learning.status(pool, needed=settings.ml_min_samples, limit=SHOWN_TRAININGS)


async def train(pool: Pool, hub: Hub, *, settings: RecordsSettings, patience: float) -> TasteModels | None:
    """Return how things stand after a training that began after this call; None when `patience` seconds pass."""
    async with hub.subscribe(models.CHANNEL) as changes:
        async with transaction(pool) as connection:
            await ask_for_training(connection)
            job_id = await find_live(connection, queueing_lock=TRAIN.task)
        try:
            async with asyncio.timeout(patience):
                while job_id is not None and await is_live(pool, job_id):
                    # A job ends a little later than it tells.
                    await changes.wait(within=RECHECK_S)
        except TimeoutError:
            return None
    return msgspec.json.decode(await status(pool, settings), type=TasteModels)


async def train_for_service(
    pool: Pool, hub: Hub, *, settings: RecordsSettings, stopping: asyncio.Event
) -> TrainingReply:
    """Ask for a training, wait for it, and say how the model stands then."""
    found = await unless_stopping(train(pool, hub, settings=settings, patience=SERVICE_PATIENCE), stopping)
    if found is None:
        return TrainingReply(success=True, message="The verdicts are stored; the training goes on in the background.")
    return _reply(found)


def _reply(found: TasteModels) -> TrainingReply:
    accuracy = found.current.accuracy if found.current else 0.0
    newest = found.trainings[0] if found.trainings else None
    if newest is not None and newest.outcome == "failed":
        return TrainingReply(success=False, accuracy=accuracy, error=f"The training failed: {newest.reason}.")
    if newest is None or newest.outcome == "kept" or found.current is None:
        why = newest.reason if newest else "nothing has been learnt yet"
        return TrainingReply(
            success=True, accuracy=accuracy, message=f"The verdicts are stored. No new model was learnt: {why}."
        )
    learnt = f"{found.current.recommender} has learnt from {newest.labels} verdicts, {newest.keepers} of them kept."
    return TrainingReply(success=True, accuracy=accuracy, message=learnt)
