"""The states of downloads that connected pages see."""

import itertools
from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from alcove.apps.books.events.model import StateSteps

STATES = ("queued", "resolving", "downloading", "complete", "error", "cancelled")
ORDER = STATES[:4]


def snapshot(*books: tuple[str, str], added_time: float = 1.0) -> dict[str, dict[str, Any]]:
    """Return a snapshot with these books and their states."""
    buckets: dict[str, dict[str, Any]] = {state: {} for state in STATES}
    for name, state in books:
        buckets[state][name] = {
            "status": state, "added_time": added_time, "progress": 100.0, "status_message": None,
            "download_path": "a.epub" if state == "complete" else None,
        }  # fmt: skip
    return buckets


def states(shown: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Return the state in which a snapshot shows each book."""
    return {name: state for state, entries in shown.items() for name in entries}


def test_a_download_goes_through_every_state() -> None:
    """A book that is complete at the first read after it was queued is shown in each state, once each."""
    steps = StateSteps()
    steps.start(snapshot())
    seen: list[str] = []
    while not seen or steps.is_behind:
        shown = steps.advance(snapshot(("a", "complete")))
        seen.append(states(shown)["a"])
        entry = shown[seen[-1]]["a"]
        assert entry["status"] == seen[-1]
        assert bool(entry["download_path"]) == (seen[-1] == "complete")
    assert seen == list(ORDER)


def test_one_page_is_never_ahead_of_the_others() -> None:
    """The answer to one page shows no state that the next update for all pages would take back."""
    steps = StateSteps()
    steps.start(snapshot(("a", "resolving")))
    ended = snapshot(("a", "complete"), ("new", "complete"))
    assert states(steps.current(ended)) == {"a": "resolving", "new": "queued"}
    assert states(steps.advance(ended)) == {"a": "downloading", "new": "queued"}
    assert states(steps.current(ended)) == {"a": "downloading", "new": "queued"}


def test_what_was_there_before_the_first_page_is_shown_as_it_is() -> None:
    """Books that ended before a page was connected do not run through their states for it."""
    steps = StateSteps()
    ended = snapshot(("a", "complete"))
    steps.start(ended)
    assert states(steps.advance(ended)) == {"a": "complete"}
    steps.reset()
    assert states(steps.current(snapshot(("b", "complete")))) == {"b": "complete"}


def test_failures_and_new_starts_are_shown_at_once() -> None:
    """An error, a cancellation and a book that is queued again do not wait for states in between."""
    steps = StateSteps()
    steps.start(snapshot(("a", "queued"), ("b", "queued"), ("c", "downloading")))
    shown = steps.advance(snapshot(("a", "error"), ("b", "cancelled"), ("c", "queued")))
    assert states(shown) == {"a": "error", "b": "cancelled", "c": "queued"}
    assert not steps.is_behind
    again = steps.advance(snapshot(("a", "complete"), added_time=2.0))
    assert states(again) == {"a": "queued"}


@given(st.lists(st.sampled_from(ORDER), min_size=1, max_size=30))
def test_states_follow_each_other(reads: list[str]) -> None:
    """However the reads fall, no shown state is skipped forwards, and the last one shown is the last one read."""
    steps = StateSteps()
    steps.start(snapshot(("a", "queued")))
    all_reads = [*reads, *[reads[-1]] * len(ORDER)]
    seen = ["queued", *(states(steps.advance(snapshot(("a", state))))["a"] for state in all_reads)]
    positions = [ORDER.index(state) for state in seen]
    assert all(after - before <= 1 for before, after in itertools.pairwise(positions))
    assert seen[-1] == reads[-1]
