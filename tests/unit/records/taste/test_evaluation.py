"""The evaluation of recommenders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray

from alcove.apps.records.taste.model.evaluation import (
    FOLDS_OF_SAMPLE,
    MIN_VERDICTS_TO_CHOOSE,
    Evaluation,
    InvalidChances,
    build_cross_validation,
    evaluate,
    precision_at_k,
    predict_chances,
    rank,
    score,
)
from alcove.apps.records.taste.model.recommenders.forest import IMPROVED
from alcove.apps.records.taste.model.values import MAX_TESTED, Subject
from unit.records.taste.sample_offers import likes, offer, offers


@dataclass(frozen=True, slots=True)
class MemorizingRecommender:
    """Memorizes the verdict on each offer by its id, and knows nothing about other offers."""

    name: str = "remembering"
    title: str = "Remembers"

    def fit(self, subjects: Sequence[Subject], kept: Sequence[bool], *, seed: int) -> "MemorizedVerdicts":
        """Memorize the verdicts."""
        del seed
        return MemorizedVerdicts({one.listing_id: float(keep) for one, keep in zip(subjects, kept, strict=True)})

    def restore(self, state: Mapping[str, Any]) -> "MemorizedVerdicts":
        """Return the memorized verdicts."""
        return MemorizedVerdicts(state["known"])


@dataclass(frozen=True, slots=True)
class MemorizedVerdicts:
    """The memorized verdicts."""

    remembered: Mapping[int, float]

    @property
    def state(self) -> Mapping[str, Any]:
        """Return the verdicts."""
        return {"known": self.remembered}

    def chances(self, subjects: Sequence[Subject]) -> NDArray[np.float64]:
        """Return the verdict if it is known, otherwise 0.5."""
        return np.array([self.remembered.get(one.listing_id, 0.5) for one in subjects])


@dataclass(frozen=True, slots=True)
class ConstantChances:
    """Returns the same chances for all offers."""

    value: Any

    @property
    def state(self) -> Mapping[str, Any]:
        """Return no state."""
        return {}

    def chances(self, subjects: Sequence[Subject]) -> Any:
        """Return the value."""
        del subjects
        return self.value


def test_scores_are_held_out() -> None:
    """A recommender that only memorizes its verdicts is no better than a guess."""
    subjects = offers(100)
    kept = [likes(subject) for subject in subjects]
    remembered = MemorizingRecommender().fit(subjects, kept, seed=1).chances(subjects)
    assert score(np.array(kept), remembered).roc_auc == 1.0
    held_out = evaluate(MemorizingRecommender(), build_cross_validation(subjects, kept, seed=1), seed=1).scores
    assert held_out.roc_auc == 0.5
    assert held_out.brier == 0.25
    assert held_out.precision_at_20 == pytest.approx(sum(kept) / len(kept))


def test_random_verdicts_cannot_be_predicted() -> None:
    """If there is nothing to learn, the improved forest fits its training data, and the held-out scores show it."""
    rng = np.random.default_rng(3)
    subjects, kept = offers(200), (rng.random(200) < 0.5).tolist()
    training_scores = score(np.array(kept), IMPROVED.fit(subjects, kept, seed=1).chances(subjects))
    held_out = evaluate(IMPROVED, build_cross_validation(subjects, kept, seed=1), seed=1).scores
    assert training_scores.accuracy > 0.9
    assert abs(held_out.roc_auc - 0.5) < 0.15


@pytest.mark.parametrize(("keepers", "folds"), [(1, 2), (2, 2), (3, 3), (4, 4), (5, 5), (10, 5), (19, 2)])
def test_the_rarer_class_limits_the_folds(keepers: int, folds: int) -> None:
    """There are five folds, or as many as the rarer class has members, and at least two; each row is held out once."""
    subjects = offers(20)
    panel = build_cross_validation(subjects, [index < keepers for index in range(20)], seed=1)
    assert len(panel.folds) == folds
    assert sorted(np.concatenate([fold for _, fold in panel.folds]).tolist()) == list(range(20))
    for rest, fold in panel.folds:
        assert set(rest.tolist()).isdisjoint(fold.tolist())
        assert len(rest) + len(fold) == 20


def test_folds_are_stratified() -> None:
    """Every fold has its share of either verdict."""
    panel = build_cross_validation(offers(50), [index < 10 for index in range(50)], seed=1)
    assert [int(panel.kept[fold].sum()) for _, fold in panel.folds] == [2] * 5


@pytest.mark.parametrize("keepers", [1, 19])
def test_a_class_with_one_member_has_finite_scores(keepers: int) -> None:
    """The fold with the only member of a class is predicted from the overall share; every score is finite."""
    result = evaluate(
        IMPROVED, build_cross_validation(offers(20), [index < keepers for index in range(20)], seed=1), seed=1
    ).scores
    assert all(np.isfinite(getattr(result, name)) for name in result.__struct_fields__)
    assert result.accuracy <= 0.95


def test_many_verdicts_are_sampled() -> None:
    """Of many verdicts some thousands are used, in three folds; shares stay, and rare verdicts are all included."""
    subjects = [offer(number) for number in range(3 * MAX_TESTED)]
    kept = [index < 12 for index in range(3 * MAX_TESTED)]
    panel = build_cross_validation(subjects, kept, seed=1)
    assert len(panel.folds) == FOLDS_OF_SAMPLE
    assert panel.kept.sum() == 12
    assert MAX_TESTED <= len(panel.kept) <= MAX_TESTED + 40
    stratified = build_cross_validation(subjects, [index % 4 == 0 for index in range(3 * MAX_TESTED)], seed=1)
    assert stratified.kept.mean() == 0.25


def test_scores_of_an_example() -> None:
    """Each score of a small example equals a calculation by hand."""
    result = score(np.array([True, True, False, False]), np.array([0.9, 0.4, 0.6, 0.1]))
    assert (result.accuracy, result.precision, result.recall, result.f1) == (0.5, 0.5, 0.5, 0.5)
    assert result.roc_auc == 0.75
    assert result.brier == pytest.approx((0.01 + 0.36 + 0.36 + 0.01) / 4)
    assert result.log_loss == pytest.approx(-(2 * np.log(0.9) + 2 * np.log(0.4)) / 4)
    assert result.precision_at_20 == 0.5


def test_scores_of_extreme_chances_are_finite() -> None:
    """Without expected keepers the precision is 0, and a certain mistake has a large but finite loss."""
    result = score(np.array([True, False]), np.array([0.0, 0.0]))
    assert (result.precision, result.recall, result.f1) == (0.0, 0.0, 0.0)
    assert 5 < result.log_loss < 20


def test_equal_chances_have_their_expected_precision() -> None:
    """For equal chances the precision at 20 is that of a random order, wherever the keepers are."""
    kept = np.array([True] * 30 + [False] * 70)
    assert precision_at_k(kept, np.full(100, 0.4), count=20) == pytest.approx(0.3)
    chances = np.where(np.arange(100) < 10, 0.9, 0.4)
    assert precision_at_k(kept, chances, count=20) == pytest.approx((10 + 10 * 20 / 90) / 20)
    assert precision_at_k(kept[:5], chances[:5], count=20) == 1.0


@pytest.mark.parametrize(
    "value",
    [[0.5], [0.5, np.nan], [0.5, 1.1], [-0.1, 0.5], [0.5, np.inf], [[0.5], [0.5]], 0.5],
    ids=str,
)
def test_invalid_chances_are_rejected(value: Any) -> None:
    """Too few chances, NaN, infinity and numbers outside 0 to 1 raise InvalidChances."""
    with pytest.raises(InvalidChances):
        predict_chances(ConstantChances(value), offers(2))


def _evaluation(brier: float, *, verdicts: int = 400, shift: float = 0.0) -> Evaluation:
    """Return an evaluation with a mean squared error; half of the errors are `shift` higher, the others lower."""
    errors = brier + np.where(np.arange(verdicts) % 2, shift, -shift)
    base = score(np.array([True, True, False, False]), np.array([0.9, 0.4, 0.6, 0.1]))
    return Evaluation(msgspec.structs.replace(base, brier=brier), errors)


def test_rank_leaves_the_first_only_for_a_clearly_better_one() -> None:
    """A later recommender needs a paired difference of two standard errors; of such the best is first."""
    first, near, far = _evaluation(0.14), _evaluation(0.139, shift=0.02), _evaluation(0.10, shift=0.02)
    assert rank([first, near]) == [0, 1]
    assert rank([first, far]) == [1, 0]
    assert rank([first, None, near, far]) == [3, 0, 2]
    assert rank([None, far]) == [1]
    assert rank([None, None]) == []


def test_errors_are_compared_verdict_by_verdict() -> None:
    """A small but constant difference is clear, however much the errors of both vary between verdicts."""
    first, better = _evaluation(0.140, shift=0.13), _evaluation(0.139, shift=0.13)
    assert rank([first, better]) == [1, 0]


def test_with_few_verdicts_the_first_recommender_is_used() -> None:
    """Below 100 verdicts no score is trusted enough to leave the first one."""
    for verdicts, best in ((MIN_VERDICTS_TO_CHOOSE - 1, 0), (MIN_VERDICTS_TO_CHOOSE, 1)):
        assert rank([_evaluation(0.2, verdicts=verdicts), _evaluation(0.1, verdicts=verdicts)])[0] == best


def test_recommended_offers_are_counted() -> None:
    """The scores say how many held-out offers had a chance of at least a half, and how many of them were kept."""
    result = score(np.array([True, True, False, False]), np.array([0.9, 0.4, 0.5, 0.1]))
    assert (result.recommended, result.recommended_kept) == (2, 1)


def test_more_verdicts_reduce_the_error() -> None:
    """The error of a Brier score is that of a mean: four times the verdicts halve it."""
    kept, chances = np.array([True, True, False, False]), np.array([0.9, 0.4, 0.6, 0.1])
    few, many = score(kept, chances), score(np.tile(kept, 4), np.tile(chances, 4))
    assert few.brier_error == pytest.approx(0.175 / 2)
    assert many.brier_error == pytest.approx(few.brier_error / 2)
