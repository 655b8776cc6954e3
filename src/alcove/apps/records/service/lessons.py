"""A training asked for over the wire, and what is said of it."""

import asyncio
from typing import Final

from alcove.apps.records.schemas import TasteModels
from alcove.apps.records.schemas.services import TrainingReply
from alcove.apps.records.service.learning import Trainer
from alcove.apps.records.service.stopping import unless_stopping
from alcove.apps.records.settings import RecordsSettings
from alcove.foundation.database import Pool
from alcove.foundation.realtime import Hub

PATIENCE: Final = 30.0


async def learn(
    pool: Pool, hub: Hub, *, settings: RecordsSettings, stopping: asyncio.Event, patience: float = PATIENCE
) -> TrainingReply:
    """Ask for a training, wait for it, and say how the model stands then."""
    trainer = Trainer(pool=pool, hub=hub, settings=settings)
    models = await unless_stopping(trainer.train(patience=patience), stopping)
    if models is None:
        return TrainingReply(success=True, message="The verdicts are stored; the training goes on in the background.")
    return _said(models)


def _said(models: TasteModels) -> TrainingReply:
    accuracy = models.current.accuracy if models.current else 0.0
    newest = models.trainings[0] if models.trainings else None
    if newest is not None and newest.outcome == "failed":
        return TrainingReply(success=False, accuracy=accuracy, error=f"The training failed: {newest.reason}.")
    if newest is None or newest.outcome == "kept" or models.current is None:
        why = newest.reason if newest else "nothing has been learnt yet"
        return TrainingReply(
            success=True, accuracy=accuracy, message=f"The verdicts are stored. No new model was learnt: {why}."
        )
    learnt = f"{models.current.recommender} has learnt from {newest.labels} verdicts, {newest.keepers} of them kept."
    return TrainingReply(success=True, accuracy=accuracy, message=learnt)
