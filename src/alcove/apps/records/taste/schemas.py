"""Verdicts, predictions and models on the wire."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from alcove.apps.records.catalogue import PredictedListing
from alcove.apps.records.taste.model.values import EvaluatedModel
from alcove.foundation.web import openapi_schema


class TasteModel(Struct, frozen=True, kw_only=True):
    """The model in use; `accuracy` is held out."""

    id: int
    recommender: str
    version: str
    accuracy: float
    trained_at: str
    labels: int
    keepers: int
    folds: int


class Training(Struct, frozen=True, kw_only=True):
    """An attempt to learn: trained, or the old model was kept for a reason, or it failed."""

    id: int
    outcome: Literal["trained", "kept", "failed"]
    reason: str
    labels: int
    keepers: int
    model_id: int | None
    started_at: str
    finished_at: str


class TasteModels(Struct, frozen=True, kw_only=True):
    """What has been learnt: the model in use, how its rivals did, and the newest trainings."""

    trained: bool
    current: TasteModel | None
    labels: int
    keepers: int
    needed: int
    rivals: list[EvaluatedModel]
    trainings: list[Training]


class TrainingSession(Struct, frozen=True, kw_only=True):
    """One training: held-out figures as fractions."""

    session_date: str
    accuracy: float
    precision: float
    num_samples: int
    notes: str


class ModelPerformance(Struct, frozen=True, kw_only=True):
    """The model's held-out accuracy as a fraction, and its trainings, newest first."""

    accuracy: float
    total_sessions: int
    sessions: list[TrainingSession]


class PredictionQuery(Struct, frozen=True, kw_only=True):
    """The offers to predict; what is not a number is left out."""

    listing_ids: tuple[int, ...] = ()


class Prediction(Struct, frozen=True, kw_only=True):
    """The chance, 0 to 1, that the owner keeps an offer."""

    id: int
    prediction: bool
    probability: float
    reasons: list[str]


class BatchQuery(Struct, frozen=True, kw_only=True):
    """How many offers to judge are wanted, 1 to 100, and how they are chosen."""

    limit: int = 10
    strategy: Annotated[
        str,
        Meta(
            max_length=50,
            description="random, uncertain (the closest calls) or diverse (those that teach most)",
            extra=openapi_schema(enum=["random", "uncertain", "diverse"]),
        ),
    ] = "random"


class JudgeBatch(Struct, frozen=True, kw_only=True):
    """Offers to judge, and how they were chosen."""

    listings: list[PredictedListing]
    total_unevaluated: int
    strategy: Literal["random", "uncertain", "diverse"]


class VerdictForm(Struct, frozen=True, kw_only=True):
    """The offers that were shown, and those to keep."""

    listing_ids: tuple[str | int, ...] = ()
    keeper_ids: tuple[str | int, ...] = ()


class SubmitResult(Struct, frozen=True, kw_only=True):
    """How many verdicts were stored."""

    success: bool
    updated: int
    training: str
