"""Time zones of events, and the instants of their local times."""

from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_MAX_NAME: Final = 64


class UnknownZone(ValueError):
    """There is no time zone of this name."""


@lru_cache(maxsize=1024)
def find_zone(name: str) -> ZoneInfo:
    """Return a time zone by its IANA name; UnknownZone."""
    if not name.isascii() or not name.isprintable() or len(name) > _MAX_NAME:
        raise UnknownZone(name[:_MAX_NAME])
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownZone(name) from None


def localize(day: date, at: time, *, zone: ZoneInfo) -> datetime:
    """Return the instant of a local time in UTC.

    A time that a clock change skips is an hour later by the new offset, as RFC 5545 has it; of two the first counts.
    """
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
