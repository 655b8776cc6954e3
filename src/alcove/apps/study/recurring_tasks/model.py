"""Recurring tasks as values, and when the next one is due."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from alcove.apps.study.recurrence import InvalidRule, UnknownZone, find_zone, localize, next_date, parse_rule

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRecurrence:
    """How a task recurs; `start_date` is when the first one was due, `continued_at` when the next one was made."""

    task_id: UUID
    user_id: UUID
    rule: str
    time_zone: str | None
    start_date: date | None
    continued_at: datetime | None = None
    due_at: datetime | None = None
    status: str | None = None
    profile_zone: str = "UTC"

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the task is due at the same time of the day."""
        for name in (self.time_zone, self.profile_zone):
            try:
                return find_zone(name or "")
            except UnknownZone:
                continue
        return find_zone("UTC")

    @property
    def due_local(self) -> datetime | None:
        """When the task is due, as the clocks of its zone show it."""
        return None if self.due_at is None else self.due_at.astimezone(self.zone)

    def next_due(self, now: datetime) -> datetime | None:
        """Return when the next task is due, None after the last one.

        It is the next date of the rule after this task's; dates that have passed in the meantime are left out.
        """
        today, due = now.astimezone(self.zone).date(), self.due_local
        day = today if due is None else due.date()
        try:
            rule = parse_rule(self.rule, zone=self.zone)
        except InvalidRule:
            return None
        following = next_date(rule, start=self.start_date or day, after=max(day, today - _DAY))
        if following is None:
            return None
        return localize(following, due.time() if due else time(tzinfo=None), zone=self.zone).astimezone(UTC)
