"""The owner's taste: verdicts, the models that learn from them, and their predictions."""

from alcove.apps.records.taste.schemas import Prediction, TasteModels
from alcove.apps.records.taste.service.training import ask_for_predictions, ask_for_training, status, train
from alcove.apps.records.taste.service.verdicts import judge, row_ids
from alcove.apps.records.taste.store.models import TRAINING_CHANNEL
from alcove.apps.records.taste.store.verdicts import predictions

__all__ = [
    "TRAINING_CHANNEL",
    "Prediction",
    "TasteModels",
    "ask_for_predictions",
    "ask_for_training",
    "judge",
    "predictions",
    "row_ids",
    "status",
    "train",
]
