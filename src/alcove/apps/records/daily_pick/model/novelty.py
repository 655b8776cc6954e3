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

from alcove.apps.records.daily_pick.model.values import to_finite
from alcove.apps.records.taste.model import Subject

DEFAULT_MEASURE = 0.5
MIN_REFERENCE = 3
MAX_TERMS = 100
MAX_COMPONENTS = 10
MAX_CLUSTERS = 5
SEED = 42
DEFAULT_YEAR = 1970
DECIMALS = 9
"""Rows that were equal before the projection are equal after it, too."""

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class NoveltyMeasures:
    """A raw measure per subject, and how many clusters it was taken from."""

    measures: list[float]
    clusters: int


def measure_novelty(subjects: Sequence[Subject], reference: Sequence[Subject]) -> NoveltyMeasures:
    """Return how novel each subject is, not clipped; 0.5 for all where the reference has no two places."""
    if len(reference) < MIN_REFERENCE:
        return NoveltyMeasures([DEFAULT_MEASURE] * len(subjects), 0)
    # So little work is done sooner by one thread, and to the same bits wherever it runs.
    with threadpool_limits(limits=1):
        known, projected = _project(reference, subjects)
        centres = _find_cluster_centers(known)
    widest = max(float(_compute_distances(centres, centres).max()), 0.0)
    if widest == 0.0:
        return NoveltyMeasures([DEFAULT_MEASURE] * len(subjects), len(centres))
    nearest = _compute_distances(projected, centres).min(axis=1)
    return NoveltyMeasures([float(measure) for measure in nearest / (widest + 1e-6)], len(centres))


def _project(reference: Sequence[Subject], subjects: Sequence[Subject]) -> tuple[Matrix, Matrix]:
    """Return both as points: standardised by the reference, on at most ten components of it."""
    numbers, words = _numeric_features(reference), _fit_vectorizer(reference)
    known, projected = numbers, _numeric_features(subjects)
    if words is not None:
        known = np.hstack([known, words.transform(_join_texts(reference)).toarray()])
        projected = np.hstack([projected, words.transform(_join_texts(subjects)).toarray()])
    scaler = StandardScaler().fit(known)
    known, projected = scaler.transform(known), scaler.transform(projected)
    components = min(MAX_COMPONENTS, len(reference) - 1, known.shape[1])
    # Without any variance there is no component to find.
    if components >= 2 and len(np.unique(known, axis=0)) > 1:
        pca = PCA(n_components=components, svd_solver="full", random_state=SEED).fit(known)
        known, projected = pca.transform(known), pca.transform(projected)
    return np.round(known, DECIMALS), np.round(projected, DECIMALS)


def _find_cluster_centers(points: Matrix) -> Matrix:
    """Return the centres of up to five clusters, never more than there are places."""
    count = min(MAX_CLUSTERS, len(np.unique(points, axis=0)))
    if count == 1:
        return points[:1]
    with warnings.catch_warnings():
        # Places closer to each other than floats can tell make fewer clusters; their centres serve as well.
        warnings.simplefilter("ignore", ConvergenceWarning)
        found: Matrix = KMeans(n_clusters=count, n_init=10, random_state=SEED).fit(points).cluster_centers_
    return found


def _compute_distances(some: Matrix, others: Matrix) -> Matrix:
    """Return the distance of each row to each: shape (some, others)."""
    found: Matrix = np.linalg.norm(some[:, None, :] - others[None, :, :], axis=2)
    return found


def _fit_vectorizer(reference: Sequence[Subject]) -> TfidfVectorizer | None:
    """Return what has learnt the reference's words; None when they have none worth learning."""
    vectoriser = TfidfVectorizer(max_features=MAX_TERMS, stop_words="english")
    try:
        return vectoriser.fit(_join_texts(reference))
    except ValueError:
        return None


def _join_texts(subjects: Sequence[Subject]) -> list[str]:
    return [
        " ".join((subject.artist, subject.title, subject.label, *subject.genres, *subject.styles))
        for subject in subjects
    ]


def _numeric_features(subjects: Sequence[Subject]) -> Matrix:
    """Return price, wants, haves, demand, year and score: shape (subjects, 6)."""
    rows = [_to_row(subject) for subject in subjects]
    return np.array(rows, dtype=np.float64).reshape(len(rows), 6)


def _to_row(subject: Subject) -> tuple[float, ...]:
    wants, haves = to_finite(subject.wants), to_finite(subject.haves)
    year = to_finite(subject.year) if subject.year is not None else float(DEFAULT_YEAR)
    return to_finite(subject.price) / 100, wants, haves, wants / max(haves, 1.0), year, to_finite(subject.score)
