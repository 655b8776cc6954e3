"""How long work waits that depends on other servers, and how a wait is described."""

import random
from datetime import datetime
from typing import Final

MINUTE: Final = 60.0
HOUR: Final = 3600.0
DAY: Final = 86_400.0
PAUSES: Final = (MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, 12 * HOUR, DAY)
"""Seconds before the next try after the first, second and every later failed run."""
JITTER: Final = 0.1


def pause_after(failures: int, *, rng: random.Random) -> float:
    """Return the seconds to wait after so many consecutive failed runs, spread so that not all return at once."""
    return PAUSES[min(max(failures, 1), len(PAUSES)) - 1] * (1.0 + JITTER * rng.random())


def describe_duration(seconds: float) -> str:
    """Return a duration for users, such as `5 min`, rounded up."""
    if seconds < 2 * MINUTE:
        return f"{max(1, round(seconds))} s"
    if seconds < 2 * HOUR:
        return f"{-(-seconds // MINUTE):.0f} min"
    return f"{-(-seconds // HOUR):.0f} h"


def describe_time(moment: datetime) -> str:
    """Return a moment for users; the server does not know their time zone."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"
