"""Training on any verdicts."""

import math
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import msgspec
import numpy as np
import pytest

from alcove.apps.records.taste.model.bundle import check_bundle, predict, rank_offers_to_judge
from alcove.apps.records.taste.model.evaluation import predict_chances
from alcove.apps.records.taste.model.recommenders import RECOMMENDERS
from alcove.apps.records.taste.model.recommenders.forest import BASELINE, FittedForest
from alcove.apps.records.taste.model.recommenders.linear import Linear
from alcove.apps.records.taste.model.training import learn
from alcove.apps.records.taste.model.values import (
    EvaluationScores,
    NotTrained,
    Subject,
    TrainedModel,
    TrainingOptions,
    Verdict,
)
from unit.records.taste.sample_offers import SMALL_RECOMMENDERS, likes, offer, offers, train, verdicts

NAMES = [recommender.name for recommender in RECOMMENDERS]
FAST_RECOMMENDERS = (BASELINE, Linear())


def _assert_trained(result: TrainedModel | NotTrained) -> TrainedModel:
    assert isinstance(result, TrainedModel), result
    return result


def _finite(scores: EvaluationScores) -> bool:
    return all(math.isfinite(value) for value in msgspec.structs.asdict(scores).values())


def test_all_recommenders_are_evaluated_and_the_preferred_one_is_used() -> None:
    """Every rival has held-out scores, and with few verdicts the result has those of the preferred one."""
    result = _assert_trained(learn(verdicts(60), TrainingOptions()))
    assert [rival.name for rival in result.rivals] == NAMES
    assert all(rival.scores is not None and _finite(rival.scores) and not rival.error for rival in result.rivals)
    assert all(rival.title and rival.seconds > 0 for rival in result.rivals)
    selected = next(rival for rival in result.rivals if rival.name == result.recommender)
    assert result.scores == selected.scores
    assert selected == result.rivals[0]
    assert (result.labels, result.keepers, result.folds) == (60, sum(v.kept for v in verdicts(60)), 5)
    assert result.checksum == sha256(result.bundle).digest()
    assert 0 < len(result.version) <= 50


@pytest.mark.parametrize("name", NAMES)
def test_a_recommender_can_be_requested(name: str) -> None:
    """The named recommender is trained, and its model ranks unseen offers by the owner's taste."""
    result = train(name, 200)
    assert result.recommender == check_bundle(result.bundle, checksum=result.checksum).recommender == name
    unseen = {subject.listing_id: subject for subject in offers(100, seed=8)}
    best = sorted(predict(result.bundle, list(unseen.values())), key=lambda one: -one.probability)[:20]
    assert sum(likes(unseen[one.listing_id]) for one in best) >= 16


@pytest.mark.slow
def test_the_options_decide_between_rivals() -> None:
    """The requested recommender is selected even if another is better, and all are evaluated."""
    names = [
        _assert_trained(learn(verdicts(40), TrainingOptions(recommender=name), recommenders=FAST_RECOMMENDERS))
        for name in ("baseline", "linear")
    ]
    assert [result.recommender for result in names] == ["baseline", "linear"]
    assert [len(result.rivals) for result in names] == [2, 2]


def test_a_forest_has_feature_names_and_an_out_of_bag_score() -> None:
    """The improved forest has feature names and an out-of-bag score."""
    result = train("improved")
    assert result.feature_names[:2] == ("price", "wants")
    assert result.feature_names[8] == "text_0"
    assert result.oob is not None
    assert 0 <= result.oob <= 1
    assert train("baseline").oob is None
    assert check_bundle(result.bundle, checksum=result.checksum).feature_names == result.feature_names


