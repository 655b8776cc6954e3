"""The JSON of subjects, tasks and goals."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from alcove.apps.study.native_rows import Count, LongText, Minutes, ShortText, Tag, Title
from alcove.apps.study.planner.model import GoalStatus, GoalType, GoalUnit, TaskPriority, TaskStatus

Color = Annotated[str, Meta(max_length=50, description="A colour as CSS writes it, such as #3B82F6.")]
Target = Annotated[int, Meta(ge=1, le=1_000_000)]


class SubjectFields(msgspec.Struct, frozen=True, kw_only=True):
    """What a learner says about a subject; its name is unique among theirs."""

    name: Title
    description: LongText | None = None
    color: Color | None = "#3B82F6"
    icon: ShortText | None = None
    is_archived: bool = False


class SubjectBody(msgspec.Struct, frozen=True, kw_only=True):
    """A subject."""

    id: UUID
    user_id: UUID
    name: str
    description: str | None
    color: str | None
    icon: str | None
    is_archived: bool | None
    created_at: datetime
    updated_at: datetime


class TaskFields(msgspec.Struct, frozen=True, kw_only=True):
    """What a learner says about a task; durations are in minutes."""

    title: Title
    description: LongText | None = None
    subject_id: UUID | None = None
    status: TaskStatus = TaskStatus.OPEN
    priority: TaskPriority = TaskPriority.MEDIUM
    due_date: datetime | None = None
    completed_at: datetime | None = None
    estimated_duration: Minutes | None = None
    actual_duration: Minutes | None = None
    assignment_type: ShortText | None = None
    points: Count | None = None
    tags: Annotated[list[Tag], Meta(max_length=50)] = msgspec.field(default_factory=list)
    attachments: LongText | None = None


class TaskBody(msgspec.Struct, frozen=True, kw_only=True):
    """A task; `completed_at` is when it was completed, `recurrence` the rule by which it recurs."""

    id: UUID
    user_id: UUID
    subject_id: UUID | None
    title: str
    description: str | None
    status: TaskStatus | None
    priority: TaskPriority | None
    due_date: datetime | None
    completed_at: datetime | None
    estimated_duration: int | None
    actual_duration: int | None
    assignment_type: str | None
    points: int | None
    tags: list[str] | None
    attachments: str | None
    recurrence: str | None
    created_at: datetime
    updated_at: datetime


class GoalFields(msgspec.Struct, frozen=True, kw_only=True):
    """What a learner says about a goal."""

    title: Title
    target_value: Target
    description: LongText | None = None
    subject_id: UUID | None = None
    type: GoalType = GoalType.WEEKLY
    status: GoalStatus = GoalStatus.ACTIVE
    current_value: Count = 0
    unit: GoalUnit = GoalUnit.HOURS
    deadline: datetime | None = None


class GoalBody(msgspec.Struct, frozen=True, kw_only=True):
    """A goal; `progress` is how much of the target is reached, in per cent from 0 to 100."""

    id: UUID
    user_id: UUID
    subject_id: UUID | None
    title: str
    description: str | None
    type: GoalType | None
    status: GoalStatus | None
    target_value: int
    current_value: int | None
    unit: GoalUnit | None
    deadline: datetime | None
    created_at: datetime
    updated_at: datetime
    progress: int
