"""A recurrence rule as a value."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

MAX_COUNT: Final = 5_000
MAX_INTERVAL: Final = 1_000
MAX_RULE: Final = 500
"""Characters of a rule."""
MONDAY: Final = 0


class InvalidRule(ValueError):
    """A rule cannot be read or is of no kind that is supported; the message says why."""


class Frequency(StrEnum):
    """The unit of a rule's interval."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


@dataclass(frozen=True, slots=True, order=True)
class OrdinalDay:
    """A weekday, 0 is Monday: that with a number in the month or year, from the end if negative; all with 0."""

    weekday: int
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule; `until` is the last possible date, in the zone of the event."""

    frequency: Frequency
    interval: int = 1
    count: int | None = None
    until: date | None = None
    by_month: frozenset[int] = frozenset()
    by_week: frozenset[int] = frozenset()
    by_year_day: frozenset[int] = frozenset()
    by_month_day: frozenset[int] = frozenset()
    by_day: frozenset[OrdinalDay] = frozenset()
    by_position: frozenset[int] = frozenset()
    week_start: int = MONDAY

    def complete(self, start: date) -> "Rule":
        """Return the rule with what RFC 5545 takes from the start where the rule has none of it."""
        if self.by_week or self.by_year_day or self.by_month_day or self.by_day:
            return self
        match self.frequency:
            case Frequency.YEARLY:
                months = self.by_month or frozenset([start.month])
                return replace(self, by_month=months, by_month_day=frozenset([start.day]))
            case Frequency.MONTHLY:
                return replace(self, by_month_day=frozenset([start.day]))
            case Frequency.WEEKLY:
                return replace(self, by_day=frozenset([OrdinalDay(start.weekday())]))
            case Frequency.DAILY:
                return self


def end_before(rule: Rule, day: date) -> Rule:
    """Return the rule with its last date before a day; a count becomes a date."""
    return replace(rule, count=None, until=day - timedelta(days=1))
