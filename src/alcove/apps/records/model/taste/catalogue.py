"""All recommenders by name, the simplest first."""

from dataclasses import dataclass
from typing import Final

from alcove.apps.records.model.taste.recommender import Recommender
from alcove.apps.records.model.taste.recommenders.baseline import Baseline
from alcove.apps.records.model.taste.recommenders.blend import Blend
from alcove.apps.records.model.taste.recommenders.improved import Improved
from alcove.apps.records.model.taste.recommenders.linear import Linear


@dataclass(frozen=True, slots=True)
class Entry:
    """A recommender, and what people call it."""

    recommender: Recommender
    title: str


ENTRIES: Final = (
    Entry(Baseline(), "Baseline forest"),
    Entry(Improved(), "Improved forest"),
    Entry(Linear(), "Regression over traits"),
    Entry(Blend(), "Regression and randomised trees"),
)
"""The order matters: of two that do equally well the first is chosen."""


def find(name: str) -> Recommender | None:
    """Return the recommender of that name."""
    return next((entry.recommender for entry in ENTRIES if entry.recommender.name == name), None)
