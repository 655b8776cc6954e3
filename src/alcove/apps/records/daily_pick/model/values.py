"""Inputs and results of a selection: plain values with finite numbers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from alcove.apps.records.taste.model import Subject

MIN_FRESH_CANDIDATES: Final = 5
MAX_NUMBER: Final = 1e12


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of the best offers; `evaluated` says whether it has a verdict."""

    subject: Subject
    evaluated: bool
    record_id: int = 0
    recent: bool = False
    """Whether it, or another copy of its record, was picked in the last 30 days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastPick:
    """An earlier record of the day with the means of its votes, 1 to 5, which are valid if it is `rated`."""

    genres: tuple[str, ...]
    average_desirability: float
    average_novelty: float
    rated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionInput:
    """Everything that a selection depends on, except its seed."""

    candidates: tuple[Candidate, ...]
    reference: tuple[Subject, ...]
    past: tuple[PastPick, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateTerms:
    """The terms of a candidate in a selection."""

    listing_id: int
    model_score: float
    """The raw score."""
    entropy_measure: float
    """S, the novelty: 0.1 to 0.9."""
    utility_term: float
    """U: minus the scaled score, -1 to 0."""
    entropy_term: float
    """T * S."""
    free_energy: float
    """F = U - T * S; a lower one is more probable."""
    selection_probability: float
    """p, proportional to exp(-F / T)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A record of the day and the terms of its selection; `error` says why it is a fallback."""

    listing_id: int
    model_score: float
    entropy_measure: float
    system_temperature: float
    utility_term: float | None = None
    entropy_term: float | None = None
    free_energy: float | None = None
    selection_probability: float | None = None
    total_candidates: int | None = None
    cluster_count: int | None = None
    selection_method: str
    seed: int | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection(Pick):
    """The selected candidate, and the terms of all candidates."""

    table: tuple[CandidateTerms, ...]


def list_eligible(candidates: Sequence[Candidate], *, current: int | None) -> list[Candidate]:
    """Return the candidates that may be selected, in order; `current` is the listing to be replaced, if any.

    Recent ones are excluded if at least five others remain. Otherwise only the current one is: all copies of its
    record if there is another record, else the listing itself if there is another listing.
    """
    fresh = [candidate for candidate in candidates if not candidate.recent]
    if len(fresh) >= MIN_FRESH_CANDIDATES:
        return fresh
    records = {candidate.record_id for candidate in candidates if candidate.subject.listing_id == current}
    of_other_records = [candidate for candidate in candidates if candidate.record_id not in records]
    other_listings = [candidate for candidate in candidates if candidate.subject.listing_id != current]
    return of_other_records or other_listings or list(candidates)


def to_finite(value: float | None) -> float:
    """Return a float between -10**12 and 10**12; 0 for None and NaN."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return 0.0
    return float(max(-MAX_NUMBER, min(MAX_NUMBER, value)))


def clip(value: float, *, low: float, high: float) -> float:
    """Return the value, clipped to the bounds."""
    return max(low, min(high, value))


def normalize_rating(vote: float) -> float:
    """Return a mean of votes from 1 to 5, scaled to 0 to 1."""
    return clip((to_finite(vote) - 1) / 4, low=0.0, high=1.0)
