"""Decides what is sent next: a snapshot of the queue, or progress updates of downloads in the last snapshot."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

_PROGRESS: Final = "progress"


class ProgressTracker:
    """Separates notifications into changes of the list and progress updates.

    A progress update is sent only after a snapshot with its book as downloading: a page ignores others.
    """

    def __init__(self) -> None:
        self.is_stale = True
        """Whether the list has changed since the last snapshot."""
        self._downloading: set[str] = set()
        self._updates: dict[str, float] = {}

    def add(self, payload: str) -> None:
        """Add the payload of a notification."""
        word, _, rest = payload.partition(" ")
        book_id, _, percent = rest.partition(" ")
        progress = _parse_number(percent)
        if word != _PROGRESS or progress is None:
            self.is_stale = True
            return
        self._updates[book_id] = progress
        if book_id not in self._downloading:
            self.is_stale = True

    def set_snapshot(self, snapshot: Mapping[str, Mapping[str, Any]]) -> None:
        """Set the snapshot that is being sent."""
        self._downloading = set(snapshot.get("downloading", ()))
        self.is_stale = False

    def take_updates(self) -> Iterator[dict[str, Any]]:
        """Yield the progress updates to send now, without those of books that are not in the snapshot."""
        updates, self._updates = self._updates, {}
        for book_id, progress in updates.items():
            if book_id in self._downloading:
                yield {"book_id": book_id, "progress": progress, "status": "downloading"}


def _parse_number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
