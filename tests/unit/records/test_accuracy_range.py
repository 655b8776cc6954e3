"""The range in which a model's accuracy lies."""

import pytest

from alcove.apps.records.statistics.model import MIN_TESTED, compute_range, count_right, is_trustworthy


@pytest.mark.parametrize(
    ("right", "tested", "low", "high"),
    [
        (0, 0, 0.0, 1.0),
        (20, 20, 0.8389, 1.0),
        (0, 10, 0.0, 0.2775),
        (45, 50, 0.7864, 0.9565),
        (180, 200, 0.8506, 0.9344),
    ],
)
def test_the_range_is_that_of_wilson(right: int, tested: int, low: float, high: float) -> None:
    """The bounds are those of published tables: wide for few verdicts, and never outside of 0 to 1."""
    assert compute_range(right, tested) == pytest.approx((low, high), abs=0.0001)


def test_few_verdicts_are_never_trusted() -> None:
    """A perfect model on few verdicts is not trusted, nor one that may be no better than the majority."""
    assert not is_trustworthy(MIN_TESTED - 1, MIN_TESTED - 1, majority=0.5)
    assert not is_trustworthy(160, 200, majority=0.8)
    assert is_trustworthy(180, 200, majority=0.8)
    assert count_right(0.9, 21) == 19
