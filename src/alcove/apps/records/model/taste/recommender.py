"""What every recommender offers, whatever it computes with."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from alcove.apps.records.model.taste.subject import Subject


class Fitted(Protocol):
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

    def fit(self, subjects: Sequence[Subject], kept: Sequence[bool], *, seed: int) -> Fitted:
        """Learn; both classes are among `kept`."""
        ...

    def restore(self, state: Mapping[str, Any]) -> Fitted:
        """Return what was fitted from its state; ValueError when the state is not one of this recommender's."""
        ...