@pytest.mark.parametrize("name", NAMES)
def test_the_same_verdicts_give_the_same_chances(name: str) -> None:
    """In another order or another run, scores, chances and reasons are the same."""
    alone = (SMALL_RECOMMENDERS[NAMES.index(name)],)
    first, reversed_result = (
        _assert_trained(learn(owner_verdicts, TrainingOptions(), recommenders=alone))
        for owner_verdicts in (verdicts(30), verdicts(30)[::-1])
    )
    assert first.scores == reversed_result.scores
    unseen = offers(100, seed=8)
    assert predict(first.bundle, unseen) == predict(reversed_result.bundle, unseen)


@pytest.mark.parametrize("seed", [-1, 0, 2**32, 10**30])
def test_any_seed_is_accepted(seed: int) -> None:
    """Seeds outside the libraries' range are mapped into it."""
    result = _assert_trained(learn(verdicts(20), TrainingOptions(seed=seed), recommenders=FAST_RECOMMENDERS[1:]))
    assert rank_offers_to_judge(result.bundle, offers(9, seed=8), judged=[], count=3, seed=seed)


@pytest.mark.parametrize(
    ("count", "kept", "minimum", "reason"),
    [
        (0, True, 20, "0 of 20 verdicts needed"),
        (1, True, 20, "1 of 20 verdicts needed"),
        (19, None, 20, "19 of 20 verdicts needed"),
        (1, True, 0, "1 of 2 verdicts needed"),
        (25, True, 20, "every one of the 25 verdicts says keep: at least one that says skip is needed"),
        (25, False, 20, "every one of the 25 verdicts says skip: at least one that says keep is needed"),
    ],
)
def test_too_few_verdicts_are_not_trained(count: int, kept: bool | None, minimum: int, reason: str) -> None:  # noqa: FBT001 - a case
    """Too few verdicts, or verdicts of one kind, give NotTrained with the reason."""
    owner_verdicts = [Verdict(subject=one, kept=likes(one) if kept is None else kept) for one in offers(count)]
    result = learn(owner_verdicts, TrainingOptions(minimum=minimum))
    assert result == NotTrained(reason=reason, labels=count, keepers=sum(verdict.kept for verdict in owner_verdicts))


def test_an_unknown_recommender_is_not_trained() -> None:
    """The reason has the unknown name and the valid names."""
    result = learn(verdicts(20), TrainingOptions(recommender="oracle"))
    assert isinstance(result, NotTrained)
    assert result.reason == f"no recommender is called 'oracle': there are auto, {', '.join(NAMES)}"


ABSURD = (math.nan, math.inf, -math.inf, -5.0, 1e18, 10**18, 0.0, None)
HOSTILE: Mapping[str, Callable[[Subject], Subject]] = {
    "empty texts": lambda one: replace(
        one, artist="", title="", label="", format="", condition="", genres=(), styles=()
    ),
    "stop words": lambda one: replace(one, artist="the", title="of and", label="a", genres=("it",), styles=("",)),
    "strange texts": lambda one: replace(one, artist="\x00\ud800\U0001f3b5", title="%s{}'\";--", label="\u202e" * 500),
    "long texts": lambda one: replace(one, title="word " * 20_000, styles=("style",) * 5_000),
    "absurd prices": lambda one: replace(one, price=ABSURD[one.listing_id % 8]),
    "absurd counts": lambda one: replace(one, wants=10**18 * (one.listing_id % 3 - 1), haves=-(one.listing_id % 2)),
    "absurd years": lambda one: replace(one, year=(None, -1, 0, 10**18)[one.listing_id % 4]),
    "absurd scores": lambda one: replace(one, score=ABSURD[one.listing_id % 7] or 0.0),
    "nothing known": lambda one: offer(one.listing_id, price=None, year=None, wants=0, haves=0),
    "one id": lambda one: replace(one, listing_id=1),
}


def _all_kinds(subject: Subject) -> Subject:
    return list(HOSTILE.values())[subject.listing_id % len(HOSTILE)](subject)


