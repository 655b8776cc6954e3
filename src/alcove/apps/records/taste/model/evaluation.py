"""Judges recommenders on verdicts they have not seen: stratified cross-validation, and held-out figures alone."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import accuracy_score, brier_score_loss, log_loss, precision_recall_fscore_support, roc_auc_score
from sklearn.model_selection import StratifiedKFold

from alcove.apps.records.taste.model.recommenders import FittedModel, Recommender
from alcove.apps.records.taste.model.values import EvaluationScores, Subject

MAX_FOLDS: Final = 5
MAX_VERDICTS: Final = 4_000
"""Of more verdicts than this, so many are judged, on fewer folds: the figures are firm, and the time has an end."""
FOLDS_OF_SAMPLE: Final = 3
TOP_COUNT: Final = 20
EPSILON: Final = 1e-6

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


class InvalidChances(ValueError):
    """A recommender gave something other than a chance for every offer."""


@dataclass(frozen=True, slots=True)
class CrossValidation:
    """The verdicts that all rivals are judged on, dealt into the same folds for each of them."""

    subjects: Sequence[Subject]
    kept: NDArray[np.bool_]
    folds: tuple[tuple[Indices, Indices], ...]
    """Per fold the places to learn from and the places to be judged."""


def build_cross_validation(subjects: Sequence[Subject], kept: Sequence[bool], *, seed: int) -> CrossValidation:
    """Return the panel of these verdicts; both classes are among them."""
    verdicts = np.asarray(kept, dtype=bool)
    chosen = _sample(verdicts, seed=seed)
    judged = verdicts[chosen]
    folds = _split_folds(judged, seed=seed, most=FOLDS_OF_SAMPLE if len(verdicts) > MAX_VERDICTS else MAX_FOLDS)
    return CrossValidation([subjects[place] for place in chosen.tolist()], judged, folds)


def evaluate(recommender: Recommender, panel: CrossValidation, *, seed: int) -> EvaluationScores:
    """Return the figures of a recommender; nothing it learns in one fold is known in another."""
    chances = np.zeros(len(panel.kept))
    for rest, fold in panel.folds:
        chances[fold] = _predict_fold(recommender, panel, rest=rest, fold=fold, seed=seed)
    return score(panel.kept, chances)


def predict_chances(fitted: FittedModel, subjects: Sequence[Subject]) -> Floats:
    """Return the chances of offers; Unusable when they are not one number from 0 to 1 for each."""
    chances = np.asarray(fitted.chances(subjects), dtype=np.float64)
    if chances.shape != (len(subjects),) or not ((chances >= 0) & (chances <= 1)).all():
        raise InvalidChances("it does not give every offer a chance between 0 and 1")
    return chances


def score(kept: NDArray[np.bool_], chances: Floats) -> EvaluationScores:
    """Return the figures of chances beside what became of the offers; both classes are among them."""
    expected = chances >= 0.5
    likely = np.clip(chances, EPSILON, 1 - EPSILON)
    precision, recall, f1, _ = precision_recall_fscore_support(kept, expected, average="binary", zero_division=0)
    return EvaluationScores(
        accuracy=float(accuracy_score(kept, expected)),
        precision=float(precision),
        recall=float(recall),
        f1=float(f1),
        roc_auc=float(roc_auc_score(kept, chances)),
        brier=float(brier_score_loss(kept, chances)),
        brier_error=float(np.std((kept - chances) ** 2) / np.sqrt(len(kept))),
        log_loss=float(log_loss(kept, likely)),
        precision_at_20=precision_at_k(kept, chances, count=TOP_COUNT),
    )


def precision_at_k(kept: NDArray[np.bool_], chances: Floats, *, count: int) -> float:
    """Return the share kept of the `count` likeliest; among equal chances it is what a draw would give on average."""
    count = min(count, len(chances))
    last = np.sort(chances)[-count]
    above, level = chances > last, chances == last
    return float((kept[above].sum() + kept[level].mean() * (count - above.sum())) / count)


def rank(scores: Sequence[EvaluationScores | None]) -> list[int]:
    """Return the places of those that have scores, best first.

    The best has the lowest Brier score: of the figures at hand it is the one that chooses best when verdicts are few.
    Whoever is within one standard error of the best has not been beaten, and of those the first given goes first.
    """
    left = {place: found for place, found in enumerate(scores) if found is not None}
    ranked: list[int] = []
    while left:
        best = min(left.values(), key=lambda found: found.brier)
        ranked.append(next(place for place in left if left[place].brier <= best.brier + best.brier_error))
        del left[ranked[-1]]
    return ranked


def _sample(kept: NDArray[np.bool_], *, seed: int) -> Indices:
    # Each class keeps its share, and of a rare one enough for every fold to have some.
    if len(kept) <= MAX_VERDICTS:
        return np.arange(len(kept))
    rng = np.random.default_rng(seed)
    chosen = []
    for verdict in (False, True):
        members = np.flatnonzero(kept == verdict)
        share = max(round(MAX_VERDICTS * len(members) / len(kept)), min(len(members), 10 * FOLDS_OF_SAMPLE))
        chosen.append(rng.choice(members, share, replace=False))
    return np.sort(np.concatenate(chosen))


def _split_folds(kept: NDArray[np.bool_], *, seed: int, most: int) -> tuple[tuple[Indices, Indices], ...]:
    rarer = int(min(kept.sum(), len(kept) - kept.sum()))
    splitter = StratifiedKFold(max(2, min(most, rarer)), shuffle=True, random_state=seed)
    with warnings.catch_warnings():
        # A class with a single member is in one fold only, and the other has to learn without it.
        warnings.filterwarnings("ignore", message="The least populated class", category=UserWarning)
        return tuple(splitter.split(np.zeros(len(kept)), kept))


def _predict_fold(
    recommender: Recommender, panel: CrossValidation, *, rest: Indices, fold: Indices, seed: int
) -> Floats:
    known = panel.kept[rest]
    if known.all() or not known.any():
        # Nothing can be told apart, so all that is known is how often offers are kept (Laplace's rule of succession).
        return np.full(len(fold), (known.sum() + 1) / (len(known) + 2))
    subjects = [panel.subjects[place] for place in rest.tolist()]
    fitted = recommender.fit(subjects, known.tolist(), seed=seed)
    return predict_chances(fitted, [panel.subjects[place] for place in fold.tolist()])
