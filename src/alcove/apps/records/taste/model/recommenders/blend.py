"""A blend of two different models: the regression, and randomised trees over numbers, traits and statistics.

The regression generalises over prices and labels; the trees find thresholds and conditions ("Near Mint, but not above
$40"). They err on different offers, so the mean of their log-odds is better than either.
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
"""The number of verdicts with the overall share that are added to each trait's own."""
FOLDS: Final = 5
MAX_CHANCE: Final = 0.98

_Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class FittedBlend:
    """Both fitted models, and the log-odds of traits that the trees use as input."""

    linear: FittedLinear
    trees: ExtraTreesClassifier
    odds: Floats
    trait_columns: _Indices

    @property
    def state(self) -> Mapping[str, Any]:
        """Return its state as plain values, arrays and a scikit-learn forest."""
        return {**self.linear.state, "trees": self.trees, "odds": self.odds, "shown": self.trait_columns}

    def chances(self, subjects: Sequence[Subject]) -> Floats:
        """Return each offer's chance to be kept, shape (n,)."""
        return predict_in_batches(self._chances, subjects)

    def _chances(self, subjects: Sequence[Subject]) -> Floats:
        encoder = self.linear.encoder
        traits_matrix, numbers = encoder.encode_traits(subjects), encoder.scale_numbers(subjects)
        columns = _build_columns(
            traits_matrix,
            numbers,
            statistics=_sum_by_kind(encoder, traits_matrix, odds=self.odds),
            trait_columns=self.trait_columns,
        )
        trees = self.trees.predict_proba(columns)[:, 1]
        return logistic((_log_odds(trees) + _log_odds(logistic(self.linear.log_odds(traits_matrix, numbers)))) / 2)


@dataclass(frozen=True, slots=True)
class Blend:
    """The mean of the regression's and the trees' log-odds."""

    name: str = "blend"
    title: str = "Regression and randomised trees"
    trees: int = TREES

    def fit(self, subjects: Sequence[Subject], kept: Sequence[bool], *, seed: int) -> FittedBlend:
        """Fit both models; the statistics of a row, an input of the trees, exclude its own verdict."""
        encoder = Encoder.fit(subjects)
        traits_matrix, numbers = encoder.encode_traits(subjects), encoder.scale_numbers(subjects)
        keepers = np.asarray(kept, dtype=np.int64)
        statistics = np.zeros((len(keepers), len(STATISTIC_KINDS) + 1))
        for train, test in _split_folds(keepers, seed=seed):
            odds = _fit_trait_log_odds(traits_matrix[train], keepers[train])
            statistics[test] = _sum_by_kind(encoder, traits_matrix[test], odds=odds)
        counts = np.asarray(traits_matrix.sum(axis=0)).ravel()
        trait_columns = np.flatnonzero(counts >= MIN_OFFERS_PER_TRAIT)[:MAX_TRAIT_COLUMNS]
        trees = _build_trees(self.trees, rows=len(keepers), seed=seed)
        trees.fit(_build_columns(traits_matrix, numbers, statistics=statistics, trait_columns=trait_columns), keepers)
        linear = fit_linear(encoder, traits_matrix=traits_matrix, numbers=numbers, kept=kept, seed=seed)
        return FittedBlend(linear, trees, _fit_trait_log_odds(traits_matrix, keepers), trait_columns)

    def restore(self, state: Mapping[str, Any]) -> FittedBlend:
        """Return the blend of a state; ValueError for an invalid one."""
        linear = Linear().restore(state)
        trees, odds, trait_columns = state.get("trees"), state.get("odds"), state.get("shown")
        traits = len(linear.encoder.traits)
        if not isinstance(odds, np.ndarray) or odds.shape != (traits,):
            raise ValueError("the stored statistics do not fit the traits")
        if (
            not isinstance(trait_columns, np.ndarray)
            or trait_columns.dtype.kind != "i"
            or not ((trait_columns >= 0) & (trait_columns < traits)).all()
        ):
            raise ValueError("the stored columns are not traits")
        width = len(NUMBER_NAMES) + len(STATISTIC_KINDS) + 1 + len(trait_columns)
        if not isinstance(trees, ExtraTreesClassifier) or getattr(trees, "n_features_in_", None) != width:
            raise ValueError("the stored trees do not fit the columns")
        return FittedBlend(linear, trees, odds, trait_columns)


def _build_trees(trees: int, *, rows: int, seed: int) -> ExtraTreesClassifier:
    # With very many verdicts each tree is fitted on a sample, which bounds time and size.
    is_sampled = rows > MAX_SAMPLES_PER_TREE
    return ExtraTreesClassifier(
        trees,
        max_features=MAX_FEATURES,
        min_samples_leaf=MIN_SAMPLES_PER_LEAF,
        bootstrap=is_sampled,
        max_samples=MAX_SAMPLES_PER_TREE if is_sampled else None,
        random_state=seed,
    )


def _split_folds(keepers: _Indices, *, seed: int) -> Iterator[tuple[_Indices, _Indices]]:
    # Stratified: with fewer members of a class than folds, some folds have none of it.
    rng = np.random.default_rng(seed)
    fold_of = np.zeros(len(keepers), dtype=np.int64)
    for verdict in (0, 1):
        members = np.flatnonzero(keepers == verdict)
        fold_of[members] = rng.permutation(len(members)) % FOLDS
    for fold in range(FOLDS):
        if (fold_of == fold).any():
            yield np.flatnonzero(fold_of != fold), np.flatnonzero(fold_of == fold)


def _fit_trait_log_odds(traits_matrix: csr_matrix, keepers: _Indices) -> Floats:
    # Per trait the log-odds of being kept minus the overall ones, smoothed; 0 for a trait without verdicts.
    overall = (keepers.sum() + 1) / (len(keepers) + 2)
    kept = traits_matrix.T @ keepers
    share = (kept + SMOOTHING * overall) / (np.asarray(traits_matrix.sum(axis=0)).ravel() + SMOOTHING)
    log_odds: Floats = np.log(share / (1 - share)) - np.log(overall / (1 - overall))
    return log_odds


def _sum_by_kind(encoder: Encoder, traits_matrix: csr_matrix, *, odds: Floats) -> Floats:
    # Per kind the sum of the log-odds of an offer's traits, and the total: shape (n, kinds + 1).
    kinds = encoder.kinds
    per_kind = np.stack([np.where(kinds == kind, odds, 0.0) for kind in STATISTIC_KINDS], axis=1)
    sums: Floats = traits_matrix @ per_kind
    return np.column_stack((sums, sums.sum(axis=1)))


def _build_columns(
    traits_matrix: csr_matrix, numbers: Floats, *, statistics: Floats, trait_columns: _Indices
) -> NDArray[np.float32]:
    return np.hstack((numbers, statistics, traits_matrix[:, trait_columns].toarray()), dtype=np.float32)


def _log_odds(chances: Floats) -> Floats:
    clipped = np.clip(chances, 1 - MAX_CHANCE, MAX_CHANCE)
    log_odds: Floats = np.log(clipped / (1 - clipped))
    return log_odds
