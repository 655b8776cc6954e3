"""How far a share that was measured on few verdicts can be trusted."""

from math import sqrt
from typing import Final, NamedTuple

Z_95: Final = 1.959963984540054
"""The quantile of the normal distribution for 95 % of its mass in the middle."""
MIN_TESTED: Final = 50
"""With fewer test verdicts the range is too wide to say much."""


class Range(NamedTuple):
    """The bounds of a share, as fractions."""

    low: float
    high: float


def compute_range(right: int, tested: int) -> Range:
    """Return the 95 % confidence interval of the share `right / tested` by Wilson (1927); (0, 1) without a test."""
    if tested <= 0:
        return Range(0.0, 1.0)
    share, square = right / tested, Z_95**2
    centre = (share + square / (2 * tested)) / (1 + square / tested)
    half = Z_95 / (1 + square / tested) * sqrt(share * (1 - share) / tested + square / (4 * tested**2))
    return Range(round(max(0.0, centre - half), 4), round(min(1.0, centre + half), 4))


def count_right(accuracy: float, tested: int) -> int:
    """Return how many of `tested` verdicts a model with this accuracy foretold."""
    return min(tested, max(0, round(accuracy * tested)))


def is_trustworthy(right: int, tested: int, *, majority: float) -> bool:
    """Return whether a model is certainly better than always saying what most verdicts are."""
    return tested >= MIN_TESTED and compute_range(right, tested).low > majority
