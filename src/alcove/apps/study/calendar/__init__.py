"""Events of accounts: single and recurring ones, their occurrences, and what overlaps."""

from alcove.apps.study.calendar.model import MAX_EVENTS, MAX_SERIES, Event, EventType, Occurrence
from alcove.apps.study.calendar.occurrences import expand, next_dates
from alcove.apps.study.calendar.store import count_events, list_all, lock_account, save_events

__all__ = [
    "MAX_EVENTS",
    "MAX_SERIES",
    "Event",
    "EventType",
    "Occurrence",
    "count_events",
    "expand",
    "list_all",
    "lock_account",
    "next_dates",
    "save_events",
]
