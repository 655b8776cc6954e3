"""Read the tasks (VTODO) of an iCalendar file."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from alcove.apps.study.calendar_files.component_fields import (
    MAX_TEXT,
    MAX_TITLE,
    YEARS,
    ComponentProblem,
    find_named_zone,
    read_text,
    read_uid,
    zone_key,
)
from alcove.apps.study.calendar_files.model import ImportedRule, ImportedTask
from alcove.apps.study.planner.model import TaskPriority, TaskStatus
from alcove.apps.study.recurrence import Frequency, Rule, format_rule, localize, parse_rule

if TYPE_CHECKING:
    from icalendar.cal import Component

_STATUS: Final = {
    "NEEDS-ACTION": TaskStatus.OPEN,
    "IN-PROCESS": TaskStatus.IN_PROGRESS,
    "COMPLETED": TaskStatus.COMPLETED,
    "CANCELLED": TaskStatus.CANCELLED,
}
_LEAST_URGENT: Final = {1: TaskPriority.URGENT, 4: TaskPriority.HIGH, 5: TaskPriority.MEDIUM, 9: TaskPriority.LOW}
"""Priorities of RFC 5545 by the last number that means each."""


def read_task(component: "Component", zone: ZoneInfo) -> ImportedTask:
    """Return a task; times without a zone are in `zone`. ComponentProblem for one that is due too far away."""
    title = read_text(component, "SUMMARY", limit=MAX_TITLE) or "Untitled"
    due_at = _read_due(component, zone)
    completed_at = _read_instant(component, "COMPLETED", zone=zone)
    for moment in (due_at, completed_at):
        if moment is not None and moment.year not in YEARS:
            raise ComponentProblem("is too far away")
    return ImportedTask(
        uid=read_uid(component, title=title, start=due_at),
        title=title,
        description=read_text(component, "DESCRIPTION", limit=MAX_TEXT),
        due_at=due_at,
        status=_read_status(component, is_completed=completed_at is not None),
        priority=_read_priority(component),
        completed_at=completed_at,
        sequence=int(component.get("SEQUENCE", 0)),
    )


def read_recurrence(component: "Component", task: ImportedTask, *, zone: ZoneInfo) -> ImportedRule | None:
    """Return how a task recurs, None for one that does not; ComponentProblem, InvalidRule."""
    value = component.get("RRULE")
    if value is None:
        if "RDATE" in component:
            raise ComponentProblem("it has single dates in place of a rule")
        return None
    if isinstance(value, list):
        raise ComponentProblem("it has several rules")
    if task.due_at is None:
        raise ComponentProblem("it has no date")
    if task.status in (TaskStatus.COMPLETED, TaskStatus.CANCELLED):
        return None
    zone = _choose_zone(component, zone)
    text = value.to_ical().decode()
    rule, due = parse_rule(text, zone=zone), task.due_at.astimezone(zone).date()
    start = _read_instant(component, "DTSTART", zone=zone)
    days = due - (start.astimezone(zone).date() if start is not None else due)
    if not days:
        return ImportedRule(rule=text, zone=zone.key, start_date=due)
    # The dates of the rule are those on which it starts; those on which it is due have a rule only in simple cases.
    if not _is_plain(rule):
        raise ComponentProblem("it is due on another day than it starts")
    moved = replace(rule, until=None if rule.until is None else rule.until + days)
    return ImportedRule(rule=format_rule(moved), zone=zone.key, start_date=due)


def _is_plain(rule: Rule) -> bool:
    """Return whether a rule counts days or weeks from its start, on whatever day that is."""
    plain = Rule(
        frequency=rule.frequency, interval=rule.interval, count=rule.count, until=rule.until, week_start=rule.week_start
    )
    return rule == plain and rule.frequency in (Frequency.DAILY, Frequency.WEEKLY)


def _choose_zone(component: "Component", zone: ZoneInfo) -> ZoneInfo:
    """Return the zone in which a task is due at the same time of the day: that of its times, if it has a name."""
    for name in ("DUE", "DTSTART"):
        moment = getattr(component.get(name), "dt", None)
        if isinstance(moment, datetime) and moment.tzinfo is not None:
            return find_named_zone(zone_key(moment.tzinfo)) or zone
    return zone


def _read_due(component: "Component", zone: ZoneInfo) -> datetime | None:
    """Return when a task is due: a day is due at its beginning; without DUE the end of its duration counts.

    A task that recurs may have a start alone: it is due then.
    """
    due = _read_instant(component, "DUE", zone=zone)
    if due is None and "DURATION" not in component and "RRULE" in component:
        return _read_instant(component, "DTSTART", zone=zone)
    if due is not None or "DURATION" not in component:
        return due
    start = _read_instant(component, "DTSTART", zone=zone)
    duration = getattr(component["DURATION"], "dt", None)
    return start + duration if start is not None and isinstance(duration, timedelta) else None


def _read_instant(component: "Component", name: str, *, zone: ZoneInfo) -> datetime | None:
    if name not in component:
        return None
    moment = getattr(component[name], "dt", None)
    if not isinstance(moment, date):
        raise ComponentProblem(f"has a value of {name} that is no time")
    if not isinstance(moment, datetime):
        return localize(moment, time(), zone=zone)
    return (moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)).astimezone(UTC).replace(microsecond=0)


def _read_status(component: "Component", *, is_completed: bool) -> TaskStatus | None:
    """Return the status, None where a file has none that is known."""
    if is_completed or str(component.get("PERCENT-COMPLETE", "")) == "100":
        return TaskStatus.COMPLETED
    return _STATUS.get(str(component.get("STATUS", "")).upper())


def _read_priority(component: "Component") -> TaskPriority | None:
    number = int(component.get("PRIORITY", 0))
    if number < 1:
        return None
    return next((priority for last, priority in _LEAST_URGENT.items() if number <= last), None)
