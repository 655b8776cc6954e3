"""Events of accounts: single and recurring ones, their occurrences, and what overlaps."""

from alcove.apps.study.calendar.errors import CalendarFull, check_room
from alcove.apps.study.calendar.model import Event, EventType, Occurrence
from alcove.apps.study.calendar.occurrences import expand
from alcove.apps.study.calendar.service import Calendar
from alcove.apps.study.calendar.store import count_events, list_all, list_by_ids, lock_account, save_events

__all__ = [
    "Calendar",
    "CalendarFull",
    "Event",
    "EventType",
    "Occurrence",
    "check_room",
    "count_events",
    "expand",
    "list_all",
    "list_by_ids",
    "lock_account",
    "save_events",
]
