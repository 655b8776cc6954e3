"""What a recommender may see of an offer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An offer as features are made of it; any text may be empty, any number absurd."""

    listing_id: int
    artist: str
    title: str
    label: str
    format: str
    genres: tuple[str, ...]
    styles: tuple[str, ...]
    year: int | None
    price: float | None
    """US dollars; None: no exchange rate was known."""
    wants: int
    haves: int
    condition: str
    """The media grade in full, such as `Very Good Plus (VG+)`."""
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """An offer the owner has judged."""

    subject: Subject
    kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """What is expected of an offer: the chance that it is kept, and up to three reasons in plain words."""

    listing_id: int
    probability: float
    """0 to 1, finite, rounded to four decimals."""
    reasons: tuple[str, ...]
