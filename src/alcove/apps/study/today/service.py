"""Put together what is due: rows, cards, and the occurrences of events and classes on the day."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

from alcove.apps.study.calendar import Calendar, Occurrence
from alcove.apps.study.cards import NEW_PER_DAY, DueCounts, read_queue
from alcove.apps.study.timetable import Lesson, list_classes
from alcove.apps.study.today import store
from alcove.apps.study.today.schemas import DueTasks, TodayBody, TodayEvent, TodayGoal, TodaySession, TodayStreak
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool, WhereClause

_MAX_EVENTS: Final = 50


class _Exam(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    title: str
    location: str | None
    starts_at: datetime | None
    ends_at: datetime | None


class _Rows(msgspec.Struct, frozen=True, kw_only=True):
    today: date
    timezone: str
    minutes: int
    tasks: DueTasks
    exams: list[_Exam]
    goals: list[TodayGoal]
    session: TodaySession | None
    streak: TodayStreak


class _Queue(msgspec.Struct, frozen=True, kw_only=True):
    counts: DueCounts


async def read_today(pool: Pool, user_id: UUID, *, clock: Clock) -> TodayBody:
    """Return what is due for an account on its study day."""
    now = clock.now()
    rows = msgspec.json.decode(await store.read_rows(pool, user_id, now=now), type=_Rows)
    queue = await read_queue(pool, user_id, now=now, set_id=None, limit=1, new_per_day=NEW_PER_DAY)
    where = WhereClause()
    where.add("e.user_id = {}", user_id)
    occurrences = await Calendar(pool).list_occurrences(where, first=rows.today, last=rows.today)
    classes = await list_classes(pool, user_id, first=rows.today, last=rows.today)
    events = [*_list_exams(rows.exams), *_list_events(occurrences), *_list_classes(classes)]
    return TodayBody(
        today=rows.today, timezone=rows.timezone, minutes=rows.minutes, tasks=rows.tasks,
        cards=msgspec.json.decode(queue, type=_Queue).counts, events=_order(events)[:_MAX_EVENTS], goals=rows.goals,
        session=rows.session, streak=rows.streak,
    )  # fmt: skip


def _list_exams(exams: Iterable[_Exam]) -> Sequence[TodayEvent]:
    return [TodayEvent(kind="exam", **msgspec.structs.asdict(exam)) for exam in exams]


def _list_events(occurrences: Iterable[Occurrence]) -> Sequence[TodayEvent]:
    return [
        TodayEvent(
            kind="event", id=item.event.id, title=item.event.title, starts_at=item.starts_at, ends_at=item.ends_at,
            location=item.event.location,
        )
        for item in occurrences
        if not item.event.completed
    ]  # fmt: skip


def _list_classes(classes: Iterable[Lesson]) -> Sequence[TodayEvent]:
    return [
        TodayEvent(
            kind="class", id=lesson.id, title=lesson.title, starts_at=lesson.starts_at, ends_at=lesson.ends_at,
            location=lesson.room,
        )
        for lesson in classes
    ]  # fmt: skip


def _order(events: Iterable[TodayEvent]) -> list[TodayEvent]:
    """Return whole days first, then by the start."""
    return sorted(events, key=lambda event: (event.starts_at.timestamp() if event.starts_at else 0, event.title))
