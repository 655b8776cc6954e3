"""Inputs and results of training and prediction: plain values without numpy or scikit-learn."""

from dataclasses import dataclass
from typing import Final, NamedTuple

import msgspec

MAX_TESTED: Final = 4_000
"""Of more verdicts than this a sample is used to evaluate models, with fewer folds, to bound the time."""

BUNDLE_FORMAT: Final = 2
"""The version of the stored form of models; one of another version is trained again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An offer as input for features; texts may be empty, and numbers are not validated."""

    listing_id: int
    artist: str
    title: str
    label: str
    format: str
    genres: tuple[str, ...]
    styles: tuple[str, ...]
    year: int | None
    price: float | None
    """US dollars; None without an exchange rate."""
    wants: int
    haves: int
    condition: str
    """The media grade in full, such as `Very Good Plus (VG+)`."""
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """An offer the owner has judged."""

    subject: Subject
    kept: bool


class Prediction(NamedTuple):
    """The predicted chance that an offer is kept, and up to three reasons as sentences."""

    listing_id: int
    probability: float
    """0 to 1, finite, rounded to four decimals."""
    reasons: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingOptions:
    """Options of a training; `recommender` is a name, or `auto` for the best on held-out verdicts."""

    recommender: str = "auto"
    minimum: int = 20
    seed: int = 42


class EvaluationScores(msgspec.Struct, frozen=True, kw_only=True):
    """Scores on held-out verdicts, as fractions."""

    accuracy: float
    precision: float
    """0 when no offer was predicted to be kept."""
    recall: float
    f1: float
    roc_auc: float
    brier: float
    """The mean squared error of the chances."""
    brier_error: float = 0.0
    """The standard error of `brier`."""
    log_loss: float
    precision_at_20: float
    """The share of keepers among the twenty offers with the highest chances."""
    recommended: int = 0
    """The number of held-out offers with a chance of at least 50 %."""
    recommended_kept: int = 0
    """How many of those were kept."""


class EvaluatedModel(msgspec.Struct, frozen=True, kw_only=True):
    """A recommender evaluated on the owner's verdicts; without scores `error` says why."""

    name: str
    title: str
    scores: EvaluationScores | None
    seconds: float
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainedModel:
    """A trained model, ready to be stored, and the scores of all recommenders."""

    recommender: str
    version: str
    bundle: bytes
    checksum: bytes
    """SHA-256 of the bundle."""
    feature_names: tuple[str, ...]
    labels: int
    keepers: int
    folds: int
    scores: EvaluationScores
    rivals: tuple[EvaluatedModel, ...]
    oob: float | None
    """The out-of-bag accuracy, where the recommender has one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotTrained:
    """Why no model was trained."""

    reason: str
    labels: int
    keepers: int


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The description of a bundle, stored inside it."""

    format: int
    recommender: str
    scikit_learn: str
    skops: str
    numpy: str
    labels: int
    keepers: int
    feature_names: tuple[str, ...]


class BundleRejected(ValueError):
    """A bundle that is corrupt, of another program or of another version."""
