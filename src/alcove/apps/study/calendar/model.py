"""Events as values, and the limits of a calendar."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from alcove.apps.study.recurrence import InvalidRule, Rule, UnknownZone, find_zone, localize, parse_rule

MAX_EVENTS: Final = 20_000
"""Events of one account, a series counting as one."""
MAX_SERIES: Final = 1_000
"""Recurring events of one account."""
MAX_DAYS: Final = 366
"""Days of one event."""
MAX_WINDOW: Final = 400
"""Days of a range."""
MAX_OCCURRENCES: Final = 5_000
"""Occurrences in one answer."""
MAX_EXCLUDED: Final = 5_000
"""Dates that are left out of one series."""
MAX_REMINDER: Final = 40_320
"""Minutes before an event, four weeks."""
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199
_NEVER: Final = datetime(1, 1, 1, tzinfo=UTC)


class EventType(StrEnum):
    """What an event is about."""

    CLASS = "class"
    EXAM = "exam"
    ASSIGNMENT_DUE = "assignment_due"
    STUDY_SESSION = "study_session"
    MEETING = "meeting"
    REMINDER = "reminder"
    DEADLINE = "deadline"
    BREAK = "break"
    STUDY = "study"
    ASSIGNMENT = "assignment"
    QUIZ = "quiz"
    FLASHCARD = "flashcard"
    AI_SESSION = "ai_session"


class Scope(StrEnum):
    """Which occurrences of a series a change is about."""

    THIS = "this"
    FOLLOWING = "following"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A stored event; `profile_zone` counts where it has no zone of its own.

    An event with `series_id` replaces the occurrence of that series on `original_date`. `replaced_dates` are those of
    a series that such events replace.
    """

    id: UUID
    user_id: UUID
    title: str
    event_type: str
    event_date: date
    subject_id: UUID | None = None
    description: str | None = None
    event_time: time | None = None
    end_time: time | None = None
    location: str | None = None
    subject_name: str | None = None
    color: str | None = None
    recurring: bool | None = False
    recurring_pattern: str | None = None
    notification_time: int | None = None
    completed: bool | None = False
    created_at: datetime = _NEVER
    updated_at: datetime = _NEVER
    time_zone: str | None = None
    end_date: date | None = None
    excluded_dates: Collection[date] = ()
    series_id: UUID | None = None
    original_date: date | None = None
    uid: str | None = None
    replaced_dates: Collection[date] = ()
    profile_zone: str = "UTC"

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the event's times; UTC where neither the event nor the profile has a known one."""
        for name in (self.time_zone, self.profile_zone):
            zone = _zone(name) if name else None
            if zone is not None:
                return zone
        return find_zone("UTC")

    @property
    def rule(self) -> Rule | None:
        """The rule of a series; None for a single event, and for one whose pattern no rule can be read from."""
        if not self.recurring or not self.recurring_pattern or self.series_id is not None:
            return None
        return _rule(self.recurring_pattern, self.zone)

    @property
    def days(self) -> int:
        """How many days after its date the event ends; an end before the start is on the next day."""
        if self.end_date is not None:
            return min(max((self.end_date - self.event_date).days, 0), MAX_DAYS)
        is_overnight = self.event_time is not None and self.end_time is not None and self.end_time < self.event_time
        return int(is_overnight)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """An event on one of its dates."""

    event: Event
    day: date

    @property
    def last_day(self) -> date:
        """The last day, the same as the first one for most events."""
        return self.day + timedelta(days=self.event.days)

    @property
    def starts_at(self) -> datetime | None:
        """The instant of its start; None where it takes the whole day."""
        at = self.event.event_time
        return localize(self.day, at, zone=self.event.zone) if at else None

    @property
    def ends_at(self) -> datetime | None:
        """The instant of its end; None where it takes the whole day or has no end."""
        at = self.event.end_time
        if at is None or self.starts_at is None:
            return None
        return max(localize(self.last_day, at, zone=self.event.zone), self.starts_at)

    @property
    def date_in_series(self) -> date | None:
        """The date in its series for an occurrence, by which it is addressed."""
        if self.event.series_id is not None:
            return self.event.original_date
        return self.day if self.event.rule is not None else None


@lru_cache(maxsize=4096)
def _rule(text: str, zone: ZoneInfo) -> Rule | None:
    try:
        return parse_rule(text, zone=zone)
    except InvalidRule:
        return None


@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return find_zone(name)
    except UnknownZone:
        return None
