"""The recommender compared with a plain regression on the same verdicts, for owners it was not tuned with."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from statistics import fmean, stdev

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from alcove.apps.records.taste.model.evaluation import precision_at_k
from alcove.apps.records.taste.model.values import Subject
from bench.figures import Figure
from bench.records.ml import plain_regression
from bench.records.ml.offers import build_large_offers
from bench.records.ml.owners import Owner
from bench.records.ml.proof_owners import MAKES, SEED, build_owners
from bench.records.ml.strategies import FIRST_TRAINING, STRATEGIES, StrategyState, fit_model

SIZES = (20, 50, 100, 200)
STEPS = (10, 20, 50, 100, 200)
"""The numbers of verdicts after which the strategy asks again."""
OWNERS_PER_MAKE = 7
POOL = 1_500
HELD_OUT = 1_000
METRICS = ("precision at 20", "ROC AUC")
ALL = "all makes"
MIN_GAIN_SIZE = 50
"""From so many verdicts on, the recommender must be better than the regression."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The scores of both models for one owner, after so many verdicts."""

    make: str
    strategy: str
    verdicts: int
    scores: tuple[float, float]
    plain_scores: tuple[float, float]


def compare(*, quick: bool) -> Iterator[Comparison]:
    """Yield the comparisons of all owners, strategies and numbers of verdicts."""
    offers = build_large_offers(POOL + HELD_OUT, seed=SEED)
    owners = build_owners(offers, per_make=1 if quick else OWNERS_PER_MAKE)
    for owner in owners[:2] if quick else owners:
        shuffled = random.Random(f"{SEED}:{owner.kind}:{owner.seed}").sample(offers, len(offers))
        for name in STRATEGIES:
            yield from _compare_owner(owner, name, held_out=shuffled[:HELD_OUT], pool=shuffled[HELD_OUT:])


def report(comparisons: Sequence[Comparison]) -> Iterator[Figure]:
    """Yield the mean paired difference of each make, number of verdicts and strategy, and of all makes together.

    Below the regression by more than one standard error is a miss, and from 50 verdicts on so is not being above it.
    """
    for title, make, strategy, size in product(METRICS, (*MAKES, ALL), STRATEGIES, SIZES):
        chosen = [
            comparison
            for comparison in comparisons
            if make in (comparison.make, ALL) and (comparison.strategy, comparison.verdicts) == (strategy, size)
        ]
        if len(chosen) > 1:
            name = f"{title}, {make}, {strategy}, {size} verdicts"
            yield _build_figure(chosen, METRICS.index(title), name=name)


def _build_figure(comparisons: Sequence[Comparison], metric: int, *, name: str) -> Figure:
    scores = [comparison.scores[metric] for comparison in comparisons]
    plain = [comparison.plain_scores[metric] for comparison in comparisons]
    gains = [ours - theirs for ours, theirs in zip(scores, plain, strict=True)]
    error = stdev(gains) / len(gains) ** 0.5
    must_gain = comparisons[0].verdicts >= MIN_GAIN_SIZE
    return Figure(
        name=f"gain over a plain regression: {name}",
        value=round(fmean(gains), 4),
        unit="",
        at_least=0.0 if must_gain else -round(error, 4),
        note=f"{fmean(scores):.3f} against {fmean(plain):.3f}, standard error {error:.3f}, {len(gains)} owners",
    )


def _compare_owner(
    owner: Owner, name: str, *, held_out: Sequence[Subject], pool: Sequence[Subject]
) -> Iterator[Comparison]:
    remaining = {offer.listing_id: offer for offer in pool}
    truth = np.array([owner.wants(offer) for offer in held_out])
    judged: list[Subject] = []
    chances: NDArray[np.float64] | None = None
    for size in STEPS:
        is_trained = len(judged) >= FIRST_TRAINING
        state = StrategyState(
            list(remaining.values()), chances, judged, seed=size, count=size - len(judged), is_trained=is_trained
        )
        judged += [remaining.pop(number) for number in STRATEGIES[name](state)]
        verdicts = [owner.verdict(offer) for offer in judged]
        expected = np.full(len(held_out), 0.5)
        if len(set(verdicts)) == 2:
            fitted = fit_model(judged, verdicts, seed=42)
            chances, expected = fitted.chances(list(remaining.values())), fitted.chances(held_out)
        if size in SIZES:
            yield Comparison(
                make=owner.kind,
                strategy=name,
                verdicts=size,
                scores=_score(truth, expected),
                plain_scores=_score(truth, plain_regression.predict(judged, verdicts, offers=held_out)),
            )


def _score(truth: NDArray[np.bool_], chances: NDArray[np.float64]) -> tuple[float, float]:
    return precision_at_k(truth, chances, count=20), float(roc_auc_score(truth, chances))
