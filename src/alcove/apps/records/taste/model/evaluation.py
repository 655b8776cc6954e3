"""Evaluation of recommenders on held-out verdicts, by stratified cross-validation."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import accuracy_score, brier_score_loss, log_loss, precision_recall_fscore_support, roc_auc_score
from sklearn.model_selection import StratifiedKFold

from alcove.apps.records.taste.model.recommenders import FittedModel, Recommender
from alcove.apps.records.taste.model.values import MAX_TESTED, EvaluationScores, Subject

MAX_FOLDS: Final = 5
FOLDS_OF_SAMPLE: Final = 3
TOP_COUNT: Final = 20
EPSILON: Final = 1e-6
MIN_VERDICTS_TO_CHOOSE: Final = 100
"""With fewer verdicts the first recommender is used: which one scores best is then mostly a matter of chance."""
MIN_STANDARD_ERRORS: Final = 2.0
"""A later recommender must be better by this many standard errors of the paired difference."""

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


class InvalidChances(ValueError):
    """A recommender returned something other than one chance per offer."""


@dataclass(frozen=True, slots=True)
class CrossValidation:
    """The verdicts and the folds by which all recommenders are evaluated."""

    subjects: Sequence[Subject]
    kept: NDArray[np.bool_]
    folds: tuple[tuple[Indices, Indices], ...]
    """Per fold the indices to train on and the indices to predict."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The scores of a recommender, and its squared error for each held-out verdict."""

    scores: EvaluationScores
    squared_errors: Floats


def build_cross_validation(subjects: Sequence[Subject], kept: Sequence[bool], *, seed: int) -> CrossValidation:
    """Return the folds of these verdicts, which have both classes."""
    verdicts = np.asarray(kept, dtype=bool)
    sample = _sample(verdicts, seed=seed)
    judged = verdicts[sample]
    folds = _split_folds(judged, seed=seed, max_folds=FOLDS_OF_SAMPLE if len(verdicts) > MAX_TESTED else MAX_FOLDS)
    return CrossValidation([subjects[index] for index in sample.tolist()], judged, folds)


def evaluate(recommender: Recommender, validation: CrossValidation, *, seed: int) -> Evaluation:
    """Return the evaluation of a recommender that is trained for each fold anew."""
    chances = np.zeros(len(validation.kept))
    for train, test in validation.folds:
        chances[test] = _predict_fold(recommender, validation, train=train, test=test, seed=seed)
    return Evaluation(score(validation.kept, chances), (validation.kept - chances) ** 2)


def predict_chances(fitted: FittedModel, subjects: Sequence[Subject]) -> Floats:
    """Return the chances of offers; InvalidChances unless there is one number from 0 to 1 for each."""
    chances = np.asarray(fitted.chances(subjects), dtype=np.float64)
    if chances.shape != (len(subjects),) or not ((chances >= 0) & (chances <= 1)).all():
        raise InvalidChances("it does not give every offer a chance between 0 and 1")
    return chances


def score(kept: NDArray[np.bool_], chances: Floats) -> EvaluationScores:
    """Return the scores of predicted chances; `kept` has both classes."""
    expected = chances >= 0.5
    clipped = np.clip(chances, EPSILON, 1 - EPSILON)
    precision, recall, f1, _ = precision_recall_fscore_support(kept, expected, average="binary", zero_division=0)
    return EvaluationScores(
        accuracy=float(accuracy_score(kept, expected)),
        precision=float(precision),
        recall=float(recall),
        f1=float(f1),
        roc_auc=float(roc_auc_score(kept, chances)),
        brier=float(brier_score_loss(kept, chances)),
        brier_error=float(np.std((kept - chances) ** 2) / np.sqrt(len(kept))),
        log_loss=float(log_loss(kept, clipped)),
        precision_at_20=precision_at_k(kept, chances, count=TOP_COUNT),
        recommended=int(expected.sum()),
        recommended_kept=int((kept & expected).sum()),
    )


def precision_at_k(kept: NDArray[np.bool_], chances: Floats, *, count: int) -> float:
    """Return the share of keepers among the `count` highest chances; ties count with their average."""
    count = min(count, len(chances))
    last = np.sort(chances)[-count]
    above, tied = chances > last, chances == last
    return float((kept[above].sum() + kept[tied].mean() * (count - above.sum())) / count)


def rank(evaluations: Sequence[Evaluation | None]) -> list[int]:
    """Return the indices of the evaluations that are not None, best first.

    The first one is best unless others are clearly better for the same verdicts; of those the one with the lowest
    Brier score.
    """
    remaining = {index: evaluation for index, evaluation in enumerate(evaluations) if evaluation is not None}
    ranked: list[int] = []
    while remaining:
        first = next(iter(remaining))
        better = [index for index in remaining if _is_clearly_better(remaining[index], remaining[first])]
        ranked.append(min(better, key=lambda index: remaining[index].scores.brier, default=first))
        del remaining[ranked[-1]]
    return ranked


def _is_clearly_better(evaluation: Evaluation, preferred: Evaluation) -> bool:
    gains = preferred.squared_errors - evaluation.squared_errors
    if len(gains) < MIN_VERDICTS_TO_CHOOSE:
        return False
    return bool(gains.mean() > MIN_STANDARD_ERRORS * gains.std() / np.sqrt(len(gains)))


def _sample(kept: NDArray[np.bool_], *, seed: int) -> Indices:
    # Each class keeps its share; a rare one keeps enough members for all folds.
    if len(kept) <= MAX_TESTED:
        return np.arange(len(kept))
    rng = np.random.default_rng(seed)
    sample = []
    for verdict in (False, True):
        members = np.flatnonzero(kept == verdict)
        share = max(round(MAX_TESTED * len(members) / len(kept)), min(len(members), 10 * FOLDS_OF_SAMPLE))
        sample.append(rng.choice(members, share, replace=False))
    return np.sort(np.concatenate(sample))


def _split_folds(kept: NDArray[np.bool_], *, seed: int, max_folds: int) -> tuple[tuple[Indices, Indices], ...]:
    rarer = int(min(kept.sum(), len(kept) - kept.sum()))
    splitter = StratifiedKFold(max(2, min(max_folds, rarer)), shuffle=True, random_state=seed)
    with warnings.catch_warnings():
        # A class with a single member is in one fold only; the others train without it.
        warnings.filterwarnings("ignore", message="The least populated class", category=UserWarning)
        return tuple(splitter.split(np.zeros(len(kept)), kept))


def _predict_fold(
    recommender: Recommender, validation: CrossValidation, *, train: Indices, test: Indices, seed: int
) -> Floats:
    kept = validation.kept[train]
    if kept.all() or not kept.any():
        # With one class only, the best estimate is the share of keepers (Laplace's rule of succession).
        return np.full(len(test), (kept.sum() + 1) / (len(kept) + 2))
    subjects = [validation.subjects[index] for index in train.tolist()]
    fitted = recommender.fit(subjects, kept.tolist(), seed=seed)
    return predict_chances(fitted, [validation.subjects[index] for index in test.tolist()])
