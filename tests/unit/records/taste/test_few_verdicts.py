"""With few verdicts the blend is no worse than a plain regression, whatever the taste depends on."""

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from statistics import fmean, stdev

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from alcove.apps.records.taste.model.recommenders.blend import Blend
from alcove.apps.records.taste.model.values import Subject
from unit.records.taste.sample_offers import offers

OWNERS = 12
HELD_OUT = 400
WRONG_SHARE = 0.1
"""The share of wrong verdicts."""
MOODY_OWNERS = 30
MOODY_WRONG_SHARE = 0.15

Taste = Callable[[Subject], bool]


def predict_plainly(
    subjects: Sequence[Subject], kept: Sequence[bool], others: Sequence[Subject]
) -> NDArray[np.float64]:
    """Return the chances by scikit-learn's regression on one-hot genre, style, format, label, artist and decade."""
    vectorizer = DictVectorizer()
    model = LogisticRegression(max_iter=1_000).fit(vectorizer.fit_transform(map(_encode, subjects)), kept)
    chances: NDArray[np.float64] = model.predict_proba(vectorizer.transform(map(_encode, others)))[:, 1]
    return chances


def _encode(subject: Subject) -> dict[str, int]:
    parts = (*subject.genres, *subject.styles, *subject.format.split(", "), subject.label, subject.artist)
    return dict.fromkeys([*parts, f"decade {(subject.year or 0) // 10}"], 1)


def _by_label(rng: random.Random) -> Taste:
    labels = {f"Label {number}" for number in rng.sample(range(30), 6)}
    return lambda subject: subject.label in labels


def _by_style(rng: random.Random) -> Taste:
    style = rng.choice(("Free Jazz", "Techno", "Dub", "Punk"))
    return lambda subject: style in subject.styles


def _by_era(rng: random.Random) -> Taste:
    year = rng.choice((1965, 1978, 1999, 2010))
    return lambda subject: subject.year == year


def _by_price(rng: random.Random) -> Taste:
    limit = rng.uniform(30, 60)
    return lambda subject: subject.price is not None and subject.price < limit


def _by_mood(rng: random.Random) -> Taste:
    """Return a taste in music alone: small preferences for styles, labels and artists that add up."""
    affinities: dict[str, float] = defaultdict(lambda: rng.gauss(0, 1))

    def utility(subject: Subject) -> float:
        styles = sum(affinities[style] for style in subject.styles)
        return styles + 0.5 * affinities[subject.label] + 0.3 * affinities[subject.artist]

    threshold = sorted(map(utility, offers(HELD_OUT, seed=0)))[int(0.8 * HELD_OUT)]
    return lambda subject: utility(subject) > threshold


def _gains(
    build: Callable[[random.Random], Taste], *, verdicts: int, owners: int = OWNERS, wrong_share: float = WRONG_SHARE
) -> list[float]:
    """Return how much higher the blend's ROC AUC is than the plain regression's, per owner."""
    gains = []
    for seed in range(owners):
        likes = build(random.Random(seed))  # noqa: S311 - a simulated taste is no secret
        subjects = offers(verdicts + HELD_OUT, seed=1_000 + seed)
        judged, held_out = subjects[:verdicts], subjects[verdicts:]
        wrong = random.Random(f"{seed} wrong")  # noqa: S311 - as above
        kept = [likes(subject) != (wrong.random() < wrong_share) for subject in judged]
        truth = [likes(subject) for subject in held_out]
        if len(set(kept)) < 2:
            continue
        chances = Blend(trees=30).fit(judged, kept, seed=1).chances(held_out)
        gains.append(
            roc_auc_score(truth, chances) - roc_auc_score(truth, predict_plainly(judged, kept, others=held_out))
        )
    return gains


@pytest.mark.parametrize("verdicts", [20, 50])
@pytest.mark.parametrize("build", [_by_label, _by_style, _by_era], ids=["label", "style", "era"])
def test_music_is_learned_as_well_as_by_a_plain_regression(
    build: Callable[[random.Random], Taste], verdicts: int
) -> None:
    """Prices and grades that tell nothing cost at most one standard error, and nothing from 50 verdicts on."""
    gains = _gains(build, verdicts=verdicts)
    assert fmean(gains) > (-stdev(gains) / len(gains) ** 0.5 if verdicts < 50 else 0)


@pytest.mark.slow
@pytest.mark.parametrize("verdicts", [20, 50, 100, 200])
def test_music_is_learned_from_verdicts_with_many_errors(verdicts: int) -> None:
    """Owners whose taste is music alone and whose mood changes are predicted at least as well as by the regression."""
    gains = _gains(_by_mood, verdicts=verdicts, owners=MOODY_OWNERS, wrong_share=MOODY_WRONG_SHARE)
    assert fmean(gains) > (-stdev(gains) / len(gains) ** 0.5 if verdicts < 50 else 0)


def test_a_price_that_decides_is_learned() -> None:
    """For owners who go by price, 50 verdicts are enough to rank much better than without prices."""
    assert fmean(_gains(_by_price, verdicts=50)) > 0.2
