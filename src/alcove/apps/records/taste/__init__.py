"""The owner's taste: verdicts, models trained on them, and predictions."""

from alcove.apps.records.taste.model.values import MAX_TESTED
from alcove.apps.records.taste.schemas import Prediction, TasteModel, TasteModels
from alcove.apps.records.taste.service.training import (
    read_model_status,
    request_predictions,
    request_training,
    train_and_wait,
)
from alcove.apps.records.taste.service.verdicts import MANY, VERDICT_CHANNEL, clear_verdicts, parse_ids, store_verdicts
from alcove.apps.records.taste.store.models import TRAINING_CHANNEL
from alcove.apps.records.taste.store.verdicts import read_predictions

__all__ = [
    "MANY",
    "MAX_TESTED",
    "TRAINING_CHANNEL",
    "VERDICT_CHANNEL",
    "Prediction",
    "TasteModel",
    "TasteModels",
    "clear_verdicts",
    "parse_ids",
    "read_model_status",
    "read_predictions",
    "request_predictions",
    "request_training",
    "store_verdicts",
    "train_and_wait",
]
