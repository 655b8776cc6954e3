"""The JSON of what is due."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from alcove.apps.study.cards import DueCounts


class DueTask(msgspec.Struct, frozen=True, kw_only=True):
    """An open task that is due today or was due before; `subject` is a name."""

    id: UUID
    title: str
    due_date: datetime
    priority: str | None
    status: str | None
    subject: str | None
    is_overdue: bool


class DueTasks(msgspec.Struct, frozen=True, kw_only=True):
    """The tasks that are due, the oldest first, at most 20; `total` counts them, `open` all tasks that are not done."""

    total: int
    overdue: int
    open: int
    items: list[DueTask]


class TodayEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event, a class or an exam of the day; `kind` says which, and whole days have no times."""

    kind: str
    id: UUID
    title: str
    starts_at: datetime | None
    ends_at: datetime | None
    location: str | None


class TodayGoal(msgspec.Struct, frozen=True, kw_only=True):
    """An active goal; `progress` is in per cent."""

    id: UUID
    title: str
    type: str | None
    unit: str | None
    current_value: int
    target_value: int
    progress: int


class TodaySession(msgspec.Struct, frozen=True, kw_only=True):
    """The session that runs or is paused, otherwise the next planned one."""

    id: UUID
    title: str
    status: str
    subject: str | None
    start_time: datetime | None
    planned_duration: int | None


class TodayStreak(msgspec.Struct, frozen=True, kw_only=True):
    """Runs of study days; the current one is 0 when neither today nor yesterday has a session."""

    current: int
    longest: int


class TodayBody(msgspec.Struct, frozen=True, kw_only=True):
    """What is due on the learner's study day; `minutes` is what was studied on it."""

    today: date
    timezone: str
    minutes: int
    tasks: DueTasks
    cards: DueCounts
    events: list[TodayEvent]
    goals: list[TodayGoal]
    session: TodaySession | None
    streak: TodayStreak
