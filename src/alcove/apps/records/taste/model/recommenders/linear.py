"""Regularised logistic regression over traits and numbers: fast, and robust with few verdicts.

It is fitted once per emphasis. Their mean, weighted by how well each predicts held-out verdicts, is one regression.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.linear_model import LogisticRegression

from alcove.apps.records.taste.model.recommenders.emphasis import EMPHASES
from alcove.apps.records.taste.model.recommenders.encoder import NUMBER_NAMES, TRAIT_KINDS, Encoder, Floats
from alcove.apps.records.taste.model.recommenders.held_out import Indices, split_folds, weigh_models
from alcove.apps.records.taste.model.values import Subject

INVERSE_REGULARIZATION: Final = 1.0
"""The inverse strength of the regularisation; between 1 and 5 it makes little difference."""
MAX_ITERATIONS: Final = 1_000
TOLERANCE: Final = 1e-3
MAX_DENSE_ROWS: Final = 200
MAX_NEWTON_STEPS: Final = 30
MIN_CURVATURE: Final = 1e-5
MAX_WEIGHED_VERDICTS: Final = 1_000
"""Of more verdicts than this a sample decides about the emphases, to bound the time."""
VERDICTS_OF_ONE_ROUND: Final = 50
"""Fewer verdicts than this are divided into folds twice, since one division is a matter of chance."""
MIN_WEIGHT: Final = 0.01
"""An emphasis with a smaller weight is not fitted on all verdicts."""
FEATURE_NAMES: Final = [*NUMBER_NAMES, *(f"{kind}:*" for kind in TRAIT_KINDS)]
"""The numbers and the kinds of traits; there are too many traits to list."""


@dataclass(frozen=True, slots=True)
class FittedLinear:
    """A fitted regression."""

    encoder: Encoder
    coefficients: Floats
    intercept: float

    @property
    def state(self) -> Mapping[str, Any]:
        """Return its state as plain values and arrays."""
        return self.encoder.state | {
            "slopes": self.coefficients,
            "intercept": self.intercept,
            "feature_names": FEATURE_NAMES,
        }

    def chances(self, subjects: Sequence[Subject]) -> Floats:
        """Return each offer's chance to be kept, shape (n,)."""
        return logistic(self.log_odds(self.encoder.encode_traits(subjects), self.encoder.scale_numbers(subjects)))

    def log_odds(self, traits_matrix: csr_matrix, numbers: Floats) -> Floats:
        """Return the log-odds of encoded offers, shape (n,)."""
        traits = len(self.encoder.traits)
        log_odds: Floats = traits_matrix @ self.coefficients[:traits]
        return log_odds + numbers @ self.coefficients[traits:] + self.intercept


@dataclass(frozen=True, slots=True)
class Linear:
    """Logistic regression."""

    name: str = "linear"
    title: str = "Regression over traits"

    def fit(self, subjects: Sequence[Subject], kept: Sequence[bool], *, seed: int) -> FittedLinear:
        """Fit the regression; the seed decides which verdicts are held out together."""
        training = LinearTraining.prepare(subjects, kept)
        return training.fit(training.weigh_emphases(seed=seed))

    def restore(self, state: Mapping[str, Any]) -> FittedLinear:
        """Return the regression of a state; ValueError for an invalid one."""
        encoder = Encoder.restore(state)
        coefficients, intercept = state.get("slopes"), state.get("intercept")
        if not isinstance(coefficients, np.ndarray) or coefficients.shape != (len(encoder.traits) + len(NUMBER_NAMES),):
            raise ValueError("the stored slopes do not fit the traits")
        if not isinstance(intercept, float):
            raise ValueError("the stored intercept is not a number")  # noqa: TRY004 - a wrong state is one kind of error
        return FittedLinear(encoder, coefficients, intercept)


@dataclass(frozen=True, slots=True)
class EmphasisWeights:
    """The weight of each emphasis, and the held-out log-odds of their mean for the rows that decided."""

    weights: Floats
    rows: Indices
    log_odds: Floats


