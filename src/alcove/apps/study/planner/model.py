"""What tasks and goals can be."""

from enum import StrEnum


class TaskStatus(StrEnum):
    """How far a task is."""

    OPEN = "todo"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    ON_HOLD = "on_hold"
    PENDING = "pending"


class TaskPriority(StrEnum):
    """How important a task is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    URGENT = "urgent"


class GoalType(StrEnum):
    """The time in which a goal is to be reached; a daily, weekly or monthly one begins again."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    SEMESTER = "semester"
    YEARLY = "yearly"
    CUSTOM = "custom"


class GoalStatus(StrEnum):
    """Whether a goal counts."""

    ACTIVE = "active"
    COMPLETED = "completed"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    OVERDUE = "overdue"


class GoalUnit(StrEnum):
    """What the values of a goal count; the first four follow what is studied."""

    HOURS = "hours"
    MINUTES = "minutes"
    SESSIONS = "sessions"
    TASKS = "tasks"
    POINTS = "points"
    PERCENTAGE = "percentage"
    PAGES = "pages"
    CHAPTERS = "chapters"
    PROBLEMS = "problems"
    CUSTOM = "custom"
