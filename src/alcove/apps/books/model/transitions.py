"""The states of a queued book and what may become of each."""

from typing import Final, Literal

State = Literal["queued", "resolving", "downloading", "complete", "error", "cancelled"]

RUNNING: Final = ("resolving", "downloading")
ACTIVE: Final = ("queued", *RUNNING)
FINISHED: Final = ("complete", "error", "cancelled")

STATUS_NAMES: Final = ("queued", "resolving", "downloading", "complete", "available", "done", "error", "cancelled")
"""Every name in the answer to a status request; `available` and `done` are for scripts of old."""

LOWEST_PRIORITY: Final = -(2**31)
HIGHEST_PRIORITY: Final = 2**31 - 1


def is_priority(value: object) -> bool:
    """Tell whether a value can be a priority: a whole number of 32 bits, and no truth value."""
    return isinstance(value, int) and not isinstance(value, bool) and LOWEST_PRIORITY <= value <= HIGHEST_PRIORITY
