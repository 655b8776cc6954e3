"""Regularised logistic regression over traits and numbers: fast, and robust with few verdicts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.linear_model import LogisticRegression

from alcove.apps.records.taste.model.recommenders.encoder import NUMBER_NAMES, TRAIT_WEIGHTS, Encoder, Floats
from alcove.apps.records.taste.model.values import Subject

INVERSE_REGULARIZATION: Final = 1.0
"""The inverse strength of the regularisation; between 1 and 5 it makes little difference."""
NUMBERS_WEIGHT: Final = 0.5
MAX_ITERATIONS: Final = 1_000
FEATURE_NAMES: Final = [*NUMBER_NAMES, *(f"{kind}:*" for kind in TRAIT_WEIGHTS)]
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
        log_odds: Floats = traits_matrix @ (self.encoder.weights * self.coefficients[:traits])
        return log_odds + NUMBERS_WEIGHT * numbers @ self.coefficients[traits:] + self.intercept


@dataclass(frozen=True, slots=True)
class Linear:
    """Logistic regression."""

    name: str = "linear"
    title: str = "Regression over traits"

    def fit(self, subjects: Sequence[Subject], kept: Sequence[bool], *, seed: int) -> FittedLinear:
        """Fit the regression; the seed has no effect."""
        encoder = Encoder.fit(subjects)
        return fit_linear(
            encoder,
            traits_matrix=encoder.encode_traits(subjects),
            numbers=encoder.scale_numbers(subjects),
            kept=kept,
            seed=seed,
        )

    def restore(self, state: Mapping[str, Any]) -> FittedLinear:
        """Return the regression of a state; ValueError for an invalid one."""
        encoder = Encoder.restore(state)
        coefficients, intercept = state.get("slopes"), state.get("intercept")
        if not isinstance(coefficients, np.ndarray) or coefficients.shape != (len(encoder.traits) + len(NUMBER_NAMES),):
            raise ValueError("the stored slopes do not fit the traits")
        if not isinstance(intercept, float):
            raise ValueError("the stored intercept is not a number")  # noqa: TRY004 - a wrong state is one kind of error
        return FittedLinear(encoder, coefficients, intercept)


def fit_linear(
    encoder: Encoder, *, traits_matrix: csr_matrix, numbers: Floats, kept: Sequence[bool], seed: int
) -> FittedLinear:
    """Return a regression fitted to encoded offers."""
    columns = hstack([traits_matrix @ diags(encoder.weights), csr_matrix(NUMBERS_WEIGHT * numbers)]).tocsr()
    model = LogisticRegression(C=INVERSE_REGULARIZATION, max_iter=MAX_ITERATIONS, random_state=seed)
    model.fit(columns, np.asarray(kept, dtype=np.int64))
    return FittedLinear(encoder, np.asarray(model.coef_[0]), float(model.intercept_[0]))


def logistic(log_odds: Floats) -> Floats:
    """Return the chances for log-odds."""
    return 1 / (1 + np.exp(-np.clip(log_odds, -30, 30)))
