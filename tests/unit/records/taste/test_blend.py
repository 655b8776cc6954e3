"""The regression over traits, and its blend with randomised trees."""

import io
import math
import zipfile
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from skops import io as skops_io

from alcove.apps.records.taste.model.recommenders import Recommender, linear
from alcove.apps.records.taste.model.recommenders import blend as blends
from alcove.apps.records.taste.model.recommenders.blend import Blend
from alcove.apps.records.taste.model.recommenders.emphasis import EMPHASES
from alcove.apps.records.taste.model.recommenders.encoder import MAX_SCALED_NUMBER, NUMBER_NAMES, Encoder
from alcove.apps.records.taste.model.recommenders.forest import IMPROVED
from alcove.apps.records.taste.model.recommenders.held_out import split_folds, weigh_models
from alcove.apps.records.taste.model.recommenders.linear import Linear, LinearTraining
from alcove.apps.records.taste.model.values import Subject
from unit.records.taste.sample_offers import likes, offer, offers

BOTH = pytest.mark.parametrize("recommender", [Linear(), Blend()], ids=["linear", "blend"])
EXTREME = (
    offer(1, price=math.nan, wants=-(10**12), haves=-1, year=10**9, condition="?", label="", artist="", score=math.nan),
    offer(2, price=math.inf, wants=10**18, haves=0, styles=(), genres=(), format="", title="", score=-math.inf),
    offer(3, price=10.0**12, wants=0, haves=10**15, year=None, label="x" * 5_000, score=1e300),
    offer(4, price=-1.0, styles=tuple(f"Style {index}" for index in range(1_000)), artist="\x00\ud800"),
)


def fit_recommender(recommender: Recommender, subjects: Sequence[Subject], *, seed: int = 42) -> Any:
    """Return the recommender, fitted on the owner's verdicts on these offers."""
    return recommender.fit(subjects, [likes(subject) for subject in subjects], seed=seed)


@BOTH
def test_a_taste_is_learned_from_300_verdicts(recommender: Recommender) -> None:
    """After 300 verdicts, unseen offers that the owner would keep come before those that the owner would skip."""
    subjects = offers(900)
    chances = fit_recommender(recommender, subjects[:300]).chances(subjects[300:])
    assert roc_auc_score([likes(subject) for subject in subjects[300:]], chances) > 0.95


@BOTH
def test_forty_verdicts_give_better_chances_than_the_forest(recommender: Recommender) -> None:
    """After 40 verdicts the order and the chances are better than those of the improved forest."""
    subjects = offers(1_000)
    truth = [likes(subject) for subject in subjects[40:]]
    chances, forest_chances = (
        fit_recommender(model, subjects[:40]).chances(subjects[40:]) for model in (recommender, IMPROVED)
    )
    assert roc_auc_score(truth, chances) > roc_auc_score(truth, forest_chances)
    assert brier_score_loss(truth, chances) < brier_score_loss(truth, forest_chances)


@BOTH
def test_the_same_seed_gives_the_same_chances(recommender: Recommender) -> None:
    """Two fits give equal chances to the last bit, and an offer has the same chance alone and among others."""
    subjects = offers(160)
    first, second = (fit_recommender(recommender, subjects[:60]) for _ in range(2))
    together = first.chances(subjects)
    assert np.array_equal(together, second.chances(subjects))
    assert np.allclose([first.chances([subject])[0] for subject in subjects[:20]], together[:20], rtol=1e-12)


@BOTH
def test_a_restored_model_gives_the_same_chances(recommender: Recommender) -> None:
    """State that was stored with skops gives the same chances to the last bit, and has no type of ours."""
    subjects = offers(120)
    fitted = fit_recommender(recommender, subjects[:60])
    packed = skops_io.dumps(dict(fitted.state))
    assert set(skops_io.get_untrusted_types(data=packed)) <= {"sklearn.tree._tree.Tree"}
    assert b"alcove" not in zipfile.ZipFile(io.BytesIO(packed)).read("schema.json")
    restored = recommender.restore(skops_io.loads(packed, trusted=["sklearn.tree._tree.Tree"]))
    assert np.array_equal(restored.chances(subjects), fitted.chances(subjects))


def _without(name: str) -> Any:
    return lambda state: {key: value for key, value in state.items() if key != name}


def _with(**changes: Any) -> Any:
    return lambda state: {**state, **changes}


@cache
def _blend_state() -> Mapping[str, Any]:
    state: Mapping[str, Any] = fit_recommender(Blend(trees=2), offers(40)).state
    return state


