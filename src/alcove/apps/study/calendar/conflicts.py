"""What overlaps: events with a start and an end, and classes of the timetable."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Final
from uuid import UUID

from alcove.apps.study.calendar.model import Occurrence
from alcove.apps.study.calendar.schemas import BusyBody, ConflictBody, ConflictListBody
from alcove.apps.study.calendar.service import Calendar
from alcove.apps.study.timetable import Lesson, list_classes
from alcove.foundation.database import Pool, WhereClause

MAX_CONFLICTS: Final = 500
_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Busy:
    """Something that takes time."""

    kind: str
    id: UUID
    title: str
    date: date
    starts_at: datetime
    ends_at: datetime


class Conflicts:
    """Finds what overlaps."""

    def __init__(self, pool: Pool, *, calendar: Calendar) -> None:
        self._pool = pool
        self._calendar = calendar

    async def list(self, user_id: UUID, *, first: date, last: date) -> ConflictListBody:
        """Return the overlaps of an account in a range of days; RangeTooLarge."""
        where = WhereClause()
        where.add("e.user_id = {}", user_id)
        where.add("NOT coalesce(e.completed, false) AND e.event_time IS NOT NULL AND e.end_time IS NOT NULL")
        occurrences = await self._calendar.list_occurrences(where, first=first, last=last)
        classes = await list_classes(self._pool, user_id, first=first, last=last)
        found = list(islice(find_conflicts([*_busy_events(occurrences), *_busy_classes(classes)]), MAX_CONFLICTS + 1))
        conflicts = [
            ConflictBody(first=_body(one), second=_body(other), minutes=max(1, _overlap(one, other) // _MINUTE))
            for one, other in found[:MAX_CONFLICTS]
        ]
        return ConflictListBody(conflicts=conflicts, has_more=len(found) > MAX_CONFLICTS)


def find_conflicts(items: Sequence[Busy]) -> Iterator[tuple[Busy, Busy]]:
    """Yield the pairs that overlap, by the start of the second; what ends when another starts does not overlap."""
    running: list[Busy] = []
    for item in sorted(items, key=lambda item: (item.starts_at, item.ends_at, item.id)):
        running = [other for other in running if other.ends_at > item.starts_at]
        yield from ((other, item) for other in running)
        if item.ends_at > item.starts_at:
            running.append(item)


def _busy_events(occurrences: Iterable[Occurrence]) -> Iterator[Busy]:
    for occurrence in occurrences:
        starts_at, ends_at = occurrence.starts_at, occurrence.ends_at
        if starts_at is not None and ends_at is not None and ends_at > starts_at:
            event = occurrence.event
            yield Busy(
                kind="event", id=event.id, title=event.title, date=occurrence.day, starts_at=starts_at, ends_at=ends_at
            )


def _busy_classes(classes: Iterable[Lesson]) -> Iterator[Busy]:
    for lesson in classes:
        yield Busy(
            kind="lesson", id=lesson.id, title=lesson.title, date=lesson.day, starts_at=lesson.starts_at,
            ends_at=lesson.ends_at,
        )  # fmt: skip


def _overlap(one: Busy, other: Busy) -> timedelta:
    return min(one.ends_at, other.ends_at) - max(one.starts_at, other.starts_at)


def _body(item: Busy) -> BusyBody:
    return BusyBody(
        kind=item.kind, id=item.id, title=item.title, date=item.date, starts_at=item.starts_at, ends_at=item.ends_at
    )
