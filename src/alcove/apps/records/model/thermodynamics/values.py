"""What a draw is made of and what comes of it: plain values, every number a finite float."""

from dataclasses import dataclass

from alcove.apps.records.model.taste.subject import Subject


@dataclass(frozen=True, slots=True)
class Candidate:
    """An offer that may be drawn; `evaluated`: somebody has judged it."""

    subject: Subject
    evaluated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PastPick:
    """An earlier record of the day with the means of its votes, 1 to 5; they mean nothing unless it is `rated`."""

    genres: tuple[str, ...]
    average_desirability: float
    average_novelty: float
    rated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the draw makes of one candidate."""

    listing_id: int
    model_score: float
    """The raw score."""
    entropy_measure: float
    """S, the novelty: 0.1 to 0.9."""
    utility_term: float
    """U: minus the score's place between the worst candidate's and the best one's, -1 to 0."""
    entropy_term: float
    """T * S."""
    free_energy: float
    """F = U - T * S; the lower, the likelier."""
    selection_probability: float
    """p, in proportion to exp(-F / T)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The candidate that was drawn, the terms of the draw, and the whole table it was drawn from."""

    listing_id: int
    model_score: float
    entropy_measure: float
    system_temperature: float
    utility_term: float
    entropy_term: float
    free_energy: float
    selection_probability: float
    total_candidates: int
    cluster_count: int
    selection_method: str
    table: tuple[Terms, ...]
