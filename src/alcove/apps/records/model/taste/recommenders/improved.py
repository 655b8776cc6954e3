"""The improved forest: weighted words and pairs of words, scaled numbers, conditions, an out-of-bag estimate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer

from alcove.apps.records.model.taste.features import RICH_NAMES, rich_numbers
from alcove.apps.records.model.taste.recommenders.forest import Design, FittedForest, grow, regrown
from alcove.apps.records.model.taste.subject import Subject

MOST_WORDS: Final = 300
TOO_COMMON: Final = 0.95


def _words(least: int) -> TfidfVectorizer:
    return TfidfVectorizer(
        ngram_range=(1, 2), stop_words="english", max_features=MOST_WORDS, min_df=least, max_df=TOO_COMMON
    )


def _names(terms: int) -> tuple[str, ...]:
    return (*RICH_NAMES, *(f"text_{place}" for place in range(terms)))


def _forest(seed: int) -> RandomForestClassifier:
    return RandomForestClassifier(
        100,
        max_depth=15,
        min_samples_split=5,
        min_samples_leaf=2,
        class_weight="balanced",
        bootstrap=True,
        oob_score=True,
        random_state=seed,
    )


_DESIGN: Final = Design(
    numbers=rich_numbers, width=len(RICH_NAMES), words=_words, names=_names, forest=_forest, scaled=True
)


@dataclass(frozen=True, slots=True)
class Improved:
    """A hundred trees, fifteen levels deep."""

    name: str = "improved"

    def fit(self, subjects: Sequence[Subject], kept: Sequence[bool], *, seed: int) -> FittedForest:
        """Grow the forest."""
        return grow(_DESIGN, subjects, kept=kept, seed=seed)

    def restore(self, state: Mapping[str, Any]) -> FittedForest:
        """Return what was grown; ValueError when the state is not an improved forest's."""
        return regrown(_DESIGN, state)
