"""The JSON of events."""

from datetime import date, datetime, time
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from alcove.apps.study.calendar.model import MAX_REMINDER, Event, EventType, Occurrence
from alcove.apps.study.native_rows import LongText, ShortText, Title

Pattern = Annotated[
    str, Meta(max_length=500, description="RRULE of RFC 5545, such as FREQ=WEEKLY;BYDAY=MO, or a word such as weekly.")
]
Zone = Annotated[str, Meta(max_length=64, description="IANA time zone, by default that of the profile.")]
Reminder = Annotated[int, Meta(ge=0, le=MAX_REMINDER, description="Minutes before the event.")]


class EventFields(msgspec.Struct, frozen=True, kw_only=True):
    """What a learner says about an event; without a time it takes whole days, up to and with `end_date`."""

    title: Title
    event_date: date
    event_type: EventType = EventType.STUDY
    description: LongText | None = None
    event_time: time | None = None
    end_time: time | None = None
    end_date: date | None = None
    time_zone: Zone | None = None
    location: ShortText | None = None
    subject_id: UUID | None = None
    subject_name: ShortText | None = None
    color: Annotated[str, Meta(max_length=50)] | None = None
    recurring: bool | None = None
    recurring_pattern: Pattern | None = None
    notification_time: Reminder | None = None
    completed: bool | None = False


class CalendarEventBody(msgspec.Struct, frozen=True, kw_only=True):
    """An event, or an occurrence of a series, which has the id of the series and its `original_date`.

    `starts_at` and `ends_at` are instants; they are null where the event takes whole days.
    """

    id: UUID
    user_id: UUID
    subject_id: UUID | None
    title: str
    description: str | None
    event_type: str
    event_date: date
    event_time: time | None
    end_time: time | None
    end_date: date | None
    location: str | None
    subject_name: str | None
    color: str | None
    recurring: bool
    recurring_pattern: str | None
    notification_time: int | None
    completed: bool
    time_zone: str
    starts_at: datetime | None
    ends_at: datetime | None
    all_day: bool
    series_id: UUID | None
    original_date: date | None
    excluded_dates: list[date]
    uid: str
    created_at: datetime
    updated_at: datetime


class CalendarEventListBody(msgspec.Struct, frozen=True, kw_only=True):
    """A page of events; `total` counts those of all pages."""

    events: list[CalendarEventBody]
    total: int
    limit: int
    offset: int


class EventsQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which events to list: the occurrences of a range of days, or the stored events without one."""

    from_: Annotated[str, Meta(description="First day of the range.")] = msgspec.field(default="", name="from")
    to: Annotated[str, Meta(description="Last day of the range, at most 400 days later.")] = ""
    type: Annotated[str, Meta(description="Types of events, with commas.")] = ""
    subject_id: str = ""
    completed: str = ""
    limit: Annotated[int, Meta(ge=1, le=1000)] = 500
    offset: Annotated[int, Meta(ge=0, le=1_000_000)] = 0


class RangeQuery(msgspec.Struct, frozen=True, kw_only=True):
    """A range of days."""

    from_: Annotated[str, Meta(description="First day of the range.")] = msgspec.field(default="", name="from")
    to: Annotated[str, Meta(description="Last day of the range, at most 400 days later.")] = ""


class ScopeQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which occurrences of a series are meant: by default the one of `date`, or all without a date."""

    scope: Annotated[str, Meta(description="this, following or all.")] = ""
    date: Annotated[str, Meta(description="The occurrence's original_date.")] = ""


class BusyBody(msgspec.Struct, frozen=True, kw_only=True):
    """An event or a lesson that takes time."""

    kind: str
    id: UUID
    title: str
    date: date
    starts_at: datetime
    ends_at: datetime


class ConflictBody(msgspec.Struct, frozen=True, kw_only=True):
    """Two of them at the same time, for some minutes."""

    first: BusyBody
    second: BusyBody
    minutes: int


class ConflictListBody(msgspec.Struct, frozen=True, kw_only=True):
    """What overlaps in a range of days; `has_more` says that there is more than was listed."""

    conflicts: list[ConflictBody]
    has_more: bool


def event_body(event: Event) -> CalendarEventBody:
    """Return a stored event as the caller sees it."""
    return occurrence_body(Occurrence(event=event, day=event.event_date), is_stored=True)


def occurrence_body(occurrence: Occurrence, *, is_stored: bool = False) -> CalendarEventBody:
    """Return an occurrence as the caller sees it; a series that is shown as it is stored is none of its occurrences."""
    event = occurrence.event
    is_occurrence = event.rule is not None and not is_stored
    return CalendarEventBody(
        id=event.id,
        user_id=event.user_id,
        subject_id=event.subject_id,
        title=event.title,
        description=event.description,
        event_type=event.event_type,
        event_date=occurrence.day,
        event_time=event.event_time,
        end_time=event.end_time,
        end_date=None if event.end_date is None else occurrence.last_day,
        location=event.location,
        subject_name=event.subject_name,
        color=event.color,
        recurring=bool(event.recurring),
        recurring_pattern=event.recurring_pattern,
        notification_time=event.notification_time,
        completed=bool(event.completed),
        time_zone=event.zone.key,
        starts_at=occurrence.starts_at,
        ends_at=occurrence.ends_at,
        all_day=event.event_time is None,
        series_id=event.id if is_occurrence else event.series_id,
        original_date=occurrence.day if is_occurrence else event.original_date,
        excluded_dates=sorted(event.excluded_dates) if is_stored else [],
        uid=event.uid or f"{event.id}@alcove",
        created_at=event.created_at,
        updated_at=event.updated_at,
    )
