"""What the queue says of a book: its status and priority, how far its transfer is, and when that is worth telling."""

from typing import Final

MIN_INTERVAL: Final = 0.05
"""Seconds between two reports at the ends of a transfer, where every change is told."""

STATUS_NAMES: Final = ("queued", "resolving", "downloading", "complete", "available", "done", "error", "cancelled")
"""Every name in the answer to a status request; `available` and `done` are for scripts of old."""
LOWEST_PRIORITY: Final = -(2**31)
HIGHEST_PRIORITY: Final = 2**31 - 1


def percent(done: int, total: int | None) -> float:
    """Return how much of a transfer is done, 0 to 100; 0 while its length is not known."""
    if not total or total < 0:
        return 0.0
    return min(100.0, round(100.0 * done / total, 1))


class Throttle:
    """Decides which changes of a progress are told."""

    def __init__(self, interval: float) -> None:
        self._interval = interval
        self._reported: float | None = None
        self._at = 0.0

    def due(self, progress: float, *, now: float) -> bool:
        """Tell whether to report now: at both ends, after each interval, and for each ten percent."""
        if self._reported is not None and not self._is_due(progress, waited=now - self._at):
            return False
        self._reported, self._at = progress, now
        return True

    def _is_due(self, progress: float, *, waited: float) -> bool:
        reported = self._reported or 0.0
        if waited >= self._interval or progress - reported >= 10:
            return True
        return (progress <= 1 or progress >= 99) and progress != reported and waited >= MIN_INTERVAL


def is_priority(value: object) -> bool:
    """Tell whether a value can be a priority: a whole number of 32 bits, and no truth value."""
    return isinstance(value, int) and not isinstance(value, bool) and LOWEST_PRIORITY <= value <= HIGHEST_PRIORITY
