"""What is due to be sent: a snapshot, and the steps of what a snapshot has shown as downloading."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

_PROGRESS: Final = "progress"


class ProgressTracker:
    """Sorts notifications into changes of the list and steps of transfers.

    A step is sent only once a snapshot has shown its book as downloading: a page drops steps of other books.
    """

    def __init__(self) -> None:
        self.is_stale = True
        """Whether the list has changed since it was sent last."""
        self._shown: set[str] = set()
        self._steps: dict[str, float] = {}

    def add(self, payload: str) -> None:
        """Take note of a notification."""
        word, _, rest = payload.partition(" ")
        book_id, _, percent = rest.partition(" ")
        step = _parse_number(percent)
        if word != _PROGRESS or step is None:
            self.is_stale = True
            return
        self._steps[book_id] = step
        if book_id not in self._shown:
            self.is_stale = True

    def show(self, snapshot: Mapping[str, Mapping[str, Any]]) -> None:
        """Take note of a snapshot that is being sent."""
        self._shown = set(snapshot.get("downloading", ()))
        self.is_stale = False

    def take_steps(self) -> Iterator[dict[str, Any]]:
        """Yield the steps to send now; those of books that are not being shown are dropped."""
        steps, self._steps = self._steps, {}
        for book_id, percent in steps.items():
            if book_id in self._shown:
                yield {"book_id": book_id, "progress": percent, "status": "downloading"}


def _parse_number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
