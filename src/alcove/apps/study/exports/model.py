"""Lists that can be exported, and what a PDF of them says."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

MAX_ROWS: Final = 10_000
"""Rows of a list in JSON or CSV; the export of the account has all."""
MAX_PDF_ROWS: Final = 1_000
"""Rows of a list in a PDF; writing 1,000 takes some 3 seconds of a processor."""
MAX_PART_ROWS: Final = 300
"""Rows of each list in a PDF of several."""
MAX_TEXT: Final = 600
"""Characters of a cell in a PDF."""
MAX_LINES: Final = 15
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class ExportName(StrEnum):
    """A list, or the report of the last 30 days."""

    ANALYTICS = "analytics"
    SUBJECTS = "subjects"
    TASKS = "tasks"
    GOALS = "goals"
    SESSIONS = "study-sessions"
    CALENDAR = "calendar"
    TIMETABLE = "timetable"
    EXAMS = "exams"
    CARDS = "cards"
    QUIZZES = "quizzes"
    MATERIALS = "materials"
    ROOMS = "rooms"
    NOTIFICATIONS = "notifications"
    ACHIEVEMENTS = "achievements"


TITLES: Final[Mapping[ExportName, str]] = {
    name: {"analytics": "Study report", "study-sessions": "Study sessions"}.get(name, name.capitalize())
    for name in ExportName
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a PDF: lines of text, and a table; `left_out` rows of it are not there."""

    title: str
    lines: Sequence[str] = ()
    headings: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A PDF."""

    title: str
    subtitle: str
    created_at: datetime
    sections: Sequence[Section]


def make_section(name: ExportName, rows: Sequence[Mapping[str, Any]], *, zone: ZoneInfo, limit: int) -> Section:
    """Return the first rows of a list as a table; instants are shown in a time zone."""
    headings = list(rows[0]) if rows else []
    return Section(
        title=TITLES[name],
        lines=() if rows else ("There is nothing here yet.",),
        headings=[heading.replace("_", " ").capitalize() for heading in headings],
        rows=[[shorten_text(format_value(row[key], zone=zone)) for key in headings] for row in rows[:limit]],
        left_out=max(0, len(rows) - limit),
    )


def format_value(value: object, *, zone: ZoneInfo | None = None) -> str:
    """Return a JSON value as text; an instant in a time zone, or as it is without one."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(format_value(item, zone=zone) for item in value)
        case str() if zone is not None and _INSTANT.fullmatch(value):
            return _localize(value, zone)
        case _:
            return str(value)


def protect_cell(text: str) -> str:
    """Return a text for a spreadsheet, which would take some for formulas."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _localize(text: str, zone: ZoneInfo) -> str:
    try:
        return datetime.fromisoformat(text).astimezone(zone).strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError):
        return text


def shorten_text(text: str) -> str:
    """Return what a cell of a PDF shows of a text."""
    lines = text.splitlines()
    short = "\n".join(lines[:MAX_LINES])
    return short if len(short) <= MAX_TEXT and len(lines) <= MAX_LINES else f"{short[:MAX_TEXT]} …"
