"""Times and numbers as texts for people."""

from datetime import datetime, timedelta


def format_age(age: timedelta) -> str:
    """Return an age such as `12 minutes`, `3 hours` or `9 days`."""
    minutes = max(0, round(age.total_seconds() / 60))
    for unit, length in (("day", 24 * 60), ("hour", 60)):
        if minutes >= 2 * length:
            return count_things(minutes // length, unit)
    return count_things(minutes, "minute")


def format_next_try(moment: datetime) -> str:
    """Return when work is tried again, as a sentence."""
    return f"Next try: {moment:%Y-%m-%d %H:%M} UTC."


def count_things(number: int, thing: str) -> str:
    """Return a number with its noun, in the plural except for 1."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
