"""Sessions and their timers; times are instants, durations of sessions whole minutes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

_MINUTE: Final = 60


class SessionType(StrEnum):
    """What is done in a session."""

    FOCUS = "focus"
    REVIEW = "review"
    PRACTICE = "practice"
    EXAM_PREP = "exam_prep"
    ASSIGNMENT = "assignment"
    RESEARCH = "research"
    READING = "reading"
    WRITING = "writing"
    PROBLEM_SOLVING = "problem_solving"
    MEMORIZATION = "memorization"
    AI_TUTORING = "ai_tutoring"


class SessionStatus(StrEnum):
    """How far a session is."""

    PLANNED = "planned"
    ACTIVE = "active"
    PAUSED = "paused"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Action(StrEnum):
    """What can be done with a session."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    COMPLETE = "complete"

    @property
    def status(self) -> SessionStatus:
        """The status afterwards."""
        return _AFTER[self]

    def is_possible(self, status: SessionStatus) -> bool:
        """Return whether a session with this status can take the action."""
        return status in _BEFORE[self]


_AFTER: Final[Mapping[Action, SessionStatus]] = {
    Action.START: SessionStatus.ACTIVE,
    Action.PAUSE: SessionStatus.PAUSED,
    Action.RESUME: SessionStatus.ACTIVE,
    Action.COMPLETE: SessionStatus.COMPLETED,
}
_BEFORE: Final[Mapping[Action, frozenset[SessionStatus]]] = {
    Action.START: frozenset({SessionStatus.PLANNED, SessionStatus.PAUSED}),
    Action.PAUSE: frozenset({SessionStatus.ACTIVE}),
    Action.RESUME: frozenset({SessionStatus.PAUSED}),
    Action.COMPLETE: frozenset({SessionStatus.PLANNED, SessionStatus.ACTIVE, SessionStatus.PAUSED}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """How long a session has run and rested until its last change, and since when it runs or rests."""

    running_since: datetime | None = None
    paused_at: datetime | None = None
    active_seconds: float = 0.0
    paused_seconds: float = 0.0

    def stop(self, now: datetime) -> "Timer":
        """Return the timer with the time until now, neither running nor resting."""
        return Timer(
            active_seconds=self.active_seconds + _seconds(self.running_since, now),
            paused_seconds=self.paused_seconds + _seconds(self.paused_at, now),
        )

    def advance(self, status: SessionStatus, now: datetime) -> "Timer":
        """Return the timer of a session that gets a status."""
        stopped = self.stop(now)
        if status is SessionStatus.ACTIVE:
            return replace(stopped, running_since=now)
        return replace(stopped, paused_at=now) if status is SessionStatus.PAUSED else stopped

    @property
    def minutes(self) -> int:
        """The time that was learned."""
        return round(self.active_seconds / _MINUTE)

    @property
    def break_minutes(self) -> int:
        """The time of all pauses."""
        return round(self.paused_seconds / _MINUTE)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSession:
    """What a change needs to know of a session."""

    status: SessionStatus
    started_at: datetime | None
    completed_at: datetime | None
    timer: Timer


def minutes_between(start: datetime, end: datetime) -> int:
    """Return the minutes from a time to another one."""
    return round(_seconds(start, end) / _MINUTE)


def _seconds(start: datetime | None, end: datetime) -> float:
    # Clocks of servers differ a little.
    return max(0.0, (end - start).total_seconds()) if start is not None else 0.0
