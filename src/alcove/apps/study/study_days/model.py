"""The day of study to which an instant belongs; `study.study_day` in the database returns the same."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DEFAULT_DAY_START: Final = time(4)


def study_day(instant: datetime, zone: str | None, *, day_start: time = DEFAULT_DAY_START) -> date:
    """Return the last day that had begun in a time zone; an unknown zone is UTC.

    Where the clock is put forward over the start of a day, the day begins later by as much; where it is put back over
    it, the day begins when the clock shows the time again. `instant` must be timezone-aware.
    """
    known_zone = find_zone(zone)
    day = instant.astimezone(known_zone).date()
    # The date before may have been left out, when the zone moved over the date line.
    for _ in range(2):
        if instant >= start_of_day(day, known_zone, day_start=day_start):
            return day
        day -= timedelta(days=1)
    return day


def start_of_day(day: date, zone: ZoneInfo, *, day_start: time = DEFAULT_DAY_START) -> datetime:
    """Return the instant at which a day begins, in UTC."""
    local = datetime.combine(day, day_start, zone)
    return max(local.astimezone(UTC), local.replace(fold=1).astimezone(UTC))


@lru_cache(maxsize=600)
def find_zone(name: str | None) -> ZoneInfo:
    """Return a time zone by its name, UTC when there is none of this name."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def read_day_start(text: str) -> time:
    """Return a time of the form `HH:MM`."""
    return time.fromisoformat(text)
