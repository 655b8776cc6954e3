"""Status names, priorities and progress of downloads."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

MIN_INTERVAL: Final = 0.05
"""Seconds between two reports in the first and last percent of a transfer, where every change is reported."""

STATUS_NAMES: Final = ("queued", "resolving", "downloading", "complete", "available", "done", "error", "cancelled")
"""Every status name of the queue; `available` and `done` are for older scripts."""
POLLING_INTERVAL: Final = 6.0
"""Seconds within which a page that polls reads the status once more; the newer page polls every five seconds."""
SPEED_WEIGHT: Final = 0.4
"""Weight of the newest measurement of a transfer's speed."""
LOWEST_PRIORITY: Final = -(2**31)
HIGHEST_PRIORITY: Final = 2**31 - 1


DownloadState = Literal["queued", "resolving", "downloading", "complete", "error", "cancelled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BookState:
    """The state of a book in the queue; `complete` also when it was delivered and has left the queue."""

    state: DownloadState
    progress: float
    """Percent."""
    message: str | None
    """Why it failed, or what it waits for."""


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


class TransferSpeed:
    """Measures the speed of a transfer, smoothed over its last reports."""

    def __init__(self) -> None:
        self._last: tuple[int, float] | None = None
        self._speed: float | None = None

    def measure(self, done: int, *, now: float) -> float | None:
        """Return the bytes per second, None before the second report; `now` is in seconds."""
        last, self._last = self._last, (done, now)
        if last is None or now <= last[1] or done < last[0]:
            return self._speed
        speed = (done - last[0]) / (now - last[1])
        self._speed = speed if self._speed is None else self._speed + SPEED_WEIGHT * (speed - self._speed)
        return self._speed


def move_before(order: Sequence[tuple[str, int]], book_id: str, *, before: str | None) -> dict[str, int]:
    """Return the priorities that change when a queued book moves in front of another one.

    `order` has ids and priorities as they will be fetched. The book becomes the last one when `before` is None, and
    the first one when that book is not queued any more.
    """
    ids = [queued for queued, _ in order]
    old = ids.index(book_id)
    rest = [queued for queued in ids if queued != book_id]
    new = len(rest) if before is None else rest.index(before) if before in rest else 0
    if new == old:
        return {}
    # Everything up to the farther of the two places gets priorities below all that follow, which keep theirs.
    count = max(old, new) + 1
    moved = [*rest[:new], book_id, *rest[new:]][:count]
    highest = order[count - 1][1] - 1 if count < len(order) else order[count - 1][1]
    highest = max(highest, LOWEST_PRIORITY + count)
    return {queued: highest - (count - 1 - place) for place, queued in enumerate(moved)}


def is_priority(value: object) -> bool:
    """Return whether a value is a valid priority: a 32-bit integer, and no boolean."""
    return isinstance(value, int) and not isinstance(value, bool) and LOWEST_PRIORITY <= value <= HIGHEST_PRIORITY
