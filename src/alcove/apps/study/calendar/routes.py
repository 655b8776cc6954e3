"""`/api/calendar`: events, their occurrences, and what overlaps."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from starlette.responses import Response

from alcove.apps.study.calendar.conflicts import Conflicts
from alcove.apps.study.calendar.errors import CalendarFull, EventNotFound, RangeTooLarge, refuse_unknown
from alcove.apps.study.calendar.fields import filter_events, read_event_values, read_range, read_scope
from alcove.apps.study.calendar.schemas import (
    CalendarEventBody,
    CalendarEventListBody,
    ConflictListBody,
    EventFields,
    EventsQuery,
    RangeQuery,
    ScopeQuery,
    event_body,
    occurrence_body,
)
from alcove.apps.study.calendar.service import Calendar
from alcove.apps.study.native_api import InvalidFields, NotAllowed, NotSignedIn
from alcove.apps.study.native_callers import CallerIdentifier
from alcove.apps.study.native_rows import both_paths, change_fields
from alcove.foundation.deps import Deps
from alcove.foundation.errors import CrossOriginForbidden
from alcove.foundation.web import Access, Api, Call

_CREATED: Final = 201
_READ: Final = (NotSignedIn, NotAllowed, InvalidFields)
_WRITE: Final = (*_READ, CrossOriginForbidden)
_LIST: Final = both_paths("calendar")
_EVENT: Final = both_paths("calendar/{id}")


class CalendarEndpoints:
    """The handlers of the endpoints."""

    def __init__(self, calendar: Calendar, *, conflicts: Conflicts, callers: CallerIdentifier) -> None:
        self._calendar = calendar
        self._conflicts = conflicts
        self._callers = callers

    async def list(self, call: Call[EventsQuery, None]) -> CalendarEventListBody:
        """Return a page of the occurrences in a range, or of the stored events."""
        query, user_id = call.query, await self._identify(call)
        days, where = read_range(query), filter_events(query, user_id)
        if days is None:
            events, total = await self._calendar.list_stored(where, limit=query.limit, offset=query.offset)
            bodies = [event_body(event) for event in events]
        else:
            found = await self._calendar.list_occurrences(where, first=days[0], last=days[1])
            total = len(found)
            bodies = [occurrence_body(item) for item in found[query.offset : query.offset + query.limit]]
        return CalendarEventListBody(events=bodies, total=total, limit=query.limit, offset=query.offset)

    async def add(self, call: Call[None, dict[str, Any]]) -> CalendarEventBody:
        """Add an event."""
        user_id = await self._identify(call)
        values = read_event_values(call.body, is_partial=False)
        return event_body(await self._calendar.add(user_id, values))

    async def find(self, call: Call[None, None]) -> CalendarEventBody:
        """Return an event as it is stored."""
        user_id = await self._identify(call)
        return event_body(await self._calendar.find(_read_id(call.path), user_id=user_id))

    async def change(self, call: Call[ScopeQuery, dict[str, Any]]) -> CalendarEventBody:
        """Change the fields that are sent."""
        return await self._change(call, is_partial=True)

    async def replace(self, call: Call[ScopeQuery, dict[str, Any]]) -> CalendarEventBody:
        """Replace all fields."""
        return await self._change(call, is_partial=False)

    async def delete(self, call: Call[ScopeQuery, None]) -> Response:
        """Delete an event, or occurrences of a series."""
        user_id = await self._identify(call)
        scope, day = read_scope(call.query)
        await self._calendar.delete(_read_id(call.path), user_id=user_id, scope=scope, day=day)
        return Response(status_code=204)

    async def list_conflicts(self, call: Call[RangeQuery, None]) -> ConflictListBody:
        """Return what overlaps in a range of days."""
        user_id = await self._identify(call)
        days = read_range(call.query)
        if days is None:
            raise InvalidFields({"from": "is missing", "to": "is missing"})
        return await self._conflicts.list(user_id, first=days[0], last=days[1])

    async def _change(self, call: Call[ScopeQuery, dict[str, Any]], *, is_partial: bool) -> CalendarEventBody:
        user_id = await self._identify(call)
        scope, day = read_scope(call.query)
        values = read_event_values(call.body, is_partial=is_partial)
        event_id = _read_id(call.path)
        return event_body(await self._calendar.change(event_id, user_id=user_id, values=values, scope=scope, day=day))

    async def _identify(self, call: Call[Any, Any]) -> UUID:
        return (await self._callers.identify(call)).user.id


def register_calendar(apis: Sequence[Api], deps: Deps, *, callers: CallerIdentifier) -> None:
    """Declare the endpoints. They find out themselves who calls: the server does not know access tokens."""
    calendar = Calendar(deps.pool)
    conflicts = Conflicts(deps.pool, calendar=calendar)
    endpoints = CalendarEndpoints(calendar, conflicts=conflicts, callers=callers)
    for api in apis:
        _add_lists(api, endpoints)
        _add_event(api, endpoints)


def _add_lists(api: Api, endpoints: CalendarEndpoints) -> None:
    api.route(
        "GET", *_LIST, query=EventsQuery, response_model=CalendarEventListBody, errors=(*_READ, RangeTooLarge),
        access=Access.PUBLIC, summary="The occurrences of events in a range of days, or the stored events",
    )(endpoints.list)  # fmt: skip
    api.route(
        "POST", *_LIST, body=dict[str, Any], raw_body=EventFields, response_model=CalendarEventBody, status=_CREATED,
        errors=(*_WRITE, CalendarFull), access=Access.PUBLIC, summary="Add an event, which may recur",
    )(endpoints.add)  # fmt: skip
    api.route(
        "GET", *both_paths("calendar/conflicts"), query=RangeQuery, response_model=ConflictListBody,
        errors=(*_READ, RangeTooLarge), access=Access.PUBLIC,
        summary="Events and classes in a range of days that overlap",
    )(endpoints.list_conflicts)  # fmt: skip


def _add_event(api: Api, endpoints: CalendarEndpoints) -> None:
    api.route(
        "GET", *_EVENT, response_model=CalendarEventBody, errors=(*_READ, EventNotFound), access=Access.PUBLIC,
        summary="An event as it is stored",
    )(endpoints.find)  # fmt: skip
    for method, fields, handler, summary in (
        (
            "PATCH",
            change_fields(EventFields),
            endpoints.change,
            "Change an event, or this, the following or all occurrences of a series",
        ),
        (
            "PUT",
            EventFields,
            endpoints.replace,
            "Replace an event, or this, the following or all occurrences of a series",
        ),
    ):
        api.route(
            method, *_EVENT, query=ScopeQuery, body=dict[str, Any], raw_body=fields,
            response_model=CalendarEventBody,
            errors=(*_WRITE, EventNotFound, CalendarFull), access=Access.PUBLIC, summary=summary,
        )(handler)  # fmt: skip
    api.route(
        "DELETE", *_EVENT, query=ScopeQuery, status=204, errors=(*_WRITE, EventNotFound), access=Access.PUBLIC,
        summary="Delete an event, or this, the following or all occurrences of a series",
    )(endpoints.delete)  # fmt: skip


def _read_id(path: Mapping[str, Any]) -> UUID:
    try:
        return UUID(path["id"])
    except ValueError:
        raise refuse_unknown() from None
