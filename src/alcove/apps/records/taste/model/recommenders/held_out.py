"""Weights of models by how well they predict verdicts that they were not trained on.

A model's weight is its prior times the likelihood of the held-out verdicts. So with few verdicts the priors decide, and
with many the evidence does, without a threshold in between.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from alcove.apps.records.taste.model.recommenders.encoder import Floats

FOLDS: Final = 5
MAX_LOG_ODDS: Final = 30.0

Indices = NDArray[np.int64]


def split_folds(keepers: Indices, *, seed: int) -> Iterator[tuple[Indices, Indices]]:
    """Yield stratified folds: the rows to train on, and the rows held out.

    With fewer members of a class than folds, some folds have none of it.
    """
    rng = np.random.default_rng(seed)
    fold_of = np.zeros(len(keepers), dtype=np.int64)
    for verdict in (0, 1):
        members = np.flatnonzero(keepers == verdict)
        fold_of[members] = rng.permutation(len(members)) % FOLDS
    for fold in range(FOLDS):
        if (fold_of == fold).any():
            yield np.flatnonzero(fold_of != fold), np.flatnonzero(fold_of == fold)


def weigh_models(log_odds: Floats, keepers: Indices, *, log_priors: Floats) -> Floats:
    """Return the weights of models, which add up to 1; `log_odds` are held out, shape (models, rows)."""
    signs = np.where(keepers == 1, 1.0, -1.0)
    log_likelihoods = -np.log1p(np.exp(-np.clip(log_odds * signs, -MAX_LOG_ODDS, MAX_LOG_ODDS))).sum(axis=1)
    scores = log_priors + log_likelihoods
    weights = np.exp(scores - scores.max())
    normalized: Floats = weights / weights.sum()
    return normalized
