"""The baseline: a small forest over word counts and plain numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import CountVectorizer

from alcove.apps.records.model.taste.features import PLAIN_NAMES, plain_numbers
from alcove.apps.records.model.taste.recommenders.forest import Design, FittedForest, grow, regrown
from alcove.apps.records.model.taste.subject import Subject

MOST_WORDS: Final = 200


def _words(least: int) -> CountVectorizer:
    return CountVectorizer(stop_words="english", max_features=MOST_WORDS, min_df=least)


def _names(terms: int) -> tuple[str, ...]:
    return (*PLAIN_NAMES, "text_features") if terms else PLAIN_NAMES


def _forest(seed: int) -> RandomForestClassifier:
    return RandomForestClassifier(50, max_depth=10, class_weight="balanced", random_state=seed)


_DESIGN: Final = Design(
    numbers=plain_numbers, width=len(PLAIN_NAMES), words=_words, names=_names, forest=_forest, scaled=False
)


@dataclass(frozen=True, slots=True)
class Baseline:
    """Fifty trees, ten levels deep."""

    name: str = "baseline"

    def fit(self, subjects: Sequence[Subject], kept: Sequence[bool], *, seed: int) -> FittedForest:
        """Grow the forest."""
        return grow(_DESIGN, subjects, kept=kept, seed=seed)

    def restore(self, state: Mapping[str, Any]) -> FittedForest:
        """Return what was grown; ValueError when the state is not a baseline's."""
        return regrown(_DESIGN, state)
