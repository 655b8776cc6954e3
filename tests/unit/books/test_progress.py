"""The progress of a transfer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.apps.books.model.media import format_size
from alcove.apps.books.queue.model import Throttle, percent


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (0, "0 B"), (999, "999 B"), (1024, "1 KB"), (473 * 1024, "473 KB"), (1024**2 - 1, "1.0 MB"),
        (1_258_291, "1.2 MB"), (1024**3, "1.00 GB"), (5 * 1024**3 // 2, "2.50 GB"),
    ],
)  # fmt: skip
def test_formatted_sizes(size: int, expected: str) -> None:
    """A size is formatted as a number and a unit."""
    assert format_size(size) == expected


@given(st.integers(0, 2**50), st.none() | st.integers(-5, 2**50))
def test_percent_is_between_0_and_100(done: int, total: int | None) -> None:
    """The progress is between 0 and 100 for any numbers, and 0 without a length."""
    found = percent(done, total)
    assert 0 <= found <= 100
    if not total or total < 0:
        assert found == 0


@given(st.integers(1, 2**40), st.lists(st.integers(0, 2**40), max_size=20))
def test_percent_never_decreases(total: int, steps: list[int]) -> None:
    """More bytes never give a lower percentage."""
    found = [percent(min(done, total), total) for done in sorted(steps)]
    assert found == sorted(found)


def test_progress_reports_are_throttled() -> None:
    """Progress is reported at the start, at the end, once per interval and at every ten percent."""
    throttle = Throttle(1.0)
    assert throttle.due(0, now=0.0)
    assert not throttle.due(0, now=0.5)
    assert throttle.due(0.5, now=0.6)
    assert not throttle.due(5, now=0.7)
    assert throttle.due(10.5, now=0.8)
    assert not throttle.due(20, now=0.9)
    assert throttle.due(20, now=1.9)
    assert throttle.due(99.1, now=2.0)
    assert throttle.due(99.2, now=2.1)
    assert not throttle.due(99.2, now=2.2)
    assert not throttle.due(99.3, now=2.11)
    assert throttle.due(99.2, now=3.2)
