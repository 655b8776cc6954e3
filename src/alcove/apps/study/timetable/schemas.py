"""The JSON of the timetable."""

from datetime import date, datetime, time
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from alcove.apps.study.native_rows import LongText, ShortText, Title

Weekday = Annotated[int, Meta(ge=0, le=6, description="0 is Sunday.")]


class EntryFields(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson of every week, in a term or in all weeks."""

    day_of_week: Weekday
    start_time: time
    end_time: time
    term_id: UUID | None = None
    subject_id: UUID | None = None
    subject_name: ShortText | None = None
    room: ShortText | None = None
    instructor: ShortText | None = None
    notes: LongText | None = None


class EntryBody(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the timetable."""

    id: UUID
    user_id: UUID
    term_id: UUID | None
    subject_id: UUID | None
    subject_name: str | None
    day_of_week: int
    start_time: time | None
    end_time: time | None
    room: str | None
    instructor: str | None
    notes: str | None
    is_recurring: bool | None
    created_at: datetime
    updated_at: datetime


class TermFields(msgspec.Struct, frozen=True, kw_only=True):
    """A term, with its first and its last day."""

    name: Title
    start_date: date
    end_date: date


class TermBody(msgspec.Struct, frozen=True, kw_only=True):
    """A term."""

    id: UUID
    user_id: UUID
    name: str
    start_date: date
    end_date: date
    created_at: datetime
    updated_at: datetime


class ClassesQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which classes to list: seven days from `date`, by default from today."""

    date: str = ""


class LessonBody(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson on one day."""

    id: UUID
    title: str
    room: str | None
    instructor: str | None
    date: date
    starts_at: datetime
    ends_at: datetime


class LessonListBody(msgspec.Struct, frozen=True, kw_only=True):
    """The classes of seven days."""

    classes: list[LessonBody]
