"""The baseline and the improved forest."""

from typing import Any

import numpy as np
import pytest

from alcove.apps.records.taste.model.recommenders.encoder import BATCH_SIZE
from alcove.apps.records.taste.model.recommenders.forest import BASELINE, IMPROVED, FittedForest, Forest
from alcove.apps.records.taste.model.values import Subject
from unit.records.taste.sample_offers import likes, offer, offers

BOTH = pytest.mark.parametrize("recommender", [BASELINE, IMPROVED], ids=["baseline", "improved"])


def _fit(recommender: Forest, subjects: list[Subject], *, seed: int = 42) -> FittedForest:
    return recommender.fit(subjects, [likes(subject) for subject in subjects], seed=seed)


def test_the_parameters_of_the_baseline() -> None:
    """Fifty trees of ten levels, balanced classes, at most 200 words counted, no scaling."""
    fitted = _fit(BASELINE, offers(60))
    forest, words = fitted.forest.get_params(), fitted.state["words"].get_params()
    assert (forest["n_estimators"], forest["max_depth"], forest["class_weight"]) == (50, 10, "balanced")
    assert (forest["random_state"], forest["bootstrap"]) == (42, True)
    assert (words["stop_words"], words["max_features"], words["min_df"]) == ("english", 200, 2)
    assert fitted.scaler is None
    assert fitted.state["feature_names"][-2:] == ["year", "text_features"]


def test_the_parameters_of_the_improved_forest() -> None:
    """A hundred trees of fifteen levels, words and pairs of words, scaled numbers, an out-of-bag score."""
    fitted = _fit(IMPROVED, offers(60))
    forest, words = fitted.forest.get_params(), fitted.state["words"].get_params()
    assert (forest["n_estimators"], forest["max_depth"], forest["class_weight"]) == (100, 15, "balanced")
    assert (forest["min_samples_split"], forest["min_samples_leaf"]) == (5, 2)
    assert (forest["bootstrap"], forest["oob_score"], forest["random_state"]) == (True, True, 42)
    assert (words["ngram_range"], words["stop_words"], words["max_features"]) == ((1, 2), "english", 300)
    assert (words["min_df"], words["max_df"]) == (2, 0.95)
    assert fitted.scaler is not None
    assert fitted.oob is not None
    assert 0 <= fitted.oob <= 1


def test_numbers_come_before_words() -> None:
    """The features are the eight numbers and then one column for every word."""
    state = _fit(IMPROVED, offers(60)).state
    names, terms = state["feature_names"], len(state["words"].vocabulary_)
    assert names[7:9] == ["condition_score", "text_0"]
    assert names[-1] == f"text_{terms - 1}"
    assert state["forest"].n_features_in_ == len(names) == 8 + terms


@BOTH
def test_a_forest_learns(recommender: Forest) -> None:
    """Of a hundred unseen offers, those the owner likes come first."""
    fitted = _fit(recommender, offers(300))
    unseen = sorted(offers(100, seed=8), key=lambda subject: -fitted.chances([subject])[0])
    assert sum(likes(subject) for subject in unseen[:20]) >= 18


@BOTH
def test_the_seed_determines_the_result(recommender: Forest) -> None:
    """The same seed gives the same chances to the last bit, another seed does not."""
    subjects = offers(40)
    first, second, other = (_fit(recommender, subjects, seed=seed).chances(offers(50, seed=8)) for seed in (1, 1, 2))
    assert first.tobytes() == second.tobytes() != other.tobytes()


@BOTH
def test_batches_do_not_change_the_chances(recommender: Forest) -> None:
    """An offer has the same chance alone, among a few, and across the border of two batches."""
    fitted = _fit(recommender, offers(60))
    one, *_ = many = offers(300, seed=8) * (BATCH_SIZE // 300 + 1)
    chances = fitted.chances(many)
    assert len(chances) == len(many) > BATCH_SIZE
    assert chances.tobytes() == fitted.chances(many[:300]).tobytes() * (BATCH_SIZE // 300 + 1)
    assert fitted.chances([one])[0] == chances[0]
    assert fitted.chances([]).shape == (0,)


@BOTH
@pytest.mark.parametrize("count", [2, 5, 9])
def test_few_texts_are_enough(recommender: Forest, count: int) -> None:
    """With few offers, words that occur in one of them only are counted."""
    subjects = [offer(number, title=f"unique{number}") for number in range(count)]
    fitted = recommender.fit(subjects, [number == 0 for number in range(count)], seed=1)
    assert "unique0" in fitted.state["words"].vocabulary_


@BOTH
def test_rare_words_count_when_there_are_no_others(recommender: Forest) -> None:
    """If no word occurs twice, those that occur once are counted."""
    empty: dict[str, Any] = {"artist": "", "label": "", "genres": (), "styles": ()}
    subjects = [offer(number, title=f"unique{number}", **empty) for number in range(30)]
    fitted = recommender.fit(subjects, [number % 2 == 0 for number in range(30)], seed=1)
    assert len(fitted.state["words"].vocabulary_) == 30


@BOTH
@pytest.mark.parametrize("text", ["", "   ", "the and of", "x y z", "!!!", "\ud800"], ids=ascii)
def test_without_words_the_numbers_remain(recommender: Forest, text: str) -> None:
    """With empty texts, stop words, single letters and punctuation the forest learns from the numbers."""
    words: dict[str, Any] = {"artist": text, "title": text, "label": text, "genres": (text,), "styles": ()}
    subjects = [offer(number, price=float(number), **words) for number in range(40)]
    fitted = recommender.fit(subjects, [number < 20 for number in range(40)], seed=1)
    assert fitted.state["words"] is None
    assert not any("text" in name for name in fitted.state["feature_names"])
    chances = fitted.chances([offer(price=5.0), offer(price=35.0)])
    assert chances[0] > 0.7
    assert chances[1] < 0.3


@BOTH
def test_two_verdicts_can_be_fitted(recommender: Forest) -> None:
    """Two offers with different verdicts raise no error."""
    fitted = recommender.fit(offers(2), [True, False], seed=1)
    assert np.isfinite(fitted.chances(offers(5, seed=3))).all()


@BOTH
def test_an_invalid_state_is_rejected(recommender: Forest) -> None:
    """A state with a missing, swapped or unordered part raises ValueError."""
    state = dict(_fit(recommender, offers(60)).state)
    other = _fit(IMPROVED if recommender is BASELINE else BASELINE, offers(60)).state
    for part in ("forest", "words"):
        for wrong in (None, 7, "text", other[part]):
            with pytest.raises(ValueError):
                recommender.restore(state | {part: wrong})
    with pytest.raises(ValueError):
        recommender.restore(state | {"scaler": other["scaler"]})
    with pytest.raises(ValueError):
        recommender.restore({})


@BOTH
def test_a_vocabulary_with_invalid_indexes_is_rejected(recommender: Forest) -> None:
    """A vocabulary whose indexes exceed the table is not restored."""
    state = _fit(recommender, offers(60)).state
    vocabulary = state["words"].vocabulary_
    vocabulary[next(iter(vocabulary))] = 1_000_000
    with pytest.raises(ValueError):
        recommender.restore(state)