@dataclass(frozen=True, slots=True)
class LinearTraining:
    """Encoded verdicts, from which regressions are fitted."""

    encoder: Encoder
    traits_matrix: csr_matrix
    numbers: Floats
    keepers: Indices

    @classmethod
    def prepare(cls, subjects: Sequence[Subject], kept: Sequence[bool]) -> "LinearTraining":
        """Encode verdicts."""
        encoder = Encoder.fit(subjects)
        traits_matrix, numbers = encoder.encode_traits(subjects), encoder.scale_numbers(subjects)
        return cls(encoder, traits_matrix, numbers, np.asarray(kept, dtype=np.int64))

    def weigh_emphases(self, *, seed: int) -> EmphasisWeights:
        """Weigh the emphases by their predictions of held-out verdicts."""
        rows = self._sample(seed=seed)
        keepers, columns, scales = self.keepers[rows], self._columns[rows], self._scales
        rounds = 2 if len(rows) < VERDICTS_OF_ONE_ROUND else 1
        log_odds = np.zeros((len(EMPHASES), len(rows)))
        for turn in range(rounds):
            for train, test in split_folds(keepers, seed=seed + turn):
                log_odds[:, test] += _predict_fold(columns, keepers, scales=scales, train=train, test=test) / rounds
        priors = np.array([emphasis.log_prior for emphasis in EMPHASES])
        weights = weigh_models(log_odds, keepers, log_priors=priors)
        return EmphasisWeights(weights, rows, weights @ log_odds)

    def fit(self, emphases: EmphasisWeights) -> FittedLinear:
        """Return the weighted mean of the regressions, fitted to all verdicts."""
        weights = np.where(emphases.weights >= MIN_WEIGHT, emphases.weights, 0.0)
        columns = self._columns
        coefficients, intercept = np.zeros(columns.shape[1]), 0.0
        for weight, scales in zip(weights / weights.sum(), self._scales, strict=True):
            if weight:
                slopes, constant = _fit(columns, self.keepers, scales=scales)
                coefficients += weight * slopes
                intercept += float(weight * constant)
        return FittedLinear(self.encoder, coefficients, intercept)

    @property
    def _columns(self) -> csr_matrix:
        return hstack([self.traits_matrix, csr_matrix(self.numbers)]).tocsr()

    @property
    def _scales(self) -> list[Floats]:
        return [emphasis.weigh_columns(self.encoder) for emphasis in EMPHASES]

    def _sample(self, *, seed: int) -> Indices:
        count = len(self.keepers)
        if count <= MAX_WEIGHED_VERDICTS:
            return np.arange(count)
        # Each class keeps its share, and at least one member.
        rng = np.random.default_rng(seed)
        members = [np.flatnonzero(self.keepers == verdict) for verdict in (0, 1)]
        sizes = [max(1, round(MAX_WEIGHED_VERDICTS * len(rows) / count)) for rows in members]
        drawn = [rng.choice(rows, size, replace=False) for rows, size in zip(members, sizes, strict=True)]
        return np.sort(np.concatenate(drawn))


def _predict_fold(
    columns: csr_matrix, keepers: Indices, *, scales: Sequence[Floats], train: Indices, test: Indices
) -> Floats:
    # The log-odds of the held-out rows for each emphasis, shape (emphases, held-out rows).
    kept = int(keepers[train].sum())
    if not 0 < kept < len(train):
        # With one class only, the best estimate is the share of keepers (Laplace's rule of succession).
        return np.full((len(scales), len(test)), np.log((kept + 1) / (len(train) - kept + 1)))
    if len(train) <= MAX_DENSE_ROWS:
        return _predict_densely(columns[train], keepers[train], others=columns[test], scales=np.stack(scales))
    fitted = [_fit(columns[train], keepers[train], scales=scale) for scale in scales]
    return np.stack([columns[test] @ slopes + constant for slopes, constant in fitted])


def _predict_densely(columns: csr_matrix, keepers: Indices, *, others: csr_matrix, scales: Floats) -> Floats:
    # The same as one fit per emphasis, but for all at once: Newton's method on the matrix of products of rows, which is
    # small where there are few rows. Returns the log-odds of other rows, shape (emphases, other rows).
    used = np.flatnonzero(columns.getnnz(axis=0))
    rows = columns[:, used].toarray() * scales[:, None, used]
    products = rows @ rows.transpose(0, 2, 1)
    log_odds, weights, constant = np.zeros(rows.shape[:2]), np.zeros(rows.shape[:2]), np.zeros((len(scales), 1))
    for _ in range(MAX_NEWTON_STEPS):
        chances = logistic(log_odds)
        curvature = np.maximum(chances * (1 - chances), MIN_CURVATURE)
        targets = log_odds + (keepers - chances) / curvature
        system = products + np.eye(len(keepers)) / curvature[:, None, :]
        solved = np.linalg.solve(system, np.stack([targets, np.ones_like(targets)], axis=2))
        constant = solved[:, :, 0].sum(axis=1, keepdims=True) / solved[:, :, 1].sum(axis=1, keepdims=True)
        weights = solved[:, :, 0] - constant * solved[:, :, 1]
        former, log_odds = log_odds, (products @ weights[:, :, None])[:, :, 0] + constant
        if np.abs(log_odds - former).max() < TOLERANCE:
            break
    other_rows = others[:, used].toarray() * scales[:, None, used]
    slopes = rows.transpose(0, 2, 1) @ weights[:, :, None]
    predicted: Floats = (other_rows @ slopes)[:, :, 0] + constant
    return predicted


def _fit(columns: csr_matrix, keepers: Indices, *, scales: Floats) -> tuple[Floats, float]:
    # The slopes of unscaled columns, and the intercept.
    model = LogisticRegression(C=INVERSE_REGULARIZATION, max_iter=MAX_ITERATIONS)
    model.fit(columns @ diags(scales), keepers)
    return scales * model.coef_[0], float(model.intercept_[0])


def logistic(log_odds: Floats) -> Floats:
    """Return the chances for log-odds."""
    return 1 / (1 + np.exp(-np.clip(log_odds, -30, 30)))
