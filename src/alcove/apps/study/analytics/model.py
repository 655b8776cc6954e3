"""Ranges of study days."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

MAX_DAYS: Final = 366
DEFAULT_DAYS: Final = 30
FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2199, 12, 31)


class Period(StrEnum):
    """A range that ends with today or contains it."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    LAST_7_DAYS = "7d"
    LAST_30_DAYS = "30d"
    LAST_90_DAYS = "90d"
    LAST_365_DAYS = "365d"


class Comparison(StrEnum):
    """With what a range is compared."""

    PREVIOUS = "previous"
    """As many days directly before; of a calendar period, the one before."""
    YEAR = "year"
    NONE = "none"


class WrongRange(ValueError):
    """A range that cannot be; `field` says which parameter is wrong."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


@dataclass(frozen=True, slots=True)
class DayRange:
    """Study days from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


def choose_ranges(
    *, today: date, first: date | None, last: date | None, period: Period | None, comparison: Comparison
) -> tuple[DayRange, DayRange | None]:
    """Return a range, and the one with which it is compared; WrongRange.

    A range with one end has as many days as a default one.
    """
    if period is not None and (first is not None or last is not None):
        raise WrongRange("period", "cannot be combined with from and to")
    chosen = _find_period(period, today) if period is not None else _complete(first, last, today=today)
    if chosen.first > chosen.last:
        raise WrongRange("to", "is before from")
    if chosen.days > MAX_DAYS:
        raise WrongRange("from", f"is more than {MAX_DAYS} days before the end of the range")
    if chosen.first < FIRST_DAY or chosen.last > LAST_DAY:
        raise WrongRange("from", f"is not between {FIRST_DAY.year} and {LAST_DAY.year}")
    return chosen, _find_compared(chosen, period=period, comparison=comparison)


def shift_years(day: date, years: int) -> date:
    """Return the same date of another year; the 28th for 29 February where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _complete(first: date | None, last: date | None, *, today: date) -> DayRange:
    span = timedelta(days=DEFAULT_DAYS - 1)
    try:
        if last is None:
            last = today if first is None or first <= today else first + span
        return DayRange(last - span if first is None else first, last)
    except OverflowError:
        raise WrongRange("from", f"is not between {FIRST_DAY.year} and {LAST_DAY.year}") from None


def _find_period(period: Period, today: date) -> DayRange:
    match period:
        case Period.DAY:
            return DayRange(today, today)
        case Period.WEEK:
            monday = today - timedelta(days=today.weekday())
            return DayRange(monday, monday + timedelta(days=6))
        case Period.MONTH:
            return DayRange(today.replace(day=1), _end_of_month(today))
        case Period.YEAR:
            return DayRange(today.replace(month=1, day=1), today.replace(month=12, day=31))
        case _:
            return DayRange(today - timedelta(days=int(period[:-1]) - 1), today)


def _find_compared(chosen: DayRange, *, period: Period | None, comparison: Comparison) -> DayRange | None:
    if comparison is Comparison.NONE:
        return None
    if comparison is Comparison.YEAR or period is Period.YEAR:
        return DayRange(shift_years(chosen.first, -1), shift_years(chosen.last, -1))
    before = chosen.first - timedelta(days=1)
    first = before.replace(day=1) if period is Period.MONTH else chosen.first - timedelta(days=chosen.days)
    return DayRange(first, before)


def _end_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
