"""The JSON of study sessions."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from alcove.apps.study.native_rows import Count, LongText, Minutes, ShortText, Title
from alcove.apps.study.study_sessions.model import SessionStatus, SessionType

Score = Annotated[int, Meta(ge=0, le=100)]
SubjectName = Annotated[
    ShortText, Meta(description="Name or id of a subject; a name that is new makes one. Wins over subject_id.")
]


class SessionFields(msgspec.Struct, frozen=True, kw_only=True):
    """What a learner says about a session; a session with an end is completed unless `status` says otherwise.

    Without `duration` it is the time from start to end, in minutes. Without a title it is the subject's name.
    """

    title: Title | None = None
    description: LongText | None = None
    subject: SubjectName | None = None
    subject_id: UUID | None = None
    type: SessionType = SessionType.FOCUS
    status: SessionStatus = SessionStatus.PLANNED
    start_time: datetime | None = None
    end_time: datetime | None = None
    duration: Minutes | None = 0
    planned_duration: Minutes | None = None
    break_duration: Minutes | None = 0
    pomodoro_count: Count | None = 0
    focus_score: Score | None = None
    distractions: Count | None = 0
    notes: LongText | None = None


class SessionBody(msgspec.Struct, frozen=True, kw_only=True):
    """A session; durations are in minutes, `subject` is a name, `study_day` the day to which a completed one counts.

    Its timer had run for `active_seconds` at its last change, and runs since `running_since` if it does.
    """

    id: UUID
    user_id: UUID
    subject_id: UUID | None
    subject: str | None
    title: str
    description: str | None
    type: SessionType | None
    status: SessionStatus | None
    start_time: datetime | None
    end_time: datetime | None
    duration: int | None
    planned_duration: int | None
    break_duration: int | None
    pomodoro_count: int | None
    focus_score: int | None
    distractions: int | None
    notes: str | None
    completed: bool | None
    study_day: date | None
    active_seconds: int
    running_since: datetime | None
    created_at: datetime
    updated_at: datetime


class CompletionFields(msgspec.Struct, frozen=True, kw_only=True):
    """What can be said of a session when it is completed; without `duration` the timer decides."""

    duration: Minutes | None = None
    focus_score: Score | None = None
    distractions: Count | None = None
    pomodoro_count: Count | None = None
    notes: LongText | None = None
