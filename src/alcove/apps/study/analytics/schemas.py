"""The JSON of statistics. Times are in minutes; days are study days."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from alcove.apps.study.analytics.model import Comparison
from alcove.foundation.web import openapi_schema


class AnalyticsQuery(msgspec.Struct, frozen=True, kw_only=True, rename={"first": "from", "last": "to"}):
    """Which study days, by default the last 30; `period` is day, week, month, year, 7d, 30d, 90d or 365d."""

    first: str = ""
    last: str = ""
    period: str = ""
    subject_id: str = ""
    compare: Annotated[str, Meta(extra=openapi_schema(enum=list(Comparison)))] = "previous"


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """Sums over days; `study_days` are those with a completed session."""

    total_study_time: int
    session_count: int
    tasks_completed: int
    flashcards_studied: int
    ai_interactions: int
    average_focus_score: float | None
    study_days: int


class AnalyticsRange(msgspec.Struct, frozen=True, kw_only=True, rename={"first": "from", "last": "to"}):
    """Study days, both ends included."""

    first: date
    last: date
    days: int


class ComparedRange(AnalyticsRange, frozen=True, kw_only=True):
    """The range with which another is compared."""

    totals: Totals


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """How much more there is than in the other range; `percentage` is null where that had nothing."""

    difference: float
    percentage: float | None


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """The differences of the totals; that of scores is null where one range has none."""

    total_study_time: Difference
    session_count: Difference
    tasks_completed: Difference
    flashcards_studied: Difference
    ai_interactions: Difference
    average_focus_score: Difference | None
    study_days: Difference


class AnalyticsDay(msgspec.Struct, frozen=True, kw_only=True):
    """A day; every day of the range is listed."""

    date: date
    total_study_time: int
    session_count: int
    tasks_completed: int
    flashcards_studied: int
    ai_interactions: int
    average_focus_score: float | None


class AnalyticsSubject(msgspec.Struct, frozen=True, kw_only=True):
    """A subject, null for what has none; `share` is its part of the time in per cent."""

    subject_id: UUID | None
    name: str | None
    color: str | None
    total_study_time: int
    session_count: int
    tasks_completed: int
    flashcards_studied: int
    ai_interactions: int
    study_days: int
    share: float


class Streak(msgspec.Struct, frozen=True, kw_only=True):
    """Runs of study days; the current one is 0 when neither today nor yesterday has a session."""

    current: int
    longest: int
    total_study_days: int
    last_study_date: date | None
    start_date: date | None


class AnalyticsBody(msgspec.Struct, frozen=True, kw_only=True):
    """Statistics of a range; `today` is the learner's study day."""

    today: date
    timezone: str
    range: AnalyticsRange
    totals: Totals
    previous: ComparedRange | None
    changes: Changes | None
    days: list[AnalyticsDay]
    subjects: list[AnalyticsSubject]
    streak: Streak
