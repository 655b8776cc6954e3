"""Entries of the timetable, and the classes that follow from them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from alcove.apps.study.recurrence import localize

MAX_ENTRIES: Final = 500
"""Entries of one account that are read."""
_WEEK: Final = timedelta(weeks=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A lesson of every week; `weekday` 0 is Sunday. Without a term it takes place in all weeks."""

    id: UUID
    weekday: int
    start_time: time
    end_time: time
    title: str
    room: str | None
    instructor: str | None
    notes: str | None
    first_day: date | None
    last_day: date | None
    created_at: datetime
    updated_at: datetime

    def list_days(self, *, first: date, last: date) -> Iterator[date]:
        """Yield the days from `first` to `last` on which it takes place."""
        begin = max(first, self.first_day or first)
        end = min(last, self.last_day or last)
        day = begin + timedelta(days=(self.weekday - begin.isoweekday()) % 7)
        while day <= end:
            yield day
            day += _WEEK


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A lesson on one day; its start and end are instants."""

    id: UUID
    title: str
    room: str | None
    instructor: str | None
    day: date
    starts_at: datetime
    ends_at: datetime


def expand_entries(entries: Iterable[Entry], *, first: date, last: date, zone: ZoneInfo) -> list[Lesson]:
    """Return the classes from `first` to `last` in their order."""
    classes = [
        Lesson(
            id=entry.id, title=entry.title, room=entry.room, instructor=entry.instructor, day=day,
            starts_at=localize(day, entry.start_time, zone=zone), ends_at=localize(day, entry.end_time, zone=zone),
        )
        for entry in entries
        for day in entry.list_days(first=first, last=last)
    ]  # fmt: skip
    return sorted(classes, key=lambda lesson: (lesson.starts_at, lesson.ends_at, lesson.id))
