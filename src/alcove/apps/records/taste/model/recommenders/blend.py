"""A blend of two unlike models: the regression over traits, and randomised trees over numbers, traits and statistics.

The regression carries over what it knows to any price and any label at once; the trees find thresholds and conditions
("Near Mint, but not above $40"). Each is wrong about other offers, so the mean of their log-odds is better than either.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.ensemble import ExtraTreesClassifier

from alcove.apps.records.taste.model.recommenders.encoder import NUMBER_NAMES, Encoder, Floats, predict_in_batches
from alcove.apps.records.taste.model.recommenders.linear import FittedLinear, Linear, fit_linear, logistic
from alcove.apps.records.taste.model.values import Subject

TREES: Final = 100
MAX_FEATURES: Final = 0.4
MIN_SAMPLES_PER_LEAF: Final = 2
MAX_SAMPLES_PER_TREE: Final = 10_000
STATISTIC_KINDS: Final = ("artist", "label", "style", "genre", "format")
MAX_TRAIT_COLUMNS: Final = 300
MIN_OFFERS_PER_TRAIT: Final = 2
SMOOTHING: Final = 2.0
"""How many verdicts at the usual share are added to each trait's own."""
FOLDS: Final = 5
MAX_CHANCE: Final = 0.98

_Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class FittedBlend:
    """What both have learnt, and the statistics of each trait that the trees see."""

    linear: FittedLinear
    trees: ExtraTreesClassifier
    odds: Floats
    shown: _Indices

    @property
    def state(self) -> Mapping[str, Any]:
        """Return it as plain values, arrays and one forest of scikit-learn."""
        return {**self.linear.state, "trees": self.trees, "odds": self.odds, "shown": self.shown}

    def chances(self, subjects: Sequence[Subject]) -> Floats:
        """Return each offer's chance to be kept, shape (n,)."""
        return predict_in_batches(self._chances, subjects)

    def _chances(self, subjects: Sequence[Subject]) -> Floats:
        encoder = self.linear.encoder
        marks, numbers = encoder.marks(subjects), encoder.numbers(subjects)
        columns = _build_columns(
            marks, numbers, statistics=_sum_by_kind(encoder, marks, odds=self.odds), shown=self.shown
        )
        trees = self.trees.predict_proba(columns)[:, 1]
        return logistic((_log_odds(trees) + _log_odds(logistic(self.linear.log_odds(marks, numbers)))) / 2)


@dataclass(frozen=True, slots=True)
class Blend:
    """The mean of the regression's and the trees' log-odds."""

    name: str = "blend"
    title: str = "Regression and randomised trees"
    trees: int = TREES

    def fit(self, subjects: Sequence[Subject], kept: Sequence[bool], *, seed: int) -> FittedBlend:
        """Learn; the trees see statistics in which a row's own verdict has no part."""
        encoder = Encoder.fit(subjects)
        marks, numbers = encoder.marks(subjects), encoder.numbers(subjects)
        keepers = np.asarray(kept, dtype=np.int64)
        statistics = np.zeros((len(keepers), len(STATISTIC_KINDS) + 1))
        for rest, fold in _split_folds(keepers, seed=seed):
            statistics[fold] = _sum_by_kind(encoder, marks[fold], odds=_fit_trait_log_odds(marks[rest], keepers[rest]))
        counts = np.asarray(marks.sum(axis=0)).ravel()
        shown = np.flatnonzero(counts >= MIN_OFFERS_PER_TRAIT)[:MAX_TRAIT_COLUMNS]
        trees = _build_trees(self.trees, rows=len(keepers), seed=seed)
        trees.fit(_build_columns(marks, numbers, statistics=statistics, shown=shown), keepers)
        linear = fit_linear(encoder, marks=marks, numbers=numbers, kept=kept, seed=seed)
        return FittedBlend(linear, trees, _fit_trait_log_odds(marks, keepers), shown)

    def restore(self, state: Mapping[str, Any]) -> FittedBlend:
        """Return what was fitted; ValueError when the state is not a blend's."""
        linear = Linear().restore(state)
        trees, odds, shown = state.get("trees"), state.get("odds"), state.get("shown")
        traits = len(linear.encoder.traits)
        if not isinstance(odds, np.ndarray) or odds.shape != (traits,):
            raise ValueError("the stored statistics do not fit the traits")
        if not isinstance(shown, np.ndarray) or shown.dtype.kind != "i" or not ((shown >= 0) & (shown < traits)).all():
            raise ValueError("the stored columns are none of the traits")
        width = len(NUMBER_NAMES) + len(STATISTIC_KINDS) + 1 + len(shown)
        if not isinstance(trees, ExtraTreesClassifier) or getattr(trees, "n_features_in_", None) != width:
            raise ValueError("the stored trees do not fit the columns")
        return FittedBlend(linear, trees, odds, shown)


def _build_trees(trees: int, *, rows: int, seed: int) -> ExtraTreesClassifier:
    # Of very many verdicts each tree sees a sample, so that time and size stay within bounds.
    many = rows > MAX_SAMPLES_PER_TREE
    return ExtraTreesClassifier(
        trees,
        max_features=MAX_FEATURES,
        min_samples_leaf=MIN_SAMPLES_PER_LEAF,
        bootstrap=many,
        max_samples=MAX_SAMPLES_PER_TREE if many else None,
        random_state=seed,
    )


def _split_folds(keepers: _Indices, *, seed: int) -> Iterator[tuple[_Indices, _Indices]]:
    # Kept and skipped offers are dealt out alike; with fewer of a class than folds, some folds go without.
    rng = np.random.default_rng(seed)
    dealt = np.zeros(len(keepers), dtype=np.int64)
    for verdict in (0, 1):
        members = np.flatnonzero(keepers == verdict)
        dealt[members] = rng.permutation(len(members)) % FOLDS
    for fold in range(FOLDS):
        if (dealt == fold).any():
            yield np.flatnonzero(dealt != fold), np.flatnonzero(dealt == fold)


def _fit_trait_log_odds(marks: csr_matrix, keepers: _Indices) -> Floats:
    # Per trait the log-odds of being kept beside the usual ones, drawn towards them; 0 for a trait nobody has judged.
    usual = (keepers.sum() + 1) / (len(keepers) + 2)
    kept = marks.T @ keepers
    share = (kept + SMOOTHING * usual) / (np.asarray(marks.sum(axis=0)).ravel() + SMOOTHING)
    found: Floats = np.log(share / (1 - share)) - np.log(usual / (1 - usual))
    return found


def _sum_by_kind(encoder: Encoder, marks: csr_matrix, *, odds: Floats) -> Floats:
    # Per kind the sum of the odds of an offer's traits, and their sum: shape (n, kinds + 1).
    kinds = encoder.kinds
    per_kind = np.stack([np.where(kinds == kind, odds, 0.0) for kind in STATISTIC_KINDS], axis=1)
    sums: Floats = marks @ per_kind
    return np.column_stack((sums, sums.sum(axis=1)))


def _build_columns(marks: csr_matrix, numbers: Floats, *, statistics: Floats, shown: _Indices) -> NDArray[np.float32]:
    return np.hstack((numbers, statistics, marks[:, shown].toarray()), dtype=np.float32)


def _log_odds(chances: Floats) -> Floats:
    likely = np.clip(chances, 1 - MAX_CHANCE, MAX_CHANCE)
    found: Floats = np.log(likely / (1 - likely))
    return found