@pytest.mark.parametrize("spoil", [*HOSTILE.values(), _all_kinds], ids=[*HOSTILE, "all kinds"])
def test_extreme_offers_of_one_kind_are_trained(spoil: Callable[[Subject], Subject]) -> None:
    """Every rival can be fitted on extreme offers, and gives finite chances for those of another kind."""
    spoilt = [spoil(subject) for subject in offers(20)]
    others = [*spoilt, *offers(5, seed=9), *map(_all_kinds, offers(20, seed=9))]
    for recommender in SMALL_RECOMMENDERS:
        fitted = recommender.fit(spoilt, [likes(subject) for subject in offers(20)], seed=1)
        assert len(predict_chances(fitted, others)) == 45


def test_extreme_offers_of_all_kinds_are_trained() -> None:
    """The model of extreme offers has scores and reasons, and predicts any offer."""
    owner_verdicts = [replace(one, subject=_all_kinds(one.subject)) for one in verdicts(20)]
    result = _assert_trained(learn(owner_verdicts, TrainingOptions(), recommenders=SMALL_RECOMMENDERS))
    assert all(rival.scores is not None and _finite(rival.scores) for rival in result.rivals), result.rivals
    subjects = [*map(_all_kinds, offers(20)), *offers(5, seed=9)]
    predictions = predict(result.bundle, subjects)
    assert [one.listing_id for one in predictions] == [one.listing_id for one in subjects]
    assert all(0 <= one.probability <= 1 and len(one.reasons) <= 3 for one in predictions)


@pytest.mark.parametrize("keepers", [1, 19])
def test_imbalanced_verdicts_are_trained(keepers: int) -> None:
    """One different verdict of twenty is enough, and the scores are held-out and finite."""
    owner_verdicts = [Verdict(subject=one, kept=one.listing_id <= keepers) for one in offers(20)]
    result = _assert_trained(learn(owner_verdicts, TrainingOptions(), recommenders=SMALL_RECOMMENDERS))
    assert _finite(result.scores)
    assert (result.keepers, result.folds) == (keepers, 2)
    assert all(rival.scores is not None for rival in result.rivals)


def test_contradictory_verdicts_are_trained() -> None:
    """An offer with both verdicts has a chance of about one half."""
    owner_verdicts = [Verdict(subject=offer(), kept=index % 2 == 0) for index in range(20)]
    result = _assert_trained(learn(owner_verdicts, TrainingOptions(), recommenders=FAST_RECOMMENDERS))
    assert 0.3 <= predict(result.bundle, [offer()])[0].probability <= 0.7


def test_a_price_limit_is_learned_without_texts() -> None:
    """Without any text a price limit is learned."""
    owner_verdicts = [
        Verdict(subject=HOSTILE["empty texts"](offer(number, price=float(number))), kept=number < 30)
        for number in range(60)
    ]
    result = _assert_trained(learn(owner_verdicts, TrainingOptions(), recommenders=FAST_RECOMMENDERS))
    assert result.scores.roc_auc > 0.95


def test_predictions_are_rounded_and_in_order() -> None:
    """Predictions have the order of the offers, one for each, with four decimals; none for none."""
    subjects = offers(50, seed=8)
    result = predict(train("improved").bundle, [*subjects, subjects[0]])
    assert [one.listing_id for one in result] == [*range(1, 51), 1]
    assert all(one.probability == round(one.probability, 4) for one in result)
    assert result[0] == result[-1]
    assert predict(train("improved").bundle, []) == []


def test_reasons_come_from_the_verdicts() -> None:
    """What the owner always keeps is a reason, and it is in the bundle."""
    result = predict(train("linear", 300).bundle, [offer(styles=("Dub",), label="Label 3")])
    assert result[0].probability > 0.8
    assert any("in the style Dub" in reason for reason in result[0].reasons)


def test_offers_to_judge_need_no_model() -> None:
    """Offers to judge are ranked with and without a model; each once, and none that is judged."""
    subjects = offers(60, seed=8)
    judged = verdicts(10, seed=8)
    for bundle in (None, train("improved").bundle):
        result = rank_offers_to_judge(bundle, subjects, judged=judged, count=20, seed=1)
        assert len(set(result)) == len(result) == 20
        assert not set(result) & {one.listing_id for one in subjects[:10]}
        assert result == rank_offers_to_judge(bundle, subjects, judged=judged, count=20, seed=1)


