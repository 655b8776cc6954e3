"""How many verdicts it takes to know a taste, by what the owner is asked about."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alcove.apps.records.taste.model.active_learning import rank
from alcove.apps.records.taste.model.evaluation import precision_at_k
from alcove.apps.records.taste.model.recommenders.blend import Blend
from alcove.apps.records.taste.model.values import Subject
from bench.records.ml.owners import Owner, owners
from bench.records.ml.shelf import usual_shelf

BATCH = 10
MOST = 150
POOL = 3_000
HELD_OUT = 1_500
ENOUGH = (0.7, 0.8, 0.9)

Chances = NDArray[np.float64] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """Who was asked in which way, and the precision at 20 after each batch."""

    kind: str
    strategy: str
    precision: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """What a strategy chooses from."""

    offers: Sequence[Subject]
    chances: Chances
    judged: Sequence[Subject]
    seed: int


def lessons(*, quick: bool) -> list[Lesson]:
    """Return every owner's lessons, one by each strategy."""
    shelf = usual_shelf(4_500)
    return [
        Lesson(kind=owner.kind, strategy=name, precision=_taught(owner, shelf, strategy, quick=quick))
        for owner in (owners(shelf, each=1)[:2] if quick else owners(shelf, each=3))
        for name, strategy in STRATEGIES.items()
    ]


def batches(*, quick: bool) -> list[int]:
    """Return after how many verdicts the precision is taken."""
    return list(range(BATCH, (30 if quick else MOST) + 1, BATCH))


def needed(precision: Sequence[float], enough: float) -> float:
    """Return how many verdicts it took to reach a precision and not fall below it with the next batch; NaN: too few."""
    pairs = zip(precision, [*precision[1:], precision[-1]], strict=True)
    reached = [place for place, (now, next_time) in enumerate(pairs) if min(now, next_time) >= enough]
    return (reached[0] + 1) * BATCH if reached else float("nan")


def _taught(
    owner: Owner, shelf: Sequence[Subject], strategy: Callable[[Round], list[int]], *, quick: bool
) -> tuple[float, ...]:
    offers = random.Random(f"{owner.kind}:{owner.seed}:lesson").sample(shelf, POOL + HELD_OUT)
    held_out, pool = offers[:HELD_OUT], {one.listing_id: one for one in offers[HELD_OUT:]}
    truth = np.array([owner.wants(subject) for subject in held_out])
    judged: list[Subject] = []
    chances: Chances = None
    precision = []
    for seed in range(len(batches(quick=quick))):
        asked = strategy(Round(list(pool.values()), chances, judged, seed))
        judged += [pool.pop(number) for number in asked]
        verdicts = [owner.verdict(subject) for subject in judged]
        expected = np.zeros(HELD_OUT)
        if len(set(verdicts)) == 2:
            fitted = Blend().fit(judged, verdicts, seed=seed)
            chances, expected = fitted.chances(list(pool.values())), fitted.chances(held_out)
        precision.append(precision_at_k(truth, expected, count=20))
    return tuple(precision)


def _at_random(round_: Round) -> list[int]:
    return [one.listing_id for one in random.Random(round_.seed).sample(list(round_.offers), BATCH)]


def _uncertain(round_: Round) -> list[int]:
    if round_.chances is None:
        return _at_random(round_)
    return [
        round_.offers[place].listing_id for place in np.argsort(np.abs(round_.chances - 0.5), kind="stable")[:BATCH]
    ]


def _diverse(round_: Round) -> list[int]:
    return rank(round_.offers, round_.chances, judged=round_.judged, count=BATCH, seed=round_.seed)


STRATEGIES = {"random": _at_random, "uncertain": _uncertain, "diverse": _diverse}
