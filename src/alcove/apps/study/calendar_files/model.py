"""Values of feeds and imports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from uuid import UUID

from alcove.apps.study.planner.model import TaskPriority, TaskStatus

MAX_BYTES: Final = 2 * 2**20
"""Bytes of a file to import."""
MAX_COMPONENTS: Final = 5_000
"""Events and tasks of a file to import."""
MAX_PROBLEMS: Final = 50
"""Problems of an import that are reported one by one."""
MAX_FEED_ROWS: Final = 5_000
"""Tasks and exams of a feed."""
MAX_UID: Final = 500
UID_SUFFIX: Final = "@alcove"


class UnreadableCalendar(ValueError):
    """A file is no calendar, or larger than the limits; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedEvent:
    """An event of a file; `recurrence_day` is the date of the occurrence that it replaces, in its series."""

    uid: str
    title: str
    day: date
    description: str | None = None
    location: str | None = None
    at: time | None = None
    end_day: date | None = None
    end_at: time | None = None
    zone: str | None = None
    rule: str | None = None
    excluded: Sequence[date] = ()
    recurrence_day: date | None = None
    event_type: str | None = None
    reminder: int | None = None
    completed: bool | None = None
    sequence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedRule:
    """How a task recurs: the dates of the rule from `start_date` on are those on which it is due, in `zone`."""

    rule: str
    zone: str
    start_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedTask:
    """A task of a file; None where the file says nothing."""

    uid: str
    title: str
    description: str | None = None
    due_at: datetime | None = None
    status: TaskStatus | None = None
    priority: TaskPriority | None = None
    completed_at: datetime | None = None
    sequence: int = 0
    recurrence: ImportedRule | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedCalendar:
    """The contents of a file, series before what replaces their occurrences; `skipped` counts what is neither."""

    events: Sequence[ImportedEvent]
    tasks: Sequence[ImportedTask]
    skipped: int
    problems: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedTask:
    """A task with a due date."""

    id: UUID
    title: str
    description: str | None
    due_at: datetime
    status: str | None
    priority: str | None
    completed_at: datetime | None
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedExam:
    """An exam with a date; `duration` is in minutes."""

    id: UUID
    title: str
    description: str | None
    location: str | None
    day: date
    at: time | None
    duration: int | None
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """The feed of an account; its secret is not stored."""

    created_at: datetime
    read_at: datetime | None
