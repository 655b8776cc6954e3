"""`/api/timetable`: entries, terms, and the classes of a week."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from alcove.apps.study.native_api import InvalidFields, NotAllowed, NotSignedIn
from alcove.apps.study.native_callers import CallerIdentifier
from alcove.apps.study.native_rows import Filter, Operator, Resource, Rows, both_paths, register_rows
from alcove.apps.study.timetable.schemas import (
    ClassesQuery,
    EntryBody,
    EntryFields,
    LessonBody,
    LessonListBody,
    TermBody,
    TermFields,
    Weekday,
)
from alcove.apps.study.timetable.service import list_classes, prepare_entry, prepare_term
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.deps import Deps
from alcove.foundation.web import Access, Api, Call

ENTRIES: Final = Resource(
    noun="timetable entry",
    plural="entries",
    table="public.timetable_entries",
    paths=both_paths("timetable"),
    body=EntryBody,
    fields=EntryFields,
    filters=(
        Filter(name="term_id", kind=UUID),
        Filter(name="subject_id", kind=UUID),
        Filter(name="day_of_week", kind=Weekday),
        Filter(name="room", kind=str, operator=Operator.CONTAINS, description="Text in the room."),
    ),
    sorts=("start_time", "day_of_week", "created_at", "updated_at"),
    order="start_time",
)
TERMS: Final = Resource(
    noun="term",
    plural="terms",
    table="public.timetable_terms",
    paths=both_paths("timetable-terms"),
    body=TermBody,
    fields=TermFields,
    sorts=("start_date", "name", "created_at"),
    order="start_date",
)


class LessonEndpoints:
    """The handler of the classes of a week."""

    def __init__(self, pool: Pool, *, clock: Clock, callers: CallerIdentifier) -> None:
        self._pool = pool
        self._clock = clock
        self._callers = callers

    async def list(self, call: Call[ClassesQuery, None]) -> LessonListBody:
        """Return the classes of seven days."""
        user_id = (await self._callers.identify(call)).user.id
        first = self._read_day(call.query.date)
        classes = await list_classes(self._pool, user_id, first=first, last=first + timedelta(days=6))
        return LessonListBody(
            classes=[
                LessonBody(
                    id=lesson.id, title=lesson.title, room=lesson.room, instructor=lesson.instructor, date=lesson.day,
                    starts_at=lesson.starts_at, ends_at=lesson.ends_at,
                )
                for lesson in classes
            ]
        )  # fmt: skip

    def _read_day(self, text: str) -> date:
        if not text:
            return self._clock.now().date()
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise InvalidFields({"date": "is not a date such as 2026-12-01"}) from None
        if not 1900 <= day.year <= 2199:
            raise InvalidFields({"date": "is not between 1900 and 2199"})
        return day


def register_timetable(apis: Sequence[Api], deps: Deps, *, callers: CallerIdentifier) -> None:
    """Declare the endpoints. They find out themselves who calls: the server does not know access tokens."""
    register_rows(apis, Rows(deps.pool, ENTRIES, prepare=prepare_entry), callers=callers)
    register_rows(apis, Rows(deps.pool, TERMS, prepare=prepare_term), callers=callers)
    endpoints = LessonEndpoints(deps.pool, clock=deps.clock, callers=callers)
    errors: tuple[Any, ...] = (NotSignedIn, NotAllowed, InvalidFields)
    for api in apis:
        api.route(
            "GET", *both_paths("timetable/classes"), query=ClassesQuery, response_model=LessonListBody, errors=errors,
            access=Access.PUBLIC, summary="The classes of seven days",
        )(endpoints.list)  # fmt: skip
