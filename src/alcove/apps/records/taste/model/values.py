"""What learning takes and gives: plain values that any process may hold, free of numpy and scikit-learn."""

from dataclasses import dataclass
from typing import NamedTuple

import msgspec


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An offer as features are made of it; any text may be empty, any number absurd."""

    listing_id: int
    artist: str
    title: str
    label: str
    format: str
    genres: tuple[str, ...]
    styles: tuple[str, ...]
    year: int | None
    price: float | None
    """US dollars; None: no exchange rate was known."""
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
    """What is expected of an offer: the chance that it is kept, and up to three reasons in plain words."""

    listing_id: int
    probability: float
    """0 to 1, finite, rounded to four decimals."""
    reasons: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingOptions:
    """How to learn: a recommender's name, or `auto` for the one that does best on held-out verdicts."""

    recommender: str = "auto"
    minimum: int = 20
    seed: int = 42


class EvaluationScores(msgspec.Struct, frozen=True, kw_only=True):
    """How well verdicts were foretold by models that had not seen them; fractions."""

    accuracy: float
    precision: float
    """Of what was expected to be kept, the share that was; 0 when nothing was expected."""
    recall: float
    f1: float
    roc_auc: float
    brier: float
    """The mean squared distance of the chances from what happened."""
    brier_error: float = 0.0
    """The standard error of that."""
    log_loss: float
    precision_at_20: float
    """The share kept of the twenty most promising offers."""


class EvaluatedModel(msgspec.Struct, frozen=True, kw_only=True):
    """A recommender that was judged on the owner's verdicts; without scores `error` says why."""

    name: str
    title: str
    scores: EvaluationScores | None
    seconds: float
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainedModel:
    """A trained recommender, ready to be stored, and how it and its rivals did."""

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
    """Nothing was learnt, and why."""

    reason: str
    labels: int
    keepers: int


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a bundle says of itself."""

    format: int
    recommender: str
    scikit_learn: str
    skops: str
    numpy: str
    labels: int
    keepers: int
    feature_names: tuple[str, ...]


class BundleRejected(ValueError):
    """A bundle that is broken, foreign or of another version; nothing of it is used."""
