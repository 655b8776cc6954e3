"""The JSON of exams."""

from datetime import date, datetime, time
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from alcove.apps.study.exams.model import MAX_QUESTIONS, ExamStatus
from alcove.apps.study.native_rows import Count, LongText, Minutes, ShortText, Title

LocalTime = Annotated[time, Meta(tz=False, description="Where the exam is, as HH:MM:SS.")]


class ExamFields(msgspec.Struct, frozen=True, kw_only=True):
    """What a learner says about an exam; `duration` is in minutes, `questions` are those of the learner's program."""

    title: Title
    description: LongText | None = None
    subject_id: UUID | None = None
    exam_date: date | None = None
    exam_time: LocalTime | None = None
    duration: Minutes | None = None
    location: ShortText | None = None
    total_marks: Count | None = None
    passing_marks: Count | None = None
    status: ExamStatus = ExamStatus.SCHEDULED
    questions: Annotated[list[dict[str, Any]], Meta(max_length=MAX_QUESTIONS)] = msgspec.field(default_factory=list)


class ExamBody(msgspec.Struct, frozen=True, kw_only=True):
    """An exam."""

    id: UUID
    user_id: UUID
    subject_id: UUID | None
    title: str
    description: str | None
    exam_date: date | None
    exam_time: time | None
    duration: int | None
    location: str | None
    total_marks: int | None
    passing_marks: int | None
    status: ExamStatus | None
    questions: list[Any] | None
    created_at: datetime
    updated_at: datetime
