"""A blend of two different models: the regression, and randomised trees over numbers, traits and statistics.

The regression generalises over prices and labels; the trees find thresholds and conditions ("Near Mint, but not above
$40"). They err on different offers, so a mean of their log-odds is better than either. The share of the trees depends
on how well they predict verdicts that they were not trained on.
"""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.ensemble import ExtraTreesClassifier

from alcove.apps.records.taste.model.recommenders.encoder import NUMBER_NAMES, Encoder, Floats, predict_in_batches
from alcove.apps.records.taste.model.recommenders.held_out import Indices, split_folds, weigh_models
from alcove.apps.records.taste.model.recommenders.linear import (
    EmphasisWeights,
    FittedLinear,
    Linear,
    LinearTraining,
    logistic,
)
from alcove.apps.records.taste.model.values import Subject

TREES: Final = 100
MAX_FEATURES: Final = 0.2
"""The share of the columns that each branch of a tree may choose from; few, since many columns are market numbers."""
MIN_SAMPLES_PER_LEAF: Final = 2
MAX_SAMPLES_PER_TREE: Final = 10_000
STATISTIC_KINDS: Final = ("artist", "label", "style", "genre", "format", "decade", "fives")
MAX_TRAIT_COLUMNS: Final = 300
MIN_OFFERS_PER_TRAIT: Final = 2
SMOOTHING: Final = 2.0
"""The number of verdicts with the overall share that are added to each trait's own."""
TREE_SHARES: Final = (0.0, 0.25, 0.5, 0.75)
"""The shares of the trees that are compared."""
TREE_SHARE_LOG_PRIORS: Final = (0.0, -1.5, -3.0, -4.5)
"""Low for the trees: where taste is music alone and many verdicts are wrong, the regression is better without them."""
MAX_CHANCE: Final = 0.98


@dataclass(frozen=True, slots=True)
class FittedBlend:
    """Both fitted models, the share of the trees, and the log-odds of traits that the trees use as input."""

    linear: FittedLinear
    trees: ExtraTreesClassifier
    tree_share: float
    odds: Floats
    trait_columns: Indices

    @property
    def state(self) -> Mapping[str, Any]:
        """Return its state as plain values, arrays and a scikit-learn forest."""
        own = {"trees": self.trees, "tree_share": self.tree_share, "odds": self.odds, "shown": self.trait_columns}
        return {**self.linear.state, **own}

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
        trees = _log_odds(self.trees.predict_proba(columns)[:, 1])
        linear = _log_odds(logistic(self.linear.log_odds(traits_matrix, numbers)))
        return logistic(self.tree_share * trees + (1 - self.tree_share) * linear)


@dataclass(frozen=True, slots=True)
class Blend:
    """A weighted mean of the regression's and the trees' log-odds."""

    name: str = "blend"
    title: str = "Regression and randomised trees"
    trees: int = TREES

    def fit(self, subjects: Sequence[Subject], kept: Sequence[bool], *, seed: int) -> FittedBlend:
        """Fit both models; the statistics of a row, an input of the trees, exclude its own verdict."""
        training = LinearTraining.prepare(subjects, kept)
        traits_matrix, keepers = training.traits_matrix, training.keepers
        statistics = np.zeros((len(keepers), len(STATISTIC_KINDS) + 1))
        for train, test in split_folds(keepers, seed=seed):
            odds = _fit_trait_log_odds(traits_matrix[train], keepers[train])
            statistics[test] = _sum_by_kind(training.encoder, traits_matrix[test], odds=odds)
        counts = np.asarray(traits_matrix.sum(axis=0)).ravel()
        trait_columns = np.flatnonzero(counts >= MIN_OFFERS_PER_TRAIT)[:MAX_TRAIT_COLUMNS]
        trees = _build_trees(self.trees, rows=len(keepers), seed=seed)
        columns = _build_columns(traits_matrix, training.numbers, statistics=statistics, trait_columns=trait_columns)
        held_out = _fit_trees(trees, columns, keepers=keepers)
        emphases = training.weigh_emphases(seed=seed)
        return FittedBlend(
            training.fit(emphases),
            trees,
            _choose_tree_share(emphases, held_out, keepers=keepers),
            _fit_trait_log_odds(traits_matrix, keepers),
            trait_columns,
        )

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
        share = state.get("tree_share")
        if not isinstance(share, float) or not 0 <= share <= 1:
            raise ValueError("the stored share of the trees is not between 0 and 1")
        return FittedBlend(linear, trees, share, odds, trait_columns)


def _build_trees(trees: int, *, rows: int, seed: int) -> ExtraTreesClassifier:
    # Each tree is fitted on a sample, so that the others can predict the rest; with very many verdicts on a small one,
    # which bounds time and size.
    return ExtraTreesClassifier(
        trees,
        max_features=MAX_FEATURES,
        min_samples_leaf=MIN_SAMPLES_PER_LEAF,
        bootstrap=True,
        oob_score=True,
        max_samples=MAX_SAMPLES_PER_TREE if rows > MAX_SAMPLES_PER_TREE else None,
        random_state=seed,
    )


def _fit_trees(trees: ExtraTreesClassifier, columns: NDArray[np.float32], *, keepers: Indices) -> Floats:
    # Returns the log-odds of each row by the trees that were not fitted on it. The stored estimates, one per verdict,
    # are deleted, since nothing else needs them.
    with warnings.catch_warnings():
        # With few trees some rows are in the sample of each.
        warnings.filterwarnings("ignore", message="Some inputs do not have OOB scores", category=UserWarning)
        warnings.filterwarnings("ignore", message="invalid value encountered", category=RuntimeWarning)
        trees.fit(columns, keepers)
    chances = trees.oob_decision_function_[:, 1]
    del trees.oob_decision_function_
    return _log_odds(np.where(np.isfinite(chances), chances, keepers.mean()))


def _choose_tree_share(emphases: EmphasisWeights, held_out: Floats, *, keepers: Indices) -> float:
    shares = np.array(TREE_SHARES)
    trees = held_out[emphases.rows]
    log_odds = np.outer(shares, trees) + np.outer(1 - shares, emphases.log_odds)
    weights = weigh_models(log_odds, keepers[emphases.rows], log_priors=np.array(TREE_SHARE_LOG_PRIORS))
    return float(weights @ shares)


def _fit_trait_log_odds(traits_matrix: csr_matrix, keepers: Indices) -> Floats:
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
    traits_matrix: csr_matrix, numbers: Floats, *, statistics: Floats, trait_columns: Indices
) -> NDArray[np.float32]:
    return np.hstack((numbers, statistics, traits_matrix[:, trait_columns].toarray()), dtype=np.float32)


def _log_odds(chances: Floats) -> Floats:
    clipped = np.clip(chances, 1 - MAX_CHANCE, MAX_CHANCE)
    log_odds: Floats = np.log(clipped / (1 - clipped))
    return log_odds
