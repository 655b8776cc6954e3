"""Chooses which offers to ask the owner about: those whose verdicts, taken together, teach most.

Of the offers that look promising but not certain, a greedy search takes one after the other, each time the one that is
worth most and least like all that is judged or chosen already. Before anything is learnt, an offer is worth as much as
it is typical of what is for sale.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import TruncatedSVD

from alcove.apps.records.taste.model.recommenders.encoder import Encoder, Floats
from alcove.apps.records.taste.model.values import Subject

CANDIDATES_PER_RESULT: Final = 5
"""How many candidates there are for each offer that is to be chosen."""
CANDIDATES_WITHOUT_MODEL: Final = 3_000
MAX_CANDIDATES: Final = 5_000
EMBEDDING_SAMPLE_SIZE: Final = 2_000
DENSITY_SAMPLE_SIZE: Final = 500
MAX_JUDGED: Final = 2_000
DIMENSIONS: Final = 32
NUMBERS_WEIGHT: Final = 0.35
MIN_DISTANCE: Final = 1e-6

_Indices = NDArray[np.int64]


def rank(
    subjects: Sequence[Subject],
    chances: Sequence[float] | Floats | None,
    *,
    judged: Sequence[Subject],
    count: int,
    seed: int,
) -> list[int]:
    """Return up to `count` listing ids, the most instructive first; `chances` are None while nothing is learnt.

    Offers among `judged` are left out, and no id is given twice.
    """
    known = {subject.listing_id for subject in judged}
    fresh = {subject.listing_id: place for place, subject in enumerate(subjects) if subject.listing_id not in known}
    if not fresh or count < 1:
        return []
    rng = np.random.default_rng(seed)
    open_places = rng.permutation(np.fromiter(fresh.values(), dtype=np.int64, count=len(fresh)))
    worth = None if chances is None else compute_informativeness(np.asarray(chances, dtype=np.float64)[open_places])
    places = _select_candidates(open_places, worth, count=count)
    candidates = [subjects[place] for place in places]
    landscape = OfferEmbedding.of([subjects[place] for place in open_places[:EMBEDDING_SAMPLE_SIZE]], seed=seed)
    points = landscape.points(candidates)
    if worth is None:
        worth = _compute_density(
            points, landscape.points([subjects[place] for place in open_places[:DENSITY_SAMPLE_SIZE]])
        )
    else:
        worth = np.sort(worth)[::-1][: len(places)]
    chosen = _select_greedily(points, worth, near=landscape.points(judged[-MAX_JUDGED:]), count=count)
    return [candidates[place].listing_id for place in chosen]


def compute_informativeness(chances: Floats) -> Floats:
    """Return what a verdict is worth by its chance alone: most at two thirds, nothing where the answer is certain."""
    likely = np.clip(np.nan_to_num(chances, nan=0.5), 0.0, 1.0)
    found: Floats = likely * np.sqrt(1 - likely)
    return found


def _select_candidates(places: _Indices, worth: Floats | None, *, count: int) -> _Indices:
    if worth is None:
        return places[: max(CANDIDATES_WITHOUT_MODEL, min(count, MAX_CANDIDATES))]
    return places[np.argsort(-worth, kind="stable")[: min(CANDIDATES_PER_RESULT * count, MAX_CANDIDATES)]]


@dataclass(frozen=True, slots=True)
class OfferEmbedding:
    """Where offers lie beside each other: alike ones near, all at distance 1 from the middle."""

    encoder: Encoder
    directions: Floats

    @classmethod
    def of(cls, subjects: Sequence[Subject], *, seed: int) -> Self:
        """Return the landscape of these offers."""
        encoder = Encoder.fit(subjects)
        marks = encoder.marks(subjects)
        common = np.asarray(marks.sum(axis=0)).ravel() >= 2
        weights = encoder.weights * common
        size = min(DIMENSIONS, len(subjects), int(common.sum()))
        if size < 2:
            return cls(encoder, np.zeros((len(weights), 0)))
        svd = TruncatedSVD(size, n_iter=2, random_state=seed).fit(marks.multiply(weights).tocsr())
        return cls(encoder, weights[:, None] * svd.components_.T)

    def points(self, subjects: Sequence[Subject]) -> Floats:
        """Return where offers lie, shape (n, dimensions)."""
        numbers = NUMBERS_WEIGHT * self.encoder.numbers(subjects)
        points = np.hstack((self.encoder.marks(subjects) @ self.directions, numbers))
        lengths = np.linalg.norm(points, axis=1, keepdims=True)
        return np.asarray(points / np.where(lengths > 0, lengths, 1.0), dtype=np.float64)


def _compute_density(points: Floats, others: Floats) -> Floats:
    found: Floats = np.maximum(0.0, points @ others.T).mean(axis=1) + MIN_DISTANCE
    return found


def _select_greedily(points: Floats, worth: Floats, *, near: Floats, count: int) -> list[int]:
    distance = np.ones(len(points))
    for start in range(0, len(near), DENSITY_SAMPLE_SIZE):
        distance = np.minimum(distance, 1 - (points @ near[start : start + DENSITY_SAMPLE_SIZE].T).max(axis=1))
    open_worth = worth.copy()
    chosen: list[int] = []
    for _ in range(min(count, len(points))):
        place = int(np.argmax(open_worth * np.maximum(distance, MIN_DISTANCE)))
        chosen.append(place)
        open_worth[place] = -1.0
        distance = np.minimum(distance, 1 - points @ points[place])
    return chosen
