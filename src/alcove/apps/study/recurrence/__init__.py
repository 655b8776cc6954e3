"""Recurrence rules of events and tasks: RRULE of RFC 5545 with the granularity of days, and time zones."""

from alcove.apps.study.recurrence.dates import list_dates, next_date
from alcove.apps.study.recurrence.model import Frequency, InvalidRule, OrdinalDay, Rule, end_before
from alcove.apps.study.recurrence.parse import format_rule, parse_rule
from alcove.apps.study.recurrence.zones import UnknownZone, find_zone, localize

__all__ = [
    "Frequency",
    "InvalidRule",
    "OrdinalDay",
    "Rule",
    "UnknownZone",
    "end_before",
    "find_zone",
    "format_rule",
    "list_dates",
    "localize",
    "next_date",
    "parse_rule",
]
