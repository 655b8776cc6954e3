"""What learning is asked for and what comes of it: plain values that any process may hold."""

from dataclasses import dataclass

import msgspec


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How to learn: a recommender's name, or `auto` for the one that does best on held-out verdicts."""

    recommender: str = "auto"
    minimum: int = 20
    seed: int = 42


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """How well verdicts were foretold by models that had not seen them; all finite."""

    accuracy: float
    precision: float
    """Of what was expected to be kept, the share that was; 0 when nothing was expected."""
    recall: float
    f1: float
    roc_auc: float
    brier: float
    """The mean squared distance of the chances from what happened."""
    brier_error: float
    """The standard error of that."""
    log_loss: float
    precision_at_20: float
    """The share kept of the twenty most promising offers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """A recommender that was judged; without scores there is the reason why."""

    name: str
    title: str
    scores: Scores | None
    seconds: float
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
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
    scores: Scores
    rivals: tuple[Rival, ...]
    oob: float | None
    """The out-of-bag accuracy, where the recommender has one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotLearnt:
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


class BundleRefused(ValueError):
    """A bundle that is broken, foreign or of another version; nothing of it is used."""
