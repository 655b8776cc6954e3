"""Emphases of the regression: how much it may rely on each aspect of an offer."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from alcove.apps.records.taste.model.recommenders.encoder import NUMBER_NAMES, Encoder, Floats

_TRAITS: Final = {
    "artist": ("label", 1.0), "label": ("label", 1.0), "style": ("style", 1.0), "genre": ("style", 1.0),
    "format": ("format", 0.7), "decade": ("era", 0.7), "fives": ("era", 0.7), "grade": ("grade", 1.0),
}  # fmt: skip
"""Aspect and scale of a trait by its kind: the scale is lower where neighbouring traits are similar."""
_NUMBERS: Final = {"year": ("era", 0.3), "styles": ("style", 0.1), "reissue": ("format", 0.3), "grade": ("grade", 1.0)}
"""Aspect and scale of a number; those that are not listed are market numbers, whose aspect is the price."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Emphasis:
    """The weight of each aspect, and the logarithm of how probable this emphasis is before there are verdicts."""

    label: float = 1.0
    style: float = 1.0
    era: float = 1.0
    format: float = 1.0
    price: float = 0.0
    grade: float = 0.0
    log_prior: float

    def weigh_columns(self, encoder: Encoder) -> Floats:
        """Return the weight of each trait and then of each number, shape (traits + numbers,)."""
        traits = [self._weigh(*_TRAITS[kind]) for kind in encoder.kinds.tolist()]
        return np.array(traits + [self._weigh(*_NUMBERS.get(name, ("price", 1.0))) for name in NUMBER_NAMES])

    def _weigh(self, aspect: str, scale: float) -> float:
        weight: float = getattr(self, aspect)
        return scale * weight


EMPHASES: Final = (
    Emphasis(log_prior=0.0),
    Emphasis(price=0.1, grade=0.1, log_prior=0.0),
    Emphasis(price=0.25, grade=0.25, log_prior=-0.5),
    Emphasis(price=0.5, grade=0.5, log_prior=-1.5),
    Emphasis(label=0.7, style=0.7, era=0.7, price=1.0, grade=1.0, log_prior=-3.0),
    Emphasis(label=2.0, style=0.6, era=0.6, format=0.6, log_prior=-0.5),
    Emphasis(label=0.6, style=2.0, era=0.6, format=0.6, log_prior=-0.5),
    Emphasis(label=0.6, style=0.6, era=2.5, log_prior=-0.5),
    Emphasis(label=0.5, style=0.5, era=0.5, format=0.5, price=1.0, grade=0.2, log_prior=-2.5),
    Emphasis(label=0.5, style=0.5, era=0.5, price=0.2, grade=1.5, log_prior=-2.5),
)
"""Of those that trust the market, each is less probable the more it does, since most verdicts are about music."""
