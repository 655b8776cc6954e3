"""Novelty of offers: the distance to the nearest cluster of recently added ones."""

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
"""Decimals kept after the projection, so that equal rows stay equal."""

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class NoveltyMeasures:
    """A raw measure per subject, and the number of clusters it is based on."""

    measures: list[float]
    clusters: int


def measure_novelty(subjects: Sequence[Subject], reference: Sequence[Subject]) -> NoveltyMeasures:
    """Return the novelty of each subject, not clipped; 0.5 for all if the reference has too few distinct points."""
    if len(reference) < MIN_REFERENCE:
        return NoveltyMeasures([DEFAULT_MEASURE] * len(subjects), 0)
    # One thread is faster for so little work, and gives the same bits everywhere.
    with threadpool_limits(limits=1):
        reference_points, points = _project(reference, subjects)
        centers = _find_cluster_centers(reference_points)
    widest = max(float(_compute_distances(centers, centers).max()), 0.0)
    if widest == 0.0:
        return NoveltyMeasures([DEFAULT_MEASURE] * len(subjects), len(centers))
    nearest = _compute_distances(points, centers).min(axis=1)
    return NoveltyMeasures([float(measure) for measure in nearest / (widest + 1e-6)], len(centers))


def _project(reference: Sequence[Subject], subjects: Sequence[Subject]) -> tuple[Matrix, Matrix]:
    """Return both as points, standardised and reduced to at most ten components by the reference."""
    numbers, words = _numeric_features(reference), _fit_vectorizer(reference)
    fitted, projected = numbers, _numeric_features(subjects)
    if words is not None:
        fitted = np.hstack([fitted, words.transform(_join_texts(reference)).toarray()])
        projected = np.hstack([projected, words.transform(_join_texts(subjects)).toarray()])
    scaler = StandardScaler().fit(fitted)
    fitted, projected = scaler.transform(fitted), scaler.transform(projected)
    components = min(MAX_COMPONENTS, len(reference) - 1, fitted.shape[1])
    # Without variance there are no components.
    if components >= 2 and len(np.unique(fitted, axis=0)) > 1:
        pca = PCA(n_components=components, svd_solver="full", random_state=SEED).fit(fitted)
        fitted, projected = pca.transform(fitted), pca.transform(projected)
    return np.round(fitted, DECIMALS), np.round(projected, DECIMALS)


def _find_cluster_centers(points: Matrix) -> Matrix:
    """Return the centers of up to five clusters, at most one per distinct point."""
    count = min(MAX_CLUSTERS, len(np.unique(points, axis=0)))
    if count == 1:
        return points[:1]
    with warnings.catch_warnings():
        # Points that are almost equal give fewer clusters, which is fine.
        warnings.simplefilter("ignore", ConvergenceWarning)
        centers: Matrix = KMeans(n_clusters=count, n_init=10, random_state=SEED).fit(points).cluster_centers_
    return centers


def _compute_distances(points: Matrix, others: Matrix) -> Matrix:
    """Return the distances of all pairs of rows: shape (points, others)."""
    distances: Matrix = np.linalg.norm(points[:, None, :] - others[None, :, :], axis=2)
    return distances


def _fit_vectorizer(reference: Sequence[Subject]) -> TfidfVectorizer | None:
    """Return a vectorizer fitted to the reference; None when it has no usable words."""
    vectorizer = TfidfVectorizer(max_features=MAX_TERMS, stop_words="english")
    try:
        return vectorizer.fit(_join_texts(reference))
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
