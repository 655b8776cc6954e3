"""Read an iCalendar file (RFC 5545). It runs in a child process, because hostile files take time and memory."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from alcove.apps.study.calendar_files.component_fields import (
    DAY,
    MAX_TEXT,
    MAX_TITLE,
    YEARS,
    ComponentProblem,
    find_named_zone,
    read_text,
    read_uid,
    split_moment,
    zone_key,
)
from alcove.apps.study.calendar_files.model import (
    MAX_COMPONENTS,
    MAX_PROBLEMS,
    ImportedCalendar,
    ImportedEvent,
    ImportedTask,
    UnreadableCalendar,
)
from alcove.apps.study.calendar_files.task_reader import read_recurrence, read_task
from alcove.apps.study.recurrence import InvalidRule, find_zone, parse_rule

if TYPE_CHECKING:
    from icalendar.cal import Component

MAXDAYS: Final = 366
_MINUTE: Final = timedelta(minutes=1)
_MAX_REMINDER: Final = 40_320
_NO_CALENDAR: Final = "The file is no calendar: it has no complete VCALENDAR."


def read_calendar(content: bytes, zone_name: str) -> ImportedCalendar:
    """Return the events and tasks of a file; times without a zone are in that of the account. UnreadableCalendar."""
    from icalendar import Calendar  # noqa: PLC0415 - a large library, in the child process only

    text = content.decode("utf-8-sig", "replace").replace("\0", "")
    if sum(text.upper().count(f"BEGIN:{name}") for name in ("VEVENT", "VTODO")) > MAX_COMPONENTS:
        raise UnreadableCalendar(
            f"The file has more than {MAX_COMPONENTS:,} events and tasks: import it in several parts."
        )
    try:
        calendars = Calendar.from_ical(text, multiple=True)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableCalendar(_NO_CALENDAR) from error
    if not any(calendar.name == "VCALENDAR" for calendar in calendars):
        raise UnreadableCalendar(_NO_CALENDAR)
    reader = _Reader(find_zone(zone_name))
    for calendar in calendars:
        for component in calendar.subcomponents:
            reader.read(component)
    return reader.finish()


@dataclass(slots=True)
class _Series:
    """What a file has about one UID: the event, and what replaces its occurrences."""

    master: ImportedEvent | None = None
    others: list[tuple[ImportedEvent, date | datetime]] = field(default_factory=list)
    cancelled: list[date | datetime] = field(default_factory=list)


class _Reader:
    """Collects events and tasks by their UIDs."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._series: dict[str, _Series] = {}
        self._tasks: dict[str, ImportedTask] = {}
        self._problems: list[str] = []
        self._skipped = 0

    def read(self, component: "Component") -> None:
        if component.name not in ("VEVENT", "VTODO"):
            self._skipped += component.name not in ("VTIMEZONE", None)
            return
        try:
            if component.name == "VTODO":
                self._add_task(component)
            else:
                self._add(component)
        except ComponentProblem as error:
            self._report(component, str(error))
        except (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError, ArithmeticError):
            self._report(component, "cannot be read")

    def finish(self) -> ImportedCalendar:
        masters, others = [], []
        for series in self._series.values():
            master = series.master
            if master is None:
                # A file may have single occurrences alone; without their series they are events of their own.
                others += [replace(event, uid=f"{event.uid} {_day_of(at, None)}") for event, at in series.others]
                continue
            zone = find_named_zone(master.zone) or self._zone
            days = [_day_of(at, zone) for at in series.cancelled]
            masters.append(replace(master, excluded=sorted({*master.excluded, *days})))
            others += [replace(event, recurrence_day=_day_of(at, zone)) for event, at in series.others]
        return ImportedCalendar(
            events=[*masters, *others],
            tasks=list(self._tasks.values()),
            skipped=self._skipped,
            problems=self._problems[:MAX_PROBLEMS],
        )

    def _add_task(self, component: "Component") -> None:
        if "RECURRENCE-ID" in component:
            raise ComponentProblem("changes a single date of a task that recurs, which is not supported")
        task = read_task(component, self._zone)
        try:
            task = replace(task, recurrence=read_recurrence(component, task, zone=self._zone))
        except (ComponentProblem, InvalidRule) as error:
            self._report(component, f"is imported once, because it recurs in a way that is not supported: {error}")
        if task.recurrence is not None and ("EXDATE" in component or "RDATE" in component):
            self._report(component, "recurs by its rule alone: dates that are left out or added are not supported")
        before = self._tasks.get(task.uid)
        if before is None or before.sequence <= task.sequence:
            self._tasks[task.uid] = task

    def _add(self, component: "Component") -> None:
        event = self._read_event(component)
        series = self._series.setdefault(event.uid, _Series())
        original = component.get("RECURRENCE-ID")
        is_cancelled = str(component.get("STATUS", "")).upper() == "CANCELLED"
        if original is not None:
            if "RANGE" in original.params:
                raise ComponentProblem("changes all following occurrences at once, which is not supported")
            if is_cancelled:
                series.cancelled.append(original.dt)
            else:
                series.others.append((replace(event, rule=None, excluded=()), original.dt))
            return
        if is_cancelled:
            self._skipped += 1
            return
        if series.master is None or series.master.sequence <= event.sequence:
            series.master = event
        series.others += [(extra, extra.day) for extra in self._read_extra_dates(component, event)]

    def _read_event(self, component: "Component") -> ImportedEvent:
        start = getattr(component.get("DTSTART"), "dt", None)
        if not isinstance(start, date):
            raise ComponentProblem("has no start")
        title = read_text(component, "SUMMARY", limit=MAX_TITLE) or "Untitled"
        rule_text = self._read_rule(component)
        zone = self._choose_zone(start, recurs=bool(rule_text))
        day, at = split_moment(start, zone)
        end_day, end_at = split_moment(self._read_end(component, start), zone)
        if at is None:
            # The end of whole days is the day after the last one.
            end_day = max(end_day - DAY, day)
        if day.year not in YEARS or not 0 <= (end_day - day).days < MAXDAYS:
            raise ComponentProblem("is too long, or too far away")
        is_point = (end_day, end_at) == (day, at)
        event = ImportedEvent(
            uid=read_uid(component, title=title, start=start),
            title=title,
            description=read_text(component, "DESCRIPTION", limit=MAX_TEXT),
            location=read_text(component, "LOCATION", limit=MAX_TITLE),
            day=day,
            at=at,
            end_day=end_day if end_day != day else None,
            end_at=None if is_point else end_at,
            zone=zone.key,
            event_type=_read_type(component),
            reminder=_read_reminder(component),
            completed=_read_completed(component),
            sequence=int(component.get("SEQUENCE", 0)),
        )
        if not rule_text:
            return event
        try:
            parse_rule(rule_text, zone=zone)
        except InvalidRule as error:
            self._report(component, f"is imported once, because its rule {error}")
            return event
        excluded = [_day_of(value, zone) for value in _read_dates(component, "EXDATE")]
        return replace(event, rule=rule_text, excluded=sorted(set(excluded))[:MAX_COMPONENTS])

    def _read_rule(self, component: "Component") -> str:
        rule = component.get("RRULE")
        if isinstance(rule, list):
            self._report(component, "has several rules, of which the first counts")
            rule = rule[0]
        return "" if rule is None else str(rule.to_ical().decode()) or "EMPTY"

    def _choose_zone(self, start: date, *, recurs: bool) -> ZoneInfo:
        """Return the zone of an event: its own, unless that has no name, or is UTC for a single event."""
        zone = start.tzinfo if isinstance(start, datetime) else None
        if zone is None:
            return self._zone
        if start.utcoffset() == timedelta(0) and zone_key(zone) in ("", "UTC"):  # type: ignore[attr-defined]
            return find_zone("UTC") if recurs else self._zone
        return find_named_zone(zone_key(zone)) or self._zone

    def _read_end(self, component: "Component", start: date) -> date:
        if "DTEND" in component:
            end = getattr(component["DTEND"], "dt", None)
            if not isinstance(end, date):
                raise ComponentProblem("has an end that is no time")
            return end if isinstance(end, datetime) == isinstance(start, datetime) and _is_later(end, start) else start
        duration = getattr(component.get("DURATION"), "dt", None)
        if isinstance(duration, timedelta) and duration > timedelta(0):
            return start + duration
        return start if isinstance(start, datetime) else start + DAY

    def _read_extra_dates(self, component: "Component", event: ImportedEvent) -> Iterator[ImportedEvent]:
        zone = find_named_zone(event.zone) or self._zone
        length = (event.end_day or event.day) - event.day
        for value in _read_dates(component, "RDATE"):
            day = _day_of(value, zone)
            if day != event.day and day.year in YEARS:
                end_day = day + length if event.end_day is not None else None
                yield replace(event, day=day, end_day=end_day, rule=None, excluded=())

    def _report(self, component: "Component", reason: str) -> None:
        title = str(component.get("SUMMARY", "")) or str(component.get("UID", "")) or "An event"
        self._problems.append(f"{title[:60]!r} {reason}.")


