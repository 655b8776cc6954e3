"""The JSON of statistics over reviews."""

from datetime import date

import msgspec


class HeatMapDay(msgspec.Struct, frozen=True, kw_only=True):
    """A study day with reviews."""

    date: date
    reviews: int
    correct: int
    minutes: float


class HeatMapBody(msgspec.Struct, frozen=True, kw_only=True, rename={"first": "from", "last": "to"}):
    """The study days of a range that have reviews."""

    first: date
    last: date
    today: date
    days: list[HeatMapDay]


class ReviewCounts(msgspec.Struct, frozen=True, kw_only=True):
    """Reviews of the period by rating."""

    total: int
    again: int
    hard: int
    good: int
    easy: int
    today: int
    days_studied: int
    minutes: float


class Retention(msgspec.Struct, frozen=True, kw_only=True):
    """How many reviews of learned cards recalled them; `expected` is what the schedule expects now of all cards."""

    reviews: int
    recalled: int
    rate: float | None
    wanted: float
    expected: float | None


class CardCounts(msgspec.Struct, frozen=True, kw_only=True):
    """Cards by state."""

    total: int
    new: int
    learning: int
    review: int
    suspended: int
    due: int


class ForecastDay(msgspec.Struct, frozen=True, kw_only=True):
    """How many cards will be due on a study day; those that are overdue count for today."""

    date: date
    cards: int


class StatisticsBody(msgspec.Struct, frozen=True, kw_only=True):
    """What the reviews of a period and the cards show."""

    today: date
    period_days: int
    reviews: ReviewCounts
    retention: Retention
    cards: CardCounts
    forecast: list[ForecastDay]
