"""How far from the usual an offer is: its distance to the nearest cluster of what came in lately."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from alcove.apps.records.daily_pick.model.values import finite
from alcove.apps.records.taste.model import Subject

UNKNOWN = 0.5
FEWEST = 3
MOST_TERMS = 100
MOST_COMPONENTS = 10
MOST_CLUSTERS = 5
SEED = 42
WITHOUT_YEAR = 1970
DECIMALS = 9
"""Rows that were equal before the projection are equal after it, too."""

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Novelty:
    """A raw measure per subject, and how many clusters it was taken from."""

    measures: list[float]
    clusters: int


def novelty(subjects: Sequence[Subject], reference: Sequence[Subject]) -> Novelty:
    """Return how novel each subject is, not clipped; 0.5 for all where the reference has no two places."""
    if len(reference) < FEWEST:
        return Novelty([UNKNOWN] * len(subjects), 0)
    # So little work is done sooner by one thread, and to the same bits wherever it runs.
    with threadpool_limits(limits=1):
        known, projected = _project(reference, subjects)
        centres = _centres(known)
    widest = max(float(_distances(centres, centres).max()), 0.0)
    if widest == 0.0:
        return Novelty([UNKNOWN] * len(subjects), len(centres))
    nearest = _distances(projected, centres).min(axis=1)
    return Novelty([float(measure) for measure in nearest / (widest + 1e-6)], len(centres))


def _project(reference: Sequence[Subject], subjects: Sequence[Subject]) -> tuple[Matrix, Matrix]:
    """Return both as points: standardised by the reference, on at most ten components of it."""
    numbers, words = _numbers(reference), _vectoriser(reference)
    known, projected = numbers, _numbers(subjects)
    if words is not None:
        known = np.hstack([known, words.transform(_texts(reference)).toarray()])
        projected = np.hstack([projected, words.transform(_texts(subjects)).toarray()])
    scaler = StandardScaler().fit(known)
    known, projected = scaler.transform(known), scaler.transform(projected)
    components = min(MOST_COMPONENTS, len(reference) - 1, known.shape[1])
    # Without any variance there is no component to find.
    if components >= 2 and len(np.unique(known, axis=0)) > 1:
        pca = PCA(n_components=components, svd_solver="full", random_state=SEED).fit(known)
        known, projected = pca.transform(known), pca.transform(projected)
    return np.round(known, DECIMALS), np.round(projected, DECIMALS)


def _centres(points: Matrix) -> Matrix:
    """Return the centres of up to five clusters, never more than there are places."""
    count = min(MOST_CLUSTERS, len(np.unique(points, axis=0)))
    if count == 1:
        return points[:1]
    with warnings.catch_warnings():
        # Places closer to each other than floats can tell make fewer clusters; their centres serve as well.
        warnings.simplefilter("ignore", ConvergenceWarning)
        found: Matrix = KMeans(n_clusters=count, n_init=10, random_state=SEED).fit(points).cluster_centers_
    return found


def _distances(some: Matrix, others: Matrix) -> Matrix:
    """Return the distance of each row to each: shape (some, others)."""
    found: Matrix = np.linalg.norm(some[:, None, :] - others[None, :, :], axis=2)
    return found


def _vectoriser(reference: Sequence[Subject]) -> TfidfVectorizer | None:
    """Return what has learnt the reference's words; None when they have none worth learning."""
    vectoriser = TfidfVectorizer(max_features=MOST_TERMS, stop_words="english")
    try:
        return vectoriser.fit(_texts(reference))
    except ValueError:
        return None


def _texts(subjects: Sequence[Subject]) -> list[str]:
    return [
        " ".join((subject.artist, subject.title, subject.label, *subject.genres, *subject.styles))
        for subject in subjects
    ]


def _numbers(subjects: Sequence[Subject]) -> Matrix:
    """Return price, wants, haves, demand, year and score: shape (subjects, 6)."""
    rows = [_row(subject) for subject in subjects]
    return np.array(rows, dtype=np.float64).reshape(len(rows), 6)


def _row(subject: Subject) -> tuple[float, ...]:
    wants, haves = finite(subject.wants), finite(subject.haves)
    year = finite(subject.year) if subject.year is not None else float(WITHOUT_YEAR)
    return finite(subject.price) / 100, wants, haves, wants / max(haves, 1.0), year, finite(subject.score)
