"""All ways to learn an owner's taste, and what each of them offers, whatever it computes with."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from alcove.apps.records.taste.model.recommenders.blend import Blend
from alcove.apps.records.taste.model.recommenders.forest import BASELINE, IMPROVED
from alcove.apps.records.taste.model.recommenders.linear import Linear
from alcove.apps.records.taste.model.values import Subject


class FittedModel(Protocol):
    """A recommender that has learnt; its state is scikit-learn and numpy objects alone, so that skops can keep it."""

    @property
    def state(self) -> Mapping[str, Any]:
        """Return what makes it up, for the bundle."""
        ...

    def chances(self, subjects: Sequence[Subject]) -> NDArray[np.float64]:
        """Return each subject's chance to be kept: shape (n,), 0 to 1, finite."""
        ...


class Recommender(Protocol):
    """A way to learn from verdicts; reading one from stored state must give the same chances to the last bit."""

    @property
    def name(self) -> str:
        """Return the short name it is stored and configured under."""
        ...

    @property
    def title(self) -> str:
        """Return what people call it."""
        ...

    def fit(self, subjects: Sequence[Subject], kept: Sequence[bool], *, seed: int) -> FittedModel:
        """Learn; both classes are among `kept`."""
        ...

    def restore(self, state: Mapping[str, Any]) -> FittedModel:
        """Return what was fitted from its state; ValueError when the state is not one of this recommender's."""
        ...


RECOMMENDERS: Final[Sequence[Recommender]] = (Blend(), Linear(), IMPROVED, BASELINE)
"""The order matters: one further down is chosen only when held-out verdicts set it clearly apart from those above."""


def find_recommender(name: str) -> Recommender | None:
    """Return the recommender of that name."""
    return next((recommender for recommender in RECOMMENDERS if recommender.name == name), None)
