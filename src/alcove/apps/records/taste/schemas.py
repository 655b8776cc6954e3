"""Verdicts, predictions and models on the wire."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from alcove.apps.records.catalogue import PredictedListing
from alcove.apps.records.taste.model.values import EvaluatedModel
from alcove.foundation.web import openapi_schema


class TasteModel(Struct, frozen=True, kw_only=True):
    """The model in use; `accuracy` is measured on held-out verdicts."""

    id: int
    recommender: str
    version: str
    accuracy: float
    trained_at: str
    labels: int
    keepers: int
    folds: int


class Training(Struct, frozen=True, kw_only=True):
    """A training: a model was trained, or the old one was kept for a reason, or the training failed."""

    id: int
    outcome: Literal["trained", "kept", "failed"]
    reason: str
    labels: int
    keepers: int
    model_id: int | None
    started_at: str
    finished_at: str


class TasteModels(Struct, frozen=True, kw_only=True):
    """The model in use, the scores of all recommenders, and the newest trainings."""

    trained: bool
    current: TasteModel | None
    labels: int
    keepers: int
    needed: int
    rivals: list[EvaluatedModel]
    trainings: list[Training]


class TrainingSession(Struct, frozen=True, kw_only=True):
    """A training with its held-out scores, as fractions."""

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
    """The offers to predict; values that are not a number are skipped."""

    listing_ids: tuple[int, ...] = ()


class Prediction(Struct, frozen=True, kw_only=True):
    """The chance, 0 to 1, that the owner keeps an offer."""

    id: int
    prediction: bool
    probability: float
    reasons: list[str]


class BatchQuery(Struct, frozen=True, kw_only=True):
    """The number of offers to judge, 1 to 100, and the strategy that chooses them."""

    limit: int = 10
    strategy: Annotated[
        str,
        Meta(
            max_length=50,
            description="random, uncertain (chances near 0.5) or diverse (the most informative ones)",
            extra=openapi_schema(enum=["random", "uncertain", "diverse"]),
        ),
    ] = "random"


class JudgeBatch(Struct, frozen=True, kw_only=True):
    """Offers to judge, and the strategy that chose them."""

    listings: list[PredictedListing]
    total_unevaluated: int
    strategy: Literal["random", "uncertain", "diverse"]


class VerdictForm(Struct, frozen=True, kw_only=True):
    """The offers that were shown, and those to keep."""

    listing_ids: tuple[str | int, ...] = ()
    keeper_ids: tuple[str | int, ...] = ()


class SubmitResult(Struct, frozen=True, kw_only=True):
    """The number of verdicts stored."""

    success: bool
    updated: int
    training: str
