"""What is known of a learner's studies: sums and counts, no rows."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from alcove.apps.study.study_days.model import find_zone

DAYS: Final = 30
"""How far back sessions and tasks count."""
MAX_SUBJECTS: Final = 20
MAX_GOALS: Final = 50
MAX_TIMES: Final = 3
_MINUTES: Final = 60


class SubjectTime(msgspec.Struct, frozen=True, kw_only=True):
    """Minutes and sessions of one subject."""

    name: str
    minutes: int
    sessions: int


class GoalState(msgspec.Struct, frozen=True, kw_only=True):
    """How far a goal is; `target_value` may be 0."""

    title: str
    current_value: int
    target_value: int
    unit: str
    deadline: datetime | None = None

    @property
    def percentage(self) -> int:
        """How much is reached, in per cent, at most 999; a goal without a target is reached by any progress."""
        if self.target_value <= 0:
            return 100 if self.current_value > 0 else 0
        return max(0, min(999, round(100 * self.current_value / self.target_value)))

    @property
    def is_reached(self) -> bool:
        """Whether the target is reached."""
        return self.percentage >= 100


class HourTime(msgspec.Struct, frozen=True, kw_only=True):
    """Minutes of the sessions that began within an hour."""

    start: datetime
    minutes: int


class StudyFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Sums over the completed sessions of the last 30 days, and counts of tasks; times are minutes."""

    ai_suggestions_enabled: bool = True
    minutes: int = 0
    sessions: int = 0
    focus_score: float | None = None
    timezone: str = "UTC"
    hours: Sequence[HourTime] = ()
    study_days: int = 0
    """Study days with a session, as they are stored with the sessions."""
    current_streak: int = 0
    tasks: int = 0
    completed_tasks: int = 0
    overdue_tasks: int = 0
    subjects: Sequence[SubjectTime] = ()
    goals: Sequence[GoalState] = ()

    @property
    def average_minutes(self) -> int:
        """The mean duration of a session, 0 without one."""
        return round(self.minutes / self.sessions) if self.sessions else 0

    @property
    def completion_rate(self) -> int:
        """The share of tasks that are completed, in per cent, 0 without any."""
        return round(100 * self.completed_tasks / self.tasks) if self.tasks else 0

    @property
    def best_times(self) -> Sequence[str]:
        """The hours of the learner's day in which most was learned, best first, such as `09:00-10:00`."""
        zone = find_zone(self.timezone)
        minutes: Counter[int] = Counter()
        for hour in self.hours:
            minutes[hour.start.astimezone(zone).hour] += hour.minutes
        best = sorted(minutes, key=lambda hour: (-minutes[hour], hour))[:MAX_TIMES]
        return [f"{hour:02d}:00-{(hour + 1) % 24:02d}:00" for hour in best]

    @property
    def weekly_hours(self) -> float:
        """Hours of learning a week."""
        return round(self.minutes / _MINUTES / DAYS * 7, 1)
