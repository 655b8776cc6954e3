"""The errors of calendars."""

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
