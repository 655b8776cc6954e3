"""Fields that events and tasks of a file have in common."""

import hashlib
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from alcove.apps.study.calendar_files.model import MAX_UID
from alcove.apps.study.recurrence import UnknownZone, find_zone

if TYPE_CHECKING:
    from icalendar.cal import Component

MAX_TITLE: Final = 500
MAX_TEXT: Final = 20_000
YEARS: Final = range(1900, 2200)
DAY: Final = timedelta(days=1)


class ComponentProblem(ValueError):
    """An event or a task cannot be read."""


def read_uid(component: "Component", *, title: str, start: date | None) -> str:
    """Return the UID of a component, or one that follows from its title and start."""
    uid = str(component.get("UID", "")).strip()
    if uid and len(uid) <= MAX_UID:
        return uid
    return hashlib.sha256((uid or f"{title}\n{start.isoformat() if start else ''}").encode()).hexdigest()


def read_text(component: "Component", name: str, *, limit: int) -> str | None:
    """Return a text without blanks around it, cut to a length; None for a blank one."""
    value = component.get(name)
    if isinstance(value, list):
        value = value[0]
    text = "" if value is None else str(value).encode("utf-8", "replace").decode().strip()
    return text[:limit] or None


def split_moment(moment: date, zone: ZoneInfo) -> tuple[date, time | None]:
    """Return the date and the time of a moment in a zone; a date has no time."""
    if not isinstance(moment, datetime):
        return moment, None
    local = moment if moment.tzinfo is None else moment.astimezone(zone)
    return local.date(), local.time().replace(microsecond=0)


def zone_key(zone: tzinfo) -> str:
    """Return the name of a zone, nothing for one without."""
    return str(getattr(zone, "key", None) or "")


def find_named_zone(name: str | None) -> ZoneInfo | None:
    """Return the zone of a name; None for an unknown one."""
    try:
        return find_zone(name) if name else None
    except UnknownZone:
        return None