@pytest.mark.parametrize("seed", range(4))
def test_before_the_first_training_verdicts_already_guide_the_order(seed: int) -> None:
    """After ten verdicts, the next ten offers have more keepers than random ones; without a keep it is variety."""
    subjects = offers(600, seed=seed + 50)
    judged = [Verdict(subject=one, kept="Dub" in one.styles) for one in offers(10, seed=seed)]
    next_ids = rank_offers_to_judge(None, subjects, judged=judged, count=10, seed=seed)
    kept = {one.listing_id for one in subjects if "Dub" in one.styles}
    assert len(kept.intersection(next_ids)) / 10 > len(kept) / len(subjects)
    skipped = [Verdict(subject=verdict.subject, kept=False) for verdict in judged]
    assert len(set(rank_offers_to_judge(None, subjects, judged=skipped, count=10, seed=seed))) == 10


@dataclass(frozen=True, slots=True)
class BrokenRecommender:
    """Fails if it is fitted on more than `most` verdicts, or returns invalid chances."""

    most: int
    chance: float = math.nan
    name: str = "breaking"
    title: str = "Breaks"

    def fit(self, subjects: Sequence[Subject], kept: Sequence[bool], *, seed: int) -> Any:
        """Fail, or return something."""
        if len(subjects) > self.most:
            raise ZeroDivisionError("too\n many")
        return self if math.isnan(self.chance) else BASELINE.fit(subjects, kept, seed=seed)

    def restore(self, state: Mapping[str, Any]) -> FittedForest:
        """Raise ValueError."""
        raise ValueError(f"nothing is known of {sorted(state)}")

    @property
    def state(self) -> Mapping[str, Any]:
        """Return no state."""
        return {}

    def chances(self, subjects: Sequence[Subject]) -> Any:
        """Return the value for each offer."""
        return np.full(len(subjects), self.chance)


def test_a_broken_rival_does_not_affect_others() -> None:
    """Rivals that cannot be fitted or give invalid chances have an error, and another one is selected."""
    broken = (BrokenRecommender(0), BrokenRecommender(99))
    result = _assert_trained(learn(verdicts(30), TrainingOptions(), recommenders=(*broken, FAST_RECOMMENDERS[1])))
    assert result.recommender == "linear"
    assert [rival.error for rival in result.rivals] == [
        "ZeroDivisionError: too many", "InvalidChances: it does not give every offer a chance between 0 and 1", "",
    ]  # fmt: skip
    assert [rival.scores is None for rival in result.rivals] == [True, True, False]


def test_the_next_best_replaces_a_failing_recommender() -> None:
    """A rival that can be evaluated but not fitted on all verdicts is replaced by the next one."""
    result = _assert_trained(
        learn(verdicts(30), TrainingOptions(), recommenders=(BrokenRecommender(24, 1.0), FAST_RECOMMENDERS[1]))
    )
    assert result.recommender == "linear"
    assert result.rivals[0].error == "ZeroDivisionError: too many"


def test_without_a_usable_recommender_the_reason_has_all_errors() -> None:
    """Without a usable recommender the result is NotTrained, and the reason names them all."""
    result = learn(verdicts(30), TrainingOptions(), recommenders=(BrokenRecommender(0),))
    assert isinstance(result, NotTrained)
    assert result.reason == "no recommender could learn (breaking: ZeroDivisionError: too many)"


def test_the_entry_points_import_no_heavy_libraries() -> None:
    """Importing the entry points loads neither numpy nor scikit-learn."""
    code = (
        "import sys, alcove.apps.records.taste.model.entry_points\n"
        "print({'numpy', 'scipy', 'sklearn', 'skops'} & set(sys.modules))"
    )
    completed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert completed.stdout == "set()\n"
