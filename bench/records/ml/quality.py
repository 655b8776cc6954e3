"""How well each recommender foretells what simulated owners want, by the number of their verdicts."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from alcove.apps.records.taste.model.evaluation import build_cross_validation, evaluate, precision_at_k, rank
from alcove.apps.records.taste.model.recommenders import RECOMMENDERS
from alcove.apps.records.taste.model.values import Subject
from bench.records.ml.owners import Owner, owners
from bench.records.ml.shelf import usual_shelf

SIZES = (20, 50, 100, 300)
HELD_OUT = 2_000
SEED = 42
SCORE, AUTO = "score", "auto"
NAMES = (SCORE, *reversed([recommender.name for recommender in RECOMMENDERS]), AUTO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a recommender reached for one owner; `brier` is NaN for what gives no chances."""

    kind: str
    labels: int
    name: str
    precision: float
    auc: float
    brier: float
    chosen: str = ""
    """What cross-validation chose, for `auto`."""


def results(*, quick: bool) -> Iterator[Result]:
    """Yield every result: owners, verdicts, recommenders."""
    shelf = usual_shelf(4_000 if quick else 10_000)
    for owner in owners(shelf, each=1 if quick else 4):
        offers = random.Random(f"{owner.kind}:{owner.seed}:offers").sample(shelf, len(shelf))
        held_out = offers[:HELD_OUT]
        for labels in SIZES[1:2] if quick else SIZES:
            yield from _cell(owner, first_asked(owner, offers[HELD_OUT:], labels), held_out)


def first_asked(owner: Owner, offers: Sequence[Subject], count: int) -> list[Subject]:
    """Return the first so many offers, in place of the last ones those that make two of either verdict."""
    asked, rest = list(offers[: count - 4]), offers[count - 4 :]
    for verdict in (True, False):
        missing = 2 - sum(owner.verdict(one) == verdict for one in asked)
        asked += [one for one in rest if owner.verdict(one) == verdict][: max(0, missing)]
    known = {one.listing_id for one in asked}
    return [*asked, *(one for one in rest if one.listing_id not in known)][:count]


def _cell(owner: Owner, asked: Sequence[Subject], held_out: Sequence[Subject]) -> Iterator[Result]:
    kept = [owner.verdict(subject) for subject in asked]
    truth = np.array([owner.wants(subject) for subject in held_out])
    found = {SCORE: _result(SCORE, owner, np.array([one.score for one in held_out]), truth=truth, labels=len(asked))}
    panel = build_cross_validation(asked, kept, seed=SEED)
    merits = []
    for recommender in RECOMMENDERS:
        merits.append(evaluate(recommender, panel, seed=SEED))
        chances = recommender.fit(asked, kept, seed=SEED).chances(held_out)
        name = recommender.name
        found[name] = _result(name, owner, chances, truth=truth, labels=len(asked))
    best = found[RECOMMENDERS[rank(merits)[0]].name]
    yield from found.values()
    yield Result(
        kind=owner.kind, labels=len(asked), name=AUTO, precision=best.precision, auc=best.auc, brier=best.brier,
        chosen=best.name,
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
