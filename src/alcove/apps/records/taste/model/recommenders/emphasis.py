"""Emphases of the regression: how much it may rely on each aspect of an offer."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from alcove.apps.records.taste.model.recommenders.encoder import NUMBER_NAMES, Encoder, Floats

_TRAITS: Final = {
    "artist": "label", "label": "label", "style": "style", "genre": "style", "format": "format",
    "decade": "decade", "fives": "years", "grade": "grade",
}  # fmt: skip
"""The aspect of a trait by its kind."""
_NUMBERS: Final = {
    "year": ("years", 0.4), "styles": ("style", 0.1), "reissue": ("format", 0.4), "grade": ("grade", 1.0),
}  # fmt: skip
"""Aspect and scale of a number; those that are not listed are market numbers, whose aspect is the price."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Emphasis:
    """The weight of each aspect, and the logarithm of how probable this emphasis is before there are verdicts."""

    label: float = 1.0
    style: float = 1.0
    decade: float = 1.0
    years: float = 0.0
    """Of the exact year and of the decades that are shifted by five years."""
    format: float = 0.3
    price: float = 0.0
    grade: float = 0.0
    log_prior: float

    def weigh_columns(self, encoder: Encoder) -> Floats:
        """Return the weight of each trait and then of each number, shape (traits + numbers,)."""
        traits = [self._weigh(_TRAITS[kind]) for kind in encoder.kinds.tolist()]
        numbers = [_NUMBERS.get(name, ("price", 1.0)) for name in NUMBER_NAMES]
        return np.array(traits + [scale * self._weigh(aspect) for aspect, scale in numbers])

    def _weigh(self, aspect: str) -> float:
        weight: float = getattr(self, aspect)
        return weight


EMPHASES: Final = (
    Emphasis(log_prior=1.0),
    Emphasis(label=0.5, style=1.2, decade=0.3, log_prior=1.3),
    Emphasis(label=0.35, style=0.7, decade=0.15, years=0.15, format=0.15, log_prior=1.3),
    Emphasis(label=2.0, style=0.6, decade=0.4, years=0.4, format=0.4, log_prior=1.6),
    Emphasis(label=0.6, style=0.6, decade=1.75, years=1.75, format=0.7, log_prior=0.7),
    Emphasis(decade=0.7, years=0.7, format=0.7, price=0.1, grade=0.1, log_prior=0.0),
    Emphasis(decade=0.7, years=0.7, format=0.7, price=0.25, grade=0.25, log_prior=-0.5),
    Emphasis(decade=0.7, years=0.7, format=0.7, price=0.5, grade=0.5, log_prior=-1.5),
    Emphasis(label=0.7, style=0.7, decade=0.5, years=0.5, format=0.7, price=1.0, grade=1.0, log_prior=-3.0),
    Emphasis(label=0.5, style=0.5, decade=0.35, years=0.35, format=0.35, price=1.0, grade=0.2, log_prior=-1.75),
    Emphasis(label=0.5, style=0.5, decade=0.35, years=0.35, format=0.7, price=0.2, grade=1.5, log_prior=-1.75),
)
"""The lower the weights, the stronger the regularisation, which is what verdicts with many errors need.

Those that trust the market are less probable the more they do, since most verdicts are about music.
"""
