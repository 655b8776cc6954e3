"""The quality of each recommender for simulated owners, by the number of verdicts."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from alcove.apps.records.taste.model.evaluation import build_cross_validation, evaluate, precision_at_k, rank
from alcove.apps.records.taste.model.recommenders import RECOMMENDERS
from alcove.apps.records.taste.model.values import Subject
from bench.records.ml.offers import build_default_offers
from bench.records.ml.owners import Owner, owners

SIZES = (20, 50, 100, 300)
HELD_OUT = 2_000
SEED = 42
SCORE, AUTO = "score", "auto"
NAMES = (SCORE, *reversed([recommender.name for recommender in RECOMMENDERS]), AUTO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The quality of a recommender for one owner; `brier` is NaN if it has no probabilities."""

    kind: str
    labels: int
    name: str
    precision: float
    auc: float
    brier: float
    selected: str = ""
    """The recommender that cross-validation selected, for `auto`."""


def results(*, quick: bool) -> Iterator[Result]:
    """Yield the results of all owners, numbers of verdicts and recommenders."""
    offers = build_default_offers(4_000 if quick else 10_000)
    for owner in owners(offers, per_kind=1 if quick else 4):
        offers = random.Random(f"{owner.kind}:{owner.seed}:offers").sample(offers, len(offers))
        held_out = offers[:HELD_OUT]
        for labels in SIZES[1:2] if quick else SIZES:
            yield from _evaluate_owner(owner, select_training_offers(owner, offers[HELD_OUT:], labels), held_out)


def select_training_offers(owner: Owner, offers: Sequence[Subject], count: int) -> list[Subject]:
    """Return the first `count` offers, with the last ones replaced so that each verdict occurs at least twice."""
    training_offers, remaining = list(offers[: count - 4]), offers[count - 4 :]
    for verdict in (True, False):
        missing = 2 - sum(owner.verdict(result) == verdict for result in training_offers)
        training_offers += [result for result in remaining if owner.verdict(result) == verdict][: max(0, missing)]
    selected_ids = {result.listing_id for result in training_offers}
    return [*training_offers, *(result for result in remaining if result.listing_id not in selected_ids)][:count]


def _evaluate_owner(owner: Owner, training_offers: Sequence[Subject], held_out: Sequence[Subject]) -> Iterator[Result]:
    verdicts = [owner.verdict(subject) for subject in training_offers]
    truth = np.array([owner.wants(subject) for subject in held_out])
    results = {
        SCORE: _result(
            SCORE, owner, np.array([result.score for result in held_out]), truth=truth, labels=len(training_offers)
        )
    }
    panel = build_cross_validation(training_offers, verdicts, seed=SEED)
    evaluations = []
    for recommender in RECOMMENDERS:
        evaluations.append(evaluate(recommender, panel, seed=SEED))
        chances = recommender.fit(training_offers, verdicts, seed=SEED).chances(held_out)
        name = recommender.name
        results[name] = _result(name, owner, chances, truth=truth, labels=len(training_offers))
    best = results[RECOMMENDERS[rank(evaluations)[0]].name]
    yield from results.values()
    yield Result(
        kind=owner.kind, labels=len(training_offers), name=AUTO, precision=best.precision, auc=best.auc,
        brier=best.brier, selected=best.name,
    )  # fmt: skip


def _result(name: str, owner: Owner, values: NDArray[np.float64], *, truth: NDArray[np.bool_], labels: int) -> Result:
    return Result(
        kind=owner.kind,
        labels=labels,
        name=name,
        precision=precision_at_k(truth, values, count=20),
        auc=float(roc_auc_score(truth, values)),
        brier=float("nan") if name == SCORE else float(np.mean((values - truth) ** 2)),
    )