@pytest.mark.parametrize(
    "invalid",
    [
        lambda _: {},
        _without("traits"),
        _without("centre"),
        _without("slopes"),
        _without("intercept"),
        _without("trees"),
        _without("odds"),
        _without("shown"),
        _without("tree_share"),
        _with(tree_share=1.5),
        _with(tree_share="half"),
        _with(traits="label:Blue Note"),
        _with(traits=["label:Blue Note"]),
        _with(traits=[1, 2]),
        _with(centre=np.zeros(3)),
        _with(scale=None),
        _with(slopes=np.zeros(3)),
        _with(intercept="0"),
        _with(odds=np.zeros(2)),
        _with(shown=np.array([10**6])),
        _with(shown=np.array([-1])),
        _with(shown=np.array([0.5])),
        _with(trees=ExtraTreesClassifier()),
        _with(trees=ExtraTreesClassifier(1).fit([[0.0], [1.0]], [0, 1])),
        _with(trees="trees"),
    ],
)
def test_an_invalid_state_is_rejected(invalid: Any) -> None:
    """A missing field, or one of another type or size, raises ValueError."""
    with pytest.raises(ValueError):
        Blend().restore(invalid(_blend_state()))


@BOTH
def test_extreme_offers_are_fitted_and_predicted(recommender: Recommender) -> None:
    """With NaN, infinity, empty and long texts the chances are between 0 and 1."""
    subjects = [*offers(40), *EXTREME]
    fitted = recommender.fit(subjects, [index % 3 == 0 for index in range(len(subjects))], seed=1)
    chances = fitted.chances(subjects)
    assert np.isfinite(chances).all()
    assert ((chances >= 0) & (chances <= 1)).all()


@BOTH
@pytest.mark.parametrize("keepers", [1, 2, 19])
def test_a_class_may_be_rare(recommender: Recommender, keepers: int) -> None:
    """One keeper, or one skipped offer, is enough to fit."""
    subjects = offers(20)
    fitted = recommender.fit(subjects, [index < keepers for index in range(20)], seed=1)
    assert fitted.chances(subjects)[0] > fitted.chances(subjects)[-1]


@BOTH
def test_equal_offers_are_fitted(recommender: Recommender) -> None:
    """If all offers are equal, the chance is about the share of keepers."""
    subjects = [offer(index) for index in range(40)]
    chances = recommender.fit(subjects, [index % 4 == 0 for index in range(40)], seed=1).chances([offer(99)])
    assert chances[0] == pytest.approx(0.25, abs=0.02)


@BOTH
def test_no_offers_have_no_chances(recommender: Recommender) -> None:
    """An empty batch has an empty result."""
    assert fit_recommender(recommender, offers(40)).chances([]).shape == (0,)


def test_the_blend_is_never_certain() -> None:
    """However clear the verdicts, chances stay between 0.02 and 0.98."""
    chances = fit_recommender(Blend(), offers(400)).chances(offers(400))
    assert chances.min() >= 1 - blends.MAX_CHANCE - 1e-12
    assert chances.max() <= blends.MAX_CHANCE + 1e-12


def test_a_verdict_does_not_count_in_its_own_statistics() -> None:
    """Every row is in one fold, and its statistics are computed from the other folds only."""
    keepers = np.array([1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1])
    folds = list(split_folds(keepers, seed=3))
    assert sorted(index for _, fold in folds for index in fold) == list(range(len(keepers)))
    for rest, fold in folds:
        assert sorted([*rest, *fold]) == list(range(len(keepers)))
    assert max(keepers[fold].sum() for _, fold in folds) == 1


def _market_weight(count: int) -> float:
    """Return the weight of the emphases that trust prices, after so many verdicts of an owner who goes by price."""
    subjects = [one for one in offers(2 * count) if one.price is not None][:count]
    weights = LinearTraining.prepare(subjects, [(one.price or 0) < 60 for one in subjects]).weigh_emphases(seed=1)
    return float(sum(weights.weights[index] for index, emphasis in enumerate(EMPHASES) if emphasis.price >= 0.5))


def test_market_numbers_gain_weight_with_evidence() -> None:
    """Prices count little with 6 verdicts and much with 50 of an owner who goes by price."""
    few, many = _market_weight(6), _market_weight(50)
    assert few < 0.5
    assert many > 0.95


