"""Statistics and the history of picks on the wire."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from alcove.apps.records.catalogue import Listing
from alcove.apps.records.daily_pick import Breakdown

MAX_PAGE = 10_000


class Totals(Struct, frozen=True, kw_only=True):
    """Offers for sale, and how many of them have a verdict."""

    offers: int
    kept: int
    skipped: int


class Band(Struct, frozen=True, kw_only=True):
    """Offers in a range or group, and how many of them are kept or skipped; `to` is None for the last price range."""

    name: str
    offers: int
    kept: int
    skipped: int


class VerdictsOfDay(Struct, frozen=True, kw_only=True):
    """The verdicts of a UTC day."""

    day: str
    kept: int
    skipped: int


class Accuracy(Struct, frozen=True, kw_only=True):
    """On how many test verdicts a model was right, and the 95 % confidence range of that share (Wilson)."""

    right: int
    tested: int
    low: float
    high: float


class Rival(Accuracy, frozen=True, kw_only=True):
    """A recommender that was evaluated in the last training."""

    name: str
    title: str
    error: str
    is_used: bool


class Pattern(Struct, frozen=True, kw_only=True):
    """Something that the model has learnt, and for how many open offers it is a reason."""

    verdict: Literal["kept", "skipped"]
    text: str
    offers: int


class TrainingPoint(Accuracy, frozen=True, kw_only=True):
    """A training that gave a model."""

    trained_at: str
    recommender: str


class ModelStatistics(Struct, frozen=True, kw_only=True):
    """How good the model is; `is_reliable`: it is certainly better than always expecting the most frequent verdict.

    `labels` and `keepers` are all verdicts, of which a model needs `needed`.
    """

    is_trained: bool
    recommender: str | None
    accuracy: Accuracy | None
    is_reliable: bool
    majority: float
    labels: int
    keepers: int
    needed: int
    last_outcome: str | None
    last_reason: str | None
    patterns: list[Pattern]
    rivals: list[Rival]
    history: list[TrainingPoint]


class Statistics(Struct, frozen=True, kw_only=True):
    """Numbers for charts, about offers for sale; prices are in US dollars."""

    totals: Totals
    prices: list[Band]
    genres: list[Band]
    decades: list[Band]
    conditions: list[Band]
    verdicts: list[VerdictsOfDay]
    model: ModelStatistics


class PicksQuery(Struct, frozen=True, kw_only=True):
    """The page of the history, thirty picks each."""

    page: Annotated[int, Meta(ge=1, le=MAX_PAGE)] = 1


class PastPick(Struct, frozen=True, kw_only=True):
    """A record of the day with its votes, and how it was selected."""

    id: int
    date: str
    created_at: str
    for_sale: bool
    listing: Listing
    desirability_votes: list[float]
    novelty_votes: list[float]
    average_desirability: float
    average_novelty: float
    breakdown: Breakdown


class Picks(Struct, frozen=True, kw_only=True):
    """A page of the history of picks, the newest first."""

    total: int
    page: int
    page_size: int
    picks: list[PastPick]
