"""Write events, tasks, exams and classes as an iCalendar file (RFC 5545), the same bytes for the same rows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from alcove.apps.study.calendar import Event
from alcove.apps.study.calendar_files.model import UID_SUFFIX, FeedExam, FeedTask
from alcove.apps.study.recurrence import format_rule, localize
from alcove.apps.study.timetable import Entry

_LINE: Final = 75
"""Bytes of a line; longer ones are folded."""
_DAY: Final = timedelta(days=1)
_HEAD: Final = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Alcove//Study//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH")
_STATUS: Final = {"completed": "COMPLETED", "in_progress": "IN-PROCESS", "cancelled": "CANCELLED"}
_PRIORITY: Final = {"urgent": 1, "high": 2, "medium": 5, "low": 9}
_WEEKDAYS: Final = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
_ZONES_FROM: Final = date(2000, 1, 1)
_ZONES_TO: Final = date(2050, 1, 1)


class CalendarWriter:
    """Collects components and the zones that they need."""

    def __init__(self, name: str) -> None:
        self._lines: list[str] = []
        self._zones: set[str] = set()
        self._name = name

    def add_events(self, events: Sequence[Event]) -> None:
        """Add events; what replaces an occurrence has the UID of its series."""
        by_id = {event.id: event for event in events}
        for event in events:
            series = by_id.get(event.series_id) if event.series_id else None
            self._lines += self._write_event(event, series)

    def add_tasks(self, tasks: Iterable[FeedTask]) -> None:
        """Add tasks that are due at an instant."""
        for task in tasks:
            lines = [f"UID:task-{task.id}{UID_SUFFIX}", f"DTSTAMP:{_utc(task.updated_at)}", f"DUE:{_utc(task.due_at)}"]
            lines += _write_texts(SUMMARY=task.title, DESCRIPTION=task.description)
            lines.append(f"STATUS:{_STATUS.get(task.status or '', 'NEEDS-ACTION')}")
            if task.status == "completed" and task.completed_at is not None:
                lines += [f"COMPLETED:{_utc(task.completed_at)}", "PERCENT-COMPLETE:100"]
            if task.priority in _PRIORITY:
                lines.append(f"PRIORITY:{_PRIORITY[task.priority]}")
            self._lines += _wrap("VTODO", lines)

    def add_exams(self, exams: Iterable[FeedExam], *, zone: ZoneInfo) -> None:
        """Add exams, at times of a zone."""
        for exam in exams:
            lines = [f"UID:exam-{exam.id}{UID_SUFFIX}", f"DTSTAMP:{_utc(exam.updated_at)}"]
            lines += [self._time("DTSTART", exam.day, at=exam.at, zone=zone), "CATEGORIES:exam"]
            lines += _write_texts(SUMMARY=exam.title, DESCRIPTION=exam.description, LOCATION=exam.location)
            if exam.at is not None and exam.duration and 0 < exam.duration <= 1440:
                lines.append(f"DURATION:PT{exam.duration}M")
            self._lines += _wrap("VEVENT", lines)

    def add_classes(self, entries: Iterable[Entry], *, zone: ZoneInfo) -> None:
        """Add entries of the timetable as weekly events, of those without a term from the week of the entry on."""
        for entry in entries:
            first = next(
                entry.list_days(first=entry.first_day or entry.created_at.date(), last=date(2199, 12, 31)), None
            )
            if first is None:
                continue
            rule = f"FREQ=WEEKLY;BYDAY={_WEEKDAYS[entry.weekday]}"
            if entry.last_day is not None:
                rule += f";UNTIL={_utc(localize(entry.last_day, entry.end_time, zone=zone))}"
            lines = [f"UID:lesson-{entry.id}{UID_SUFFIX}", f"DTSTAMP:{_utc(entry.updated_at)}", "CATEGORIES:class"]
            lines += [
                self._time("DTSTART", first, at=entry.start_time, zone=zone),
                self._time("DTEND", first, at=entry.end_time, zone=zone),
            ]
            lines.append(f"RRULE:{rule}")
            notes = "\n".join(filter(None, (entry.instructor, entry.notes)))
            lines += _write_texts(SUMMARY=entry.title, LOCATION=entry.room, DESCRIPTION=notes)
            self._lines += _wrap("VEVENT", lines)

    def finish(self) -> bytes:
        """Return the file."""
        lines = [*_HEAD, *_write_texts(**{"X-WR-CALNAME": self._name})]
        for zone in sorted(self._zones):
            lines += _write_zone(zone)
        lines += self._lines
        lines.append("END:VCALENDAR")
        return b"".join(_fold(line) for line in lines)

    def _write_event(self, event: Event, series: Event | None) -> list[str]:
        zone, owner = event.zone, series or event
        lines = [f"UID:{_escape(owner.uid or f'{owner.id}{UID_SUFFIX}')}", f"DTSTAMP:{_utc(event.updated_at)}"]
        if series is not None and event.original_date is not None:
            lines.append(self._time("RECURRENCE-ID", event.original_date, at=series.event_time, zone=series.zone))
        lines += self._write_times(event, zone)
        lines += _write_texts(SUMMARY=event.title, DESCRIPTION=event.description, LOCATION=event.location)
        lines += [f"CATEGORIES:{event.event_type}", f"X-ALCOVE-COMPLETED:{'TRUE' if event.completed else 'FALSE'}"]
        if event.notification_time is not None and event.notification_time >= 0:
            alarm = ["ACTION:DISPLAY", f"TRIGGER:-PT{event.notification_time}M", *_write_texts(DESCRIPTION=event.title)]
            lines += _wrap("VALARM", alarm)
        return _wrap("VEVENT", lines)

    def _write_times(self, event: Event, zone: ZoneInfo) -> Iterator[str]:
        last = event.event_date + timedelta(days=event.days)
        yield self._time("DTSTART", event.event_date, at=event.event_time, zone=zone)
        if event.event_time is None:
            yield self._time("DTEND", last + _DAY, at=None, zone=zone)
        elif event.end_time is not None:
            yield self._time("DTEND", last, at=event.end_time, zone=zone)
        rule = event.rule
        if rule is None:
            return
        text = format_rule(replace(rule, until=None))
        if rule.until is not None:
            at = event.event_time
            end = f"{rule.until:%Y%m%d}" if at is None else _utc(localize(rule.until, at, zone=zone))
            text += f";UNTIL={end}"
        yield f"RRULE:{text}"
        for day in sorted(event.excluded_dates):
            yield self._time("EXDATE", day, at=event.event_time, zone=zone)

    def _time(self, name: str, day: date, *, at: time | None, zone: ZoneInfo) -> str:
        if at is None:
            return f"{name};VALUE=DATE:{day:%Y%m%d}"
        if zone.key == "UTC":
            return f"{name}:{day:%Y%m%d}T{at:%H%M%S}Z"
        self._zones.add(zone.key)
        return f"{name};TZID={zone.key}:{day:%Y%m%d}T{at:%H%M%S}"


def _write_texts(**texts: str | None) -> Iterator[str]:
    return (f"{name}:{_escape(text)}" for name, text in texts.items() if text)


def _wrap(name: str, lines: Iterable[str]) -> list[str]:
    return [f"BEGIN:{name}", *lines, f"END:{name}"]


def _escape(text: str) -> str:
    """Return a text as a value; other control characters than line breaks and tabs are not allowed in one."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    text = text.replace("\r\n", "\\n").replace("\r", "\\n").replace("\n", "\\n")
    return "".join(letter for letter in text if letter == "\t" or letter.isprintable() or ord(letter) >= 0xA0)


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _fold(line: str) -> bytes:
    """Return a line with its end, folded between characters."""
    content = line.encode("utf-8", "replace")
    parts = []
    limit = _LINE
    while len(content) > limit:
        cut = limit
        while content[cut] & 0xC0 == 0x80:
            cut -= 1
        parts.append(content[:cut])
        content, limit = content[cut:], _LINE - 1
    return b"\r\n ".join([*parts, content]) + b"\r\n"


@lru_cache(maxsize=256)
def _write_zone(name: str) -> tuple[str, ...]:
    from icalendar import Timezone  # noqa: PLC0415 - a large library, with the first file that has a zone

    zone = Timezone.from_tzinfo(ZoneInfo(name), first_date=_ZONES_FROM, last_date=_ZONES_TO)
    zone.pop("COMMENT", None)
    text = zone.to_ical().decode().replace("\r\n ", "")
    return tuple(text.splitlines())
