"""What other processes say when they are asked to do a part of the app's work."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Opinion:
    """The chance, 0 to 1, that the owner keeps an offer, and the reasons for it."""

    probability: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A record of the day as somebody else would have it; every number is finite, the offer still to be looked at."""

    listing_id: int
    model_score: float
    entropy_measure: float
    system_temperature: float
    utility_term: float | None
    entropy_term: float | None
    free_energy: float | None
    selection_probability: float | None
    total_candidates: int | None
    cluster_count: int | None
    selection_method: str
    seed: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scraped:
    """What a scrape somewhere else has come to; `ended` is False when it goes on there."""

    ended: bool
    success: bool
    message: str
    total_records: int = 0
    new_records: int = 0
    updated_records: int = 0
    skipped: int = 0
    unpriced: int = 0
    failed: int = 0
    delisted: int = 0
    pages: int = 0
    complete: bool | None = None
