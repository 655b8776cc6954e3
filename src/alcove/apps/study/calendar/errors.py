"""The errors of calendars."""

from alcove.apps.study.calendar.model import MAX_EVENTS, MAX_SERIES
from alcove.foundation.errors import AppError


class EventNotFound(AppError):
    """The account has no such event, or it does not take place on the date."""

    status = 404
    code = "NOT_FOUND"


class CalendarFull(AppError):
    """The account has as many events as it may have."""

    status = 422
    code = "CALENDAR_FULL"


class RangeTooLarge(AppError):
    """The range has more occurrences than one answer may have."""

    status = 422
    code = "RANGE_TOO_LARGE"


def refuse_unknown() -> EventNotFound:
    """Return the error for an id that is not one of the caller's events."""
    return EventNotFound("You have no event with this id.")


def refuse_date() -> EventNotFound:
    """Return the error for a date on which a series does not take place."""
    return EventNotFound("The event does not take place on this date.")


def check_room(events: int, series: int) -> None:
    """Raise CalendarFull when an account would have more events than it may have."""
    if events > MAX_EVENTS or series > MAX_SERIES:
        message = f"A calendar has at most {MAX_EVENTS:,} events, of which {MAX_SERIES:,} recur: delete some first."
        raise CalendarFull(message)