def test_market_numbers_do_not_gain_weight_without_evidence() -> None:
    """For an owner who goes by labels and styles, market numbers have hardly any weight, with few verdicts or many."""
    for count in (20, 60, 200):
        subjects = offers(count)
        training = LinearTraining.prepare(subjects, [likes(subject) for subject in subjects])
        weights = training.weigh_emphases(seed=1).weights
        assert sum(weights[index] for index, emphasis in enumerate(EMPHASES) if emphasis.price >= 0.5) < 0.1


@pytest.mark.parametrize("count", [20, 60, 150])
def test_all_emphases_at_once_predict_like_one_regression_each(count: int) -> None:
    """With few verdicts the held-out log-odds of all emphases are those of scikit-learn's regression."""
    subjects = offers(count + 30)
    training = LinearTraining.prepare(subjects, [likes(subject) for subject in subjects])
    columns, keepers, scales = training._columns, training.keepers, training._scales
    train, test = np.arange(count), np.arange(count, count + 30)
    predicted = linear._predict_fold(columns, keepers, scales=scales, train=train, test=test)
    for row, scale in zip(predicted, scales, strict=True):
        model = LogisticRegression(tol=1e-8, max_iter=10_000).fit(columns[train].toarray() * scale, keepers[train])
        assert row == pytest.approx(model.decision_function(columns[test].toarray() * scale), abs=0.005)


def test_priors_decide_without_evidence_and_the_likelihood_with_it() -> None:
    """Equal predictions leave the priors as they are; many better predictions outweigh any of them."""
    keepers = np.array([1, 0] * 50)
    equal, better = np.zeros(100), np.where(keepers == 1, 1.0, -1.0)
    log_priors = np.log([0.75, 0.25])
    assert weigh_models(np.stack([equal, equal]), keepers, log_priors=log_priors) == pytest.approx([0.75, 0.25])
    assert weigh_models(np.stack([equal, better]), keepers, log_priors=log_priors)[1] > 0.999
    assert weigh_models(np.stack([equal[:2], better[:2]]), keepers[:2], log_priors=log_priors)[1] < 0.6


def test_the_era_is_a_statistic_of_the_trees() -> None:
    """How often a decade was kept is an input of the trees."""
    assert {"decade", "fives"} <= set(blends.STATISTIC_KINDS)


def test_statistics_of_a_trait_are_shrunk_to_the_overall_share() -> None:
    """A trait without verdicts is neutral; with more verdicts its odds may differ more from the overall odds."""
    subjects = [offer(index, label=label) for index, label in enumerate(["A"] * 2 + ["B"] * 8 + ["C"] * 10)]
    encoder = Encoder.fit([*subjects, offer(99, label="D")])
    odds = blends._fit_trait_log_odds(encoder.encode_traits(subjects), np.array([1] * 10 + [0] * 10))
    odds_by_label = {name: odds[encoder.traits[f"label:{name}"]] for name in "ABCD"}
    assert odds_by_label["D"] == 0
    assert 0 < odds_by_label["A"] < odds_by_label["B"]
    assert odds_by_label["C"] < 0


def test_numbers_are_scaled_and_bounded() -> None:
    """Numbers are centred on 0 and bounded; unknown ones are 0."""
    subjects = [*offers(200), *EXTREME]
    numbers = Encoder.fit(offers(200)).scale_numbers(subjects)
    assert numbers.shape == (len(subjects), len(NUMBER_NAMES))
    assert np.abs(numbers).max() <= MAX_SCALED_NUMBER
    assert np.abs(numbers[:200].mean(axis=0)).max() < 0.1
    assert numbers[200][NUMBER_NAMES.index("price")] == 0


def test_only_the_most_frequent_traits_are_kept() -> None:
    """The number of known traits is bounded."""
    subjects = [offer(index, artist=f"Artist {index}") for index in range(20_100)]
    encoder = Encoder.fit(subjects)
    assert len(encoder.traits) == 20_000
    assert "label:Philly Jazz" in encoder.traits


@settings(max_examples=40, deadline=None)
@given(
    text=st.text(max_size=30),
    price=st.one_of(st.none(), st.floats()),
    year=st.one_of(st.none(), st.integers()),
    wants=st.integers(),
    score=st.floats(),
)
def test_any_offer_can_be_encoded(
    *, text: str, price: float | None, year: int | None, wants: int, score: float
) -> None:
    """For any offer the numbers are finite and the marks are of known traits."""
    subject = offer(
        artist=text, label=text, format=text, condition=text, price=price, year=year, wants=wants, score=score
    )
    encoder = Encoder.fit([*offers(5), subject])
    assert np.isfinite(encoder.scale_numbers([subject])).all()
    assert encoder.encode_traits([subject]).sum() >= 3
