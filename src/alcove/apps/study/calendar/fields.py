"""Events from JSON objects: their fields are checked alone, and then against one another."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from alcove.apps.study.calendar.model import FIRST_YEAR, LAST_YEAR, MAX_DAYS, MAX_WINDOW, Event, EventType, Scope
from alcove.apps.study.calendar.schemas import EventFields, EventsQuery, RangeQuery, ScopeQuery
from alcove.apps.study.native_api import InvalidFields
from alcove.apps.study.native_rows import DEFAULT, Values, read_values
from alcove.apps.study.recurrence import InvalidRule, UnknownZone, find_zone, parse_rule
from alcove.foundation.database import WhereClause

_DEFAULTS: Final = {field.name: field.default for field in msgspec.structs.fields(EventFields) if not field.required}
_BOOLEANS: Final = {"true": True, "1": True, "false": False, "0": False}


def read_event_values(body: Mapping[str, Any], *, is_partial: bool) -> Values:
    """Return the fields of an event; InvalidFields names all that are wrong."""
    read = read_values(body, EventFields, is_partial=is_partial)
    return {name: _DEFAULTS[name] if value is DEFAULT else value for name, value in read.items()}


def change_event(event: Event, values: Values) -> Event:
    """Return an event with other values; InvalidFields where they contradict one another.

    An event that moves to another date takes its last day along, unless that is sent, too.
    """
    changes = dict(values)
    pattern = changes.get("recurring_pattern", event.recurring_pattern)
    pattern = pattern.strip() if pattern else None
    is_recurring = changes.get("recurring")
    if is_recurring is None:
        is_recurring = bool(pattern) if "recurring_pattern" in changes or "recurring" in changes else event.recurring
    changes["recurring"], changes["recurring_pattern"] = bool(is_recurring), pattern if is_recurring else None
    if changes.get("time_zone", event.time_zone) is None:
        changes["time_zone"] = event.profile_zone
    if "event_date" in changes and "end_date" not in changes and event.end_date is not None:
        changes["end_date"] = changes["event_date"] + timedelta(days=event.days)
    changed = replace(event, **{name: value for name, value in changes.items() if name in _FIELDS})
    _check(changed, values)
    return changed


_FIELDS: Final = frozenset(field.name for field in fields(Event))


def _check(event: Event, values: Values) -> None:
    wrong = {}
    if "title" in values and not event.title.strip():
        wrong["title"] = "is blank"
    if values.get("time_zone") is not None:
        try:
            find_zone(event.time_zone or "")
        except UnknownZone:
            wrong["time_zone"] = "is not an IANA time zone such as Europe/Berlin"
    if reason := _explain_end(event):
        wrong["end_time"] = reason
    if event.end_date is not None and not 0 <= (event.end_date - event.event_date).days < MAX_DAYS:
        wrong["end_date"] = f"is not within {MAX_DAYS} days from event_date"
    if event.recurring and (reason := _explain_pattern(event)):
        wrong["recurring_pattern"] = reason
    if wrong:
        raise InvalidFields(wrong)


def _explain_end(event: Event) -> str:
    if event.end_time is None:
        return ""
    if event.event_time is None:
        return "needs event_time"
    if event.end_date in (None, event.event_date) and event.end_time < event.event_time:
        return "is before event_time; send a later end_date for an event that ends on another day"
    return ""


def _explain_pattern(event: Event) -> str:
    if event.series_id is not None:
        return "cannot be changed for one occurrence"
    if not event.recurring_pattern:
        return "is missing"
    try:
        parse_rule(event.recurring_pattern, zone=event.zone)
    except InvalidRule as error:
        return str(error)
    return ""


def read_range(query: EventsQuery | RangeQuery) -> tuple[date, date] | None:
    """Return the first and the last day of a range, None without one; InvalidFields."""
    if not query.from_ and not query.to:
        return None
    wrong: dict[str, str] = {}
    first, last = _read_day(query.from_, "from", wrong=wrong), _read_day(query.to, "to", wrong=wrong)
    if first and last and not 0 <= (last - first).days < MAX_WINDOW:
        wrong["to"] = f"is not within {MAX_WINDOW} days from 'from'"
    if wrong or first is None or last is None:
        raise InvalidFields(wrong)
    return first, last


def read_scope(query: ScopeQuery) -> tuple[Scope, date | None]:
    """Return which occurrences are meant; InvalidFields."""
    wrong: dict[str, str] = {}
    day = _read_day(query.date, "date", wrong=wrong) if query.date else None
    name = query.scope or (Scope.THIS if day else Scope.ALL)
    if name not in set(Scope):
        wrong["scope"] = f"is not one of {', '.join(Scope)}"
    elif name != Scope.ALL and day is None:
        wrong.setdefault("date", "is missing")
    if wrong:
        raise InvalidFields(wrong)
    return Scope(name), day


def filter_events(query: EventsQuery, user_id: UUID) -> WhereClause:
    """Return the conditions of a list; InvalidFields."""
    where, wrong = WhereClause(), {}
    where.add("e.user_id = {}", user_id)
    if query.type:
        kinds = [kind.strip() for kind in query.type.split(",", 50)]
        if unknown := set(kinds) - set(EventType):
            wrong["type"] = f"{min(unknown)[:50]!r} is not a type of events"
        where.add("e.event_type::text = ANY ({})", kinds)
    if query.subject_id:
        try:
            where.add("e.subject_id = {}", UUID(query.subject_id))
        except ValueError:
            wrong["subject_id"] = "is not the id of a subject"
    if query.completed:
        if query.completed.lower() not in _BOOLEANS:
            wrong["completed"] = "is not true or false"
        where.add("coalesce(e.completed, false) = {}", _BOOLEANS.get(query.completed.lower()))
    if wrong:
        raise InvalidFields(wrong)
    return where


def _read_day(text: str, name: str, *, wrong: dict[str, str]) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        wrong[name] = "is not a date such as 2026-12-01" if text else "is missing"
        return None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        wrong[name] = f"is not between {FIRST_YEAR} and {LAST_YEAR}"
    return day
