"""Decides what is sent next: a snapshot of the queue, or progress updates of downloads in the last snapshot."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

Snapshot: TypeAlias = Mapping[str, Mapping[str, Any]]
"""The queue: the entries of each state by their ids."""

_PROGRESS: Final = "progress"
_STEPS: Final = ("queued", "resolving", "downloading", "complete")
"""The states of a download in their order; a page that misses one does not notice the end."""


class StateSteps:
    """What the pages see of the queue: every download goes through all its states, one in each snapshot.

    A download may change its state several times between two reads of the queue. It is then shown in each of the states
    between, in snapshots that follow each other. Only failed and cancelled downloads get there at once.
    """

    def __init__(self) -> None:
        self._shown: dict[str, tuple[float, str]] | None = None
        self.is_behind = False
        """Whether the last snapshot shows a download in a state that it has already left."""

    def reset(self) -> None:
        """Forget what was shown, because no page is left that has seen it."""
        self._shown, self.is_behind = None, False

    def start(self, snapshot: Snapshot) -> None:
        """Take the first snapshot that a page sees, unless there was one."""
        if self._shown is None:
            self._remember(snapshot)

    def advance(self, snapshot: Snapshot) -> Snapshot:
        """Return the next snapshot for all pages: every download at most one state further."""
        result = self._present(snapshot, is_step=True)
        self._remember(result)
        self.is_behind = any(snapshot[state].keys() != result[state].keys() for state in snapshot)
        return result

    def current(self, snapshot: Snapshot) -> Snapshot:
        """Return a snapshot for one page, in which no download is further than in the last one for all pages."""
        return self._present(snapshot, is_step=False)

    def _remember(self, snapshot: Snapshot) -> None:
        self._shown = {
            name: (entry["added_time"], state) for state, entries in snapshot.items() for name, entry in entries.items()
        }

    def _present(self, snapshot: Snapshot, *, is_step: bool) -> Snapshot:
        if self._shown is None:
            return snapshot
        result: dict[str, dict[str, Any]] = {state: {} for state in snapshot}
        for entries in snapshot.values():
            for name, entry in entries.items():
                state = self._next_state(name, entry, is_step=is_step)
                result[state][name] = entry if state == entry["status"] else _rewind(entry, state)
        return result

    def _next_state(self, name: str, entry: Mapping[str, Any], *, is_step: bool) -> str:
        state: str = entry["status"]
        added_time, shown = (self._shown or {}).get(name, (None, ""))
        if added_time != entry["added_time"]:
            # New, or queued again.
            return _STEPS[0] if state in _STEPS or state == "error" else state
        if state not in _STEPS or shown not in _STEPS or _STEPS.index(state) <= _STEPS.index(shown):
            return state
        return _STEPS[_STEPS.index(shown) + is_step]


def _rewind(entry: Mapping[str, Any], state: str) -> dict[str, Any]:
    """Return an entry as it was in an earlier state."""
    is_loaded = state == "downloading"
    return {
        **entry,
        "status": state,
        "progress": 100.0 if is_loaded else 0.0,
        "status_message": "Processing" if is_loaded else None,
        "download_path": None,
    }


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

    def set_snapshot(self, snapshot: Snapshot, *, is_stale: bool = False) -> None:
        """Set the snapshot that is being sent, and whether it already differs from the queue."""
        self._downloading = set(snapshot.get("downloading", ()))
        self.is_stale = is_stale

    def take_updates(self) -> Iterator[dict[str, Any]]:
        """Yield the progress updates to send now; those of books that the next snapshot may show are kept for it."""
        updates, self._updates = self._updates, {}
        for book_id, progress in updates.items():
            if book_id not in self._downloading:
                if self.is_stale:
                    self._updates[book_id] = progress
            else:
                yield {"book_id": book_id, "progress": progress, "status": "downloading"}


def _parse_number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
