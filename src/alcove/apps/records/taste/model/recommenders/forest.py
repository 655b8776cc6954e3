"""A random forest over numbers and the words of an offer: the baseline and the improved forest."""

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.preprocessing import StandardScaler

from alcove.apps.records.taste.model.features import (
    BASELINE_NAMES,
    EXTENDED_NAMES,
    baseline_numbers,
    extended_numbers,
    join_texts,
)
from alcove.apps.records.taste.model.recommenders.encoder import Floats, predict_in_batches
from alcove.apps.records.taste.model.values import Subject

MIN_TEXTS: Final = 10
"""Below this a word need not occur twice to count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """A kind of forest, as a recommender."""

    name: str
    title: str
    numbers: Callable[[Sequence[Subject]], Floats]
    number_names: tuple[str, ...]
    words: Callable[..., CountVectorizer]
    """Makes a vectoriser for a least document frequency `min_df`."""
    word_names: Callable[[int], tuple[str, ...]]
    """Names the features that come of so many words."""
    forest: Callable[..., RandomForestClassifier]
    """Makes what is to grow from a seed `random_state`."""
    scaled: bool

    def fit(self, subjects: Sequence[Subject], kept: Sequence[bool], *, seed: int) -> "FittedForest":
        """Grow the forest of these verdicts."""
        numbers, texts = self.numbers(subjects), join_texts(subjects)
        words = _fit_vectorizer(self.words, texts)
        scaler = StandardScaler().fit(numbers) if self.scaled else None
        forest = self.forest(random_state=seed)
        with warnings.catch_warnings():
            # Of few rows some are in every tree's sample: they have no out-of-bag estimate, and the score does without.
            warnings.filterwarnings("ignore", message="Some inputs do not have OOB scores", category=UserWarning)
            warnings.filterwarnings("ignore", message="invalid value encountered", category=RuntimeWarning)
            forest.fit(_build_table(numbers, texts, scaler=scaler, words=words), np.asarray(kept, dtype=np.int64))
        oob = _compute_oob_accuracy(forest, kept) if forest.oob_score else None
        return FittedForest(kind=self, forest=forest, words=words, scaler=scaler, oob=oob)

    def restore(self, state: Mapping[str, Any]) -> "FittedForest":
        """Return the forest that a state describes; ValueError when it describes none of this kind."""
        forest, words, scaler, oob = (state.get(part) for part in ("forest", "words", "scaler", "oob"))
        if words is not None:
            _check_vectorizer(words, self.words)
        if self.scaled != isinstance(scaler, StandardScaler):
            raise ValueError("the stored scaling is not that of this forest")
        width = len(self.number_names) + _count_terms(words)
        if not isinstance(forest, RandomForestClassifier) or getattr(forest, "n_features_in_", None) != width:
            raise ValueError("the stored forest does not fit its words and numbers")
        return FittedForest(kind=self, forest=forest, words=words, scaler=scaler, oob=oob)


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedForest:
    """A forest that has grown; without words when the texts had none to offer."""

    kind: Forest
    forest: RandomForestClassifier
    words: CountVectorizer | None
    scaler: StandardScaler | None
    oob: float | None

    @property
    def state(self) -> Mapping[str, Any]:
        """Return what makes it up."""
        names = [*self.kind.number_names, *self.kind.word_names(_count_terms(self.words))]
        return {
            "forest": self.forest, "words": self.words, "scaler": self.scaler, "oob": self.oob, "feature_names": names
        }  # fmt: skip

    def chances(self, subjects: Sequence[Subject]) -> Floats:
        """Return each offer's chance to be kept, shape (n,)."""
        return predict_in_batches(self._chances, subjects)

    def _chances(self, subjects: Sequence[Subject]) -> Floats:
        numbers, texts = self.kind.numbers(subjects), join_texts(subjects)
        # By one thread, as sums of floats depend on their order.
        found: Floats = self.forest.predict_proba(_build_table(numbers, texts, scaler=self.scaler, words=self.words))[
            :, 1
        ]
        return found


def _fit_vectorizer(make: Callable[..., CountVectorizer], texts: Sequence[str]) -> CountVectorizer | None:
    """Return the first vectoriser that finds words: rare ones left out, then none left out; else None."""
    for least in (2, 1) if len(texts) >= MIN_TEXTS else (1,):
        words = make(min_df=least)
        try:
            words.fit(texts)
        except ValueError:
            # No word at all, only stop words, or each in too few or too many texts.
            continue
        return words
    return None


def _build_table(
    numbers: Floats, texts: Sequence[str], *, scaler: StandardScaler | None, words: CountVectorizer | None
) -> NDArray[np.float32]:
    """Return numbers and then words as one table, shape (n, numbers + words)."""
    scaled = numbers if scaler is None else scaler.transform(numbers)
    if words is None:
        return np.asarray(scaled, dtype=np.float32)
    return np.hstack((scaled, words.transform(texts).toarray()), dtype=np.float32, casting="same_kind")


def _check_vectorizer(words: CountVectorizer, make: Callable[..., CountVectorizer]) -> None:
    # Words that were numbered otherwise would be counted outside of the table.
    if not isinstance(words, CountVectorizer) or not hasattr(words, "vocabulary_"):
        raise ValueError("the stored words are none")
    expected = make(min_df=words.min_df)
    if type(words) is not type(expected) or words.get_params() != expected.get_params():
        raise ValueError("the stored words are not found in the way of this forest")
    if sorted(words.vocabulary_.values()) != list(range(len(words.vocabulary_))):
        raise ValueError("the stored words are not numbered in a row")


def _count_terms(words: CountVectorizer | None) -> int:
    return 0 if words is None else len(words.vocabulary_)


def _compute_oob_accuracy(forest: RandomForestClassifier, kept: Sequence[bool]) -> float | None:
    # The share of rows judged rightly by the trees that have not seen them. The estimates are as long as the verdicts
    # and of no use once they are counted.
    chances = forest.oob_decision_function_[:, 1]
    del forest.oob_decision_function_
    judged = np.isfinite(chances)
    if not judged.any():
        return None
    return float(np.mean((chances[judged] >= 0.5) == np.asarray(kept, dtype=bool)[judged]))


BASELINE: Final = Forest(
    name="baseline",
    title="Baseline forest",
    numbers=baseline_numbers,
    number_names=BASELINE_NAMES,
    words=partial(CountVectorizer, stop_words="english", max_features=200),
    word_names=lambda terms: ("text_features",) if terms else (),
    forest=partial(RandomForestClassifier, n_estimators=50, max_depth=10, class_weight="balanced"),
    scaled=False,
)
"""Fifty trees, ten levels deep, over word counts and plain numbers."""

IMPROVED: Final = Forest(
    name="improved",
    title="Improved forest",
    numbers=extended_numbers,
    number_names=EXTENDED_NAMES,
    words=partial(TfidfVectorizer, ngram_range=(1, 2), stop_words="english", max_features=300, max_df=0.95),
    word_names=lambda terms: tuple(f"text_{place}" for place in range(terms)),
    forest=partial(
        RandomForestClassifier, n_estimators=100, max_depth=15, min_samples_split=5, min_samples_leaf=2,
        class_weight="balanced", oob_score=True,
    ),
    scaled=True,
)  # fmt: skip
"""A hundred trees, fifteen levels deep: weighted words and pairs of words, scaled numbers, an out-of-bag estimate."""