def _read_dates(component: "Component", name: str) -> Iterator[date]:
    values = component.get(name)
    if values is None:
        return
    lists: Iterable[Any] = values if isinstance(values, list) else [values]
    for value in lists:
        for item in value.dts:
            start = item.dt[0] if isinstance(item.dt, tuple) else item.dt
            if isinstance(start, date):
                yield start


def _read_type(component: "Component") -> str | None:
    categories = component.get("CATEGORIES")
    lists: Sequence[Any] = categories if isinstance(categories, list) else [categories]
    names = [str(name).lower() for item in lists if item is not None for name in item.cats]
    return names[0][:50] if names else None


def _read_completed(component: "Component") -> bool | None:
    value = component.get("X-ALCOVE-COMPLETED")
    return None if value is None else str(value).upper() == "TRUE"


def _read_reminder(component: "Component") -> int | None:
    for alarm in component.walk("VALARM"):
        trigger = getattr(alarm.get("TRIGGER"), "dt", None)
        if isinstance(trigger, timedelta) and -_MAX_REMINDER * _MINUTE <= trigger <= timedelta(0):
            return -trigger // _MINUTE
    return None


def _day_of(moment: date, zone: ZoneInfo | None) -> date:
    return split_moment(moment, zone or find_zone("UTC"))[0]


def _is_later(end: date, start: date) -> bool:
    if isinstance(end, datetime) and isinstance(start, datetime) and (end.tzinfo is None) != (start.tzinfo is None):
        return end.replace(tzinfo=UTC) > start.replace(tzinfo=UTC)
    return end > start
