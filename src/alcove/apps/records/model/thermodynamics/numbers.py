"""Any number made finite, so that absurd ones do no harm."""

import math

LARGEST = 1e12


def finite(value: float | None) -> float:
    """Return a float within plus and minus 10**12; what is no number at all is 0."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return 0.0
    return float(max(-LARGEST, min(LARGEST, value)))


def clip(value: float, *, low: float, high: float) -> float:
    """Return the value, or the bound that it is beyond."""
    return max(low, min(high, value))


def normalised(vote: float) -> float:
    """Return a mean of votes, 1 to 5, as 0 to 1."""
    return clip((finite(vote) - 1) / 4, low=0.0, high=1.0)
