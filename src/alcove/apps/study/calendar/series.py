"""A series in two parts: before a date, and from it on."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final
from uuid import uuid4

from alcove.apps.study.calendar.model import Event
from alcove.apps.study.native_rows import Values
from alcove.apps.study.recurrence import end_before, format_rule, list_dates

_DATES: Final = frozenset({"event_date", "recurring", "recurring_pattern", "time_zone"})
"""Fields on which the dates of a series depend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """The two parts of a series; the later one has an id of its own."""

    earlier: Event
    later: Event


def split_series(event: Event, day: date) -> Split | None:
    """Return the parts of a series before an occurrence and from it on; None for the first occurrence."""
    rule = event.rule
    if rule is None or day <= event.event_date:
        return None
    earlier = list_dates(rule, start=event.event_date, first=event.event_date, last=day - timedelta(days=1))
    rest = rule if rule.count is None else replace(rule, count=max(1, rule.count - len(earlier)))
    later = replace(
        event,
        id=uuid4(),
        uid=None,
        event_date=day,
        end_date=None if event.end_date is None else day + timedelta(days=event.days),
        recurring_pattern=format_rule(rest),
        excluded_dates=[other for other in event.excluded_dates if other >= day],
    )
    earlier_event = replace(
        event,
        recurring_pattern=format_rule(end_before(rule, day)),
        excluded_dates=[other for other in event.excluded_dates if other < day],
    )
    return Split(earlier=earlier_event, later=later)


def touches_dates(values: Values) -> bool:
    """Return whether changes may change the dates of a series."""
    return not _DATES.isdisjoint(values)
