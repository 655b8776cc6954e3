"""All recommenders by name, those first that did best for simulated owners."""

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
    Entry(Blend(), "Regression and randomised trees"),
    Entry(Linear(), "Regression over traits"),
    Entry(Improved(), "Improved forest"),
    Entry(Baseline(), "Baseline forest"),
)
"""The order matters: one further down is chosen only when held-out verdicts set it clearly apart from those above."""


def find(name: str) -> Recommender | None:
    """Return the recommender of that name."""
    return next((entry.recommender for entry in ENTRIES if entry.recommender.name == name), None)
