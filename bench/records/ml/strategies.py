"""The number of verdicts that each strategy needs."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alcove.apps.records.taste.model.active_learning import rank
from alcove.apps.records.taste.model.evaluation import precision_at_k
from alcove.apps.records.taste.model.recommenders import FittedModel
from alcove.apps.records.taste.model.recommenders.blend import Blend
from alcove.apps.records.taste.model.recommenders.linear import Linear
from alcove.apps.records.taste.model.values import Subject
from bench.records.ml.offers import build_default_offers
from bench.records.ml.owners import Owner, owners

BATCH = 10
FIRST_TRAINING = 20
MAX_VERDICTS = 150
POOL = 3_000
HELD_OUT = 1_500
TARGETS = (0.7, 0.8, 0.9)

Chances = NDArray[np.float64] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyRun:
    """One owner judged with one strategy, and the precision at 20 after each batch."""

    kind: str
    strategy: str
    precision: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class StrategyState:
    """The state from which a strategy selects offers; before the first training chances are provisional."""

    offers: Sequence[Subject]
    chances: Chances
    judged: Sequence[Subject]
    seed: int
    count: int = BATCH
    is_trained: bool = True


def run_strategies(*, quick: bool) -> list[StrategyRun]:
    """Return one run per owner and strategy."""
    offers = build_default_offers(4_500)
    return [
        StrategyRun(kind=owner.kind, strategy=name, precision=_run_strategy(owner, offers, strategy, quick=quick))
        for owner in (owners(offers, per_kind=1)[:2] if quick else owners(offers, per_kind=3))
        for name, strategy in STRATEGIES.items()
    ]


def batch_sizes(*, quick: bool) -> list[int]:
    """Return the numbers of verdicts at which the precision is measured."""
    return list(range(BATCH, (30 if quick else MAX_VERDICTS) + 1, BATCH))


def verdicts_needed(precision: Sequence[float], target: float) -> float:
    """Return the verdicts needed to reach a precision and keep it in the next batch; NaN if it is never reached."""
    pairs = zip(precision, [*precision[1:], precision[-1]], strict=True)
    reached = [index for index, (now, next_time) in enumerate(pairs) if min(now, next_time) >= target]
    return (reached[0] + 1) * BATCH if reached else float("nan")


def _run_strategy(
    owner: Owner, offers: Sequence[Subject], strategy: Callable[[StrategyState], list[int]], *, quick: bool
) -> tuple[float, ...]:
    offers = random.Random(f"{owner.kind}:{owner.seed}:lesson").sample(offers, POOL + HELD_OUT)
    held_out, pool = offers[:HELD_OUT], {result.listing_id: result for result in offers[HELD_OUT:]}
    truth = np.array([owner.wants(subject) for subject in held_out])
    judged: list[Subject] = []
    chances: Chances = None
    precision = []
    for seed in range(len(batch_sizes(quick=quick))):
        is_trained = len(judged) >= FIRST_TRAINING
        state = StrategyState(list(pool.values()), chances, judged, seed, is_trained=is_trained)
        training_offers = strategy(state)
        judged += [pool.pop(number) for number in training_offers]
        verdicts = [owner.verdict(subject) for subject in judged]
        expected = np.zeros(HELD_OUT)
        if len(set(verdicts)) == 2:
            fitted = fit_model(judged, verdicts, seed=seed)
            chances, expected = fitted.chances(list(pool.values())), fitted.chances(held_out)
        precision.append(precision_at_k(truth, expected, count=20))
    return tuple(precision)


def fit_model(judged: Sequence[Subject], verdicts: Sequence[bool], *, seed: int) -> FittedModel:
    """Return the model that chooses the next offers: before the first training a provisional regression."""
    return (Blend() if len(judged) >= FIRST_TRAINING else Linear()).fit(judged, verdicts, seed=seed)


def _random(state: StrategyState) -> list[int]:
    return [result.listing_id for result in random.Random(state.seed).sample(list(state.offers), state.count)]


def _uncertain(state: StrategyState) -> list[int]:
    if state.chances is None or not state.is_trained:
        return _diverse(state)
    return [
        state.offers[index].listing_id
        for index in np.argsort(np.abs(state.chances - 0.5), kind="stable")[: state.count]
    ]


def _diverse(state: StrategyState) -> list[int]:
    return rank(state.offers, state.chances, judged=state.judged, count=state.count, seed=state.seed)


STRATEGIES = {"random": _random, "uncertain": _uncertain, "diverse": _diverse}
