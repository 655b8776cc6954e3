"""Status names, priorities and progress of downloads."""

from typing import Final

MIN_INTERVAL: Final = 0.05
"""Seconds between two reports in the first and last percent of a transfer, where every change is reported."""

STATUS_NAMES: Final = ("queued", "resolving", "downloading", "complete", "available", "done", "error", "cancelled")
"""Every status name of the queue; `available` and `done` are for older scripts."""
POLLING_INTERVAL: Final = 6.0
"""Seconds within which a page that polls reads the status once more; the newer page polls every five seconds."""
LOWEST_PRIORITY: Final = -(2**31)
HIGHEST_PRIORITY: Final = 2**31 - 1


def percent(done: int, total: int | None) -> float:
    """Return the progress of a transfer in percent; 0 while its total length is unknown."""
    if not total or total < 0:
        return 0.0
    return min(100.0, round(100.0 * done / total, 1))


class Throttle:
    """Decides which changes of a transfer's progress are reported."""

    def __init__(self, interval: float) -> None:
        self._interval = interval
        self._reported: float | None = None
        self._at = 0.0

    def due(self, progress: float, *, now: float) -> bool:
        """Return whether to report now: at both ends, after each interval, and for every ten percent."""
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
    """Return whether a value is a valid priority: a 32-bit integer, and no boolean."""
    return isinstance(value, int) and not isinstance(value, bool) and LOWEST_PRIORITY <= value <= HIGHEST_PRIORITY
