"""All recommenders, and the protocols that they implement."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from alcove.apps.records.taste.model.recommenders.blend import Blend
from alcove.apps.records.taste.model.recommenders.forest import BASELINE, IMPROVED
from alcove.apps.records.taste.model.recommenders.linear import Linear
from alcove.apps.records.taste.model.values import Subject


class FittedModel(Protocol):
    """A trained recommender; its state consists of scikit-learn, numpy and plain objects that skops can serialise."""

    @property
    def state(self) -> Mapping[str, Any]:
        """Return its state, for the bundle."""
        ...

    def chances(self, subjects: Sequence[Subject]) -> NDArray[np.float64]:
        """Return each subject's chance to be kept: shape (n,), 0 to 1, finite."""
        ...


class Recommender(Protocol):
    """A kind of model; one restored from its state must return exactly the same chances."""

    @property
    def name(self) -> str:
        """Return the short name used in settings and in the database."""
        ...

    @property
    def title(self) -> str:
        """Return the name shown to people."""
        ...

    def fit(self, subjects: Sequence[Subject], kept: Sequence[bool], *, seed: int) -> FittedModel:
        """Train a model; `kept` has both classes."""
        ...

    def restore(self, state: Mapping[str, Any]) -> FittedModel:
        """Return the model of a state; ValueError when it is not a state of this recommender."""
        ...


RECOMMENDERS: Final[Sequence[Recommender]] = (Blend(), Linear(), IMPROVED, BASELINE)
"""The order matters: a later one is selected only when it scores clearly better on held-out verdicts."""


def find_recommender(name: str) -> Recommender | None:
    """Return the recommender with this name; None for an unknown one."""
    return next((recommender for recommender in RECOMMENDERS if recommender.name == name), None)
