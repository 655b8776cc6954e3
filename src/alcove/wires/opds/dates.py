"""Moments in documents."""

import re
from datetime import UTC, datetime
from typing import Final

_ZONE: Final = re.compile(r"([+-]\d\d)(\d\d)$")


def moment(text: str) -> datetime | None:
    """Return the moment of an RFC 3339 text, or of a date alone; None when it is neither."""
    plain = _ZONE.sub(r"\1:\2", text.strip())
    try:
        found = datetime.fromisoformat(plain)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def spelt(when: datetime) -> str:
    """Return a moment as it is written in feeds."""
    text = when.astimezone(UTC).isoformat(timespec="microseconds" if when.microsecond else "seconds")
    return text.replace("+00:00", "Z")
