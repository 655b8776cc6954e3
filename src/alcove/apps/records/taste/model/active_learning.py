"""Active learning: ranks offers by how much their verdicts would improve the model.

Among offers with a high but uncertain chance, a greedy search selects one after the other: the one with the highest
product of informativeness and distance to all judged and selected offers. Without a model, informativeness is how
typical an offer is of what is for sale.
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
"""How many candidates are considered per selected offer."""
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
    """Return up to `count` distinct listing ids, the most informative first; `chances` are None without a model.

    Offers among `judged` are skipped.
    """
    judged_ids = {subject.listing_id for subject in judged}
    fresh = {
        subject.listing_id: index for index, subject in enumerate(subjects) if subject.listing_id not in judged_ids
    }
    if not fresh or count < 1:
        return []
    rng = np.random.default_rng(seed)
    unjudged = rng.permutation(np.fromiter(fresh.values(), dtype=np.int64, count=len(fresh)))
    scores = None if chances is None else compute_informativeness(np.asarray(chances, dtype=np.float64)[unjudged])
    indices = _select_candidates(unjudged, scores, count=count)
    candidates = [subjects[index] for index in indices]
    embedding = OfferEmbedding.fit([subjects[index] for index in unjudged[:EMBEDDING_SAMPLE_SIZE]], seed=seed)
    points = embedding.transform(candidates)
    if scores is None:
        scores = _compute_density(
            points, embedding.transform([subjects[index] for index in unjudged[:DENSITY_SAMPLE_SIZE]])
        )
    else:
        scores = np.sort(scores)[::-1][: len(indices)]
    selected = _select_greedily(points, scores, judged=embedding.transform(judged[-MAX_JUDGED:]), count=count)
    return [candidates[index].listing_id for index in selected]


def compute_informativeness(chances: Floats) -> Floats:
    """Return the informativeness of verdicts by their chances: highest at 2/3, zero at 0 and 1."""
    bounded = np.clip(np.nan_to_num(chances, nan=0.5), 0.0, 1.0)
    scores: Floats = bounded * np.sqrt(1 - bounded)
    return scores


def _select_candidates(indices: _Indices, scores: Floats | None, *, count: int) -> _Indices:
    if scores is None:
        return indices[: max(CANDIDATES_WITHOUT_MODEL, min(count, MAX_CANDIDATES))]
    return indices[np.argsort(-scores, kind="stable")[: min(CANDIDATES_PER_RESULT * count, MAX_CANDIDATES)]]


@dataclass(frozen=True, slots=True)
class OfferEmbedding:
    """Maps offers to unit vectors; similar offers are close to each other."""

    encoder: Encoder
    components: Floats

    @classmethod
    def fit(cls, subjects: Sequence[Subject], *, seed: int) -> Self:
        """Return an embedding fitted to these offers."""
        encoder = Encoder.fit(subjects)
        traits_matrix = encoder.encode_traits(subjects)
        common = np.asarray(traits_matrix.sum(axis=0)).ravel() >= 2
        weights = common.astype(np.float64)
        size = min(DIMENSIONS, len(subjects), int(common.sum()))
        if size < 2:
            return cls(encoder, np.zeros((len(weights), 0)))
        svd = TruncatedSVD(size, n_iter=2, random_state=seed).fit(traits_matrix.multiply(weights).tocsr())
        return cls(encoder, weights[:, None] * svd.components_.T)

    def transform(self, subjects: Sequence[Subject]) -> Floats:
        """Return the vectors of offers, shape (n, dimensions)."""
        numbers = NUMBERS_WEIGHT * self.encoder.scale_numbers(subjects)
        points = np.hstack((self.encoder.encode_traits(subjects) @ self.components, numbers))
        lengths = np.linalg.norm(points, axis=1, keepdims=True)
        return np.asarray(points / np.where(lengths > 0, lengths, 1.0), dtype=np.float64)


def _compute_density(points: Floats, others: Floats) -> Floats:
    density: Floats = np.maximum(0.0, points @ others.T).mean(axis=1) + MIN_DISTANCE
    return density


def _select_greedily(points: Floats, scores: Floats, *, judged: Floats, count: int) -> list[int]:
    distance = np.ones(len(points))
    for start in range(0, len(judged), DENSITY_SAMPLE_SIZE):
        distance = np.minimum(distance, 1 - (points @ judged[start : start + DENSITY_SAMPLE_SIZE].T).max(axis=1))
    remaining = scores.copy()
    selected: list[int] = []
    for _ in range(min(count, len(points))):
        index = int(np.argmax(remaining * np.maximum(distance, MIN_DISTANCE)))
        selected.append(index)
        remaining[index] = -1.0
        distance = np.minimum(distance, 1 - points @ points[index])
    return selected
