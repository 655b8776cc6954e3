"""The occurrences of events in a range, and which of them overlap."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from alcove.apps.study.calendar.model import MAX_OCCURRENCES, Event, Occurrence
from alcove.apps.study.recurrence import list_dates

_MIDNIGHT: Final = datetime.min.time()


class TooManyOccurrences(ValueError):
    """A range has more occurrences than one answer may have."""


def expand(events: Iterable[Event], *, first: date, last: date) -> list[Occurrence]:
    """Return the occurrences that touch the days from `first` to `last`, in their order; TooManyOccurrences."""
    found: list[Occurrence] = []
    for event in events:
        found += (Occurrence(event=event, day=day) for day in _list_days(event, first=first, last=last))
        if len(found) > MAX_OCCURRENCES:
            raise TooManyOccurrences
    return sorted(found, key=_order)


def takes_place(event: Event, day: date) -> bool:
    """Return whether a series has an occurrence on a date, also one that is replaced by another event."""
    rule = event.rule
    if rule is None or day in event.excluded_dates:
        return False
    return bool(list_dates(rule, start=event.event_date, first=day, last=day))


def _list_days(event: Event, *, first: date, last: date) -> Iterable[date]:
    begin, rule = first - timedelta(days=event.days), event.rule
    if rule is None:
        return (event.event_date,) if begin <= event.event_date <= last else ()
    absent = {*event.excluded_dates, *event.replaced_dates}
    days = list_dates(rule, start=event.event_date, first=begin, last=last)
    return (day for day in days if day not in absent)


def _order(occurrence: Occurrence) -> tuple[object, ...]:
    event = occurrence.event
    return occurrence.day, event.event_time or _MIDNIGHT, event.created_at, event.id
