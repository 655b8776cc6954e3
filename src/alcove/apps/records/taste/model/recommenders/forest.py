"""Random forests over numbers and words of an offer: the baseline and the improved forest."""

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
"""With fewer texts a word counts even if it occurs once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """A kind of random forest."""

    name: str
    title: str
    numbers: Callable[[Sequence[Subject]], Floats]
    number_names: tuple[str, ...]
    words: Callable[..., CountVectorizer]
    """Creates a vectorizer, given the least document frequency `min_df`."""
    word_names: Callable[[int], tuple[str, ...]]
    """Returns the feature names for a number of words."""
    forest: Callable[..., RandomForestClassifier]
    """Creates an unfitted forest, given the seed `random_state`."""
    scaled: bool

    def fit(self, subjects: Sequence[Subject], kept: Sequence[bool], *, seed: int) -> "FittedForest":
        """Fit a forest to verdicts."""
        numbers, texts = self.numbers(subjects), join_texts(subjects)
        words = _fit_vectorizer(self.words, texts)
        scaler = StandardScaler().fit(numbers) if self.scaled else None
        forest = self.forest(random_state=seed)
        with warnings.catch_warnings():
            # With few rows some are in every tree's sample and have no out-of-bag estimate; the score ignores them.
            warnings.filterwarnings("ignore", message="Some inputs do not have OOB scores", category=UserWarning)
            warnings.filterwarnings("ignore", message="invalid value encountered", category=RuntimeWarning)
            forest.fit(_build_table(numbers, texts, scaler=scaler, words=words), np.asarray(kept, dtype=np.int64))
        oob = _compute_oob_accuracy(forest, kept) if forest.oob_score else None
        return FittedForest(kind=self, forest=forest, words=words, scaler=scaler, oob=oob)

    def restore(self, state: Mapping[str, Any]) -> "FittedForest":
        """Return the forest of a state; ValueError for an invalid one."""
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
    """A fitted forest; `words` is None when the texts had no usable words."""

    kind: Forest
    forest: RandomForestClassifier
    words: CountVectorizer | None
    scaler: StandardScaler | None
    oob: float | None

    @property
    def state(self) -> Mapping[str, Any]:
        """Return its state."""
        names = [*self.kind.number_names, *self.kind.word_names(_count_terms(self.words))]
        return {
            "forest": self.forest, "words": self.words, "scaler": self.scaler, "oob": self.oob, "feature_names": names
        }  # fmt: skip

    def chances(self, subjects: Sequence[Subject]) -> Floats:
        """Return each offer's chance to be kept, shape (n,)."""
        return predict_in_batches(self._chances, subjects)

    def _chances(self, subjects: Sequence[Subject]) -> Floats:
        numbers, texts = self.kind.numbers(subjects), join_texts(subjects)
        table = _build_table(numbers, texts, scaler=self.scaler, words=self.words)
        # In one thread, since sums of floats depend on their order.
        chances: Floats = self.forest.predict_proba(table)[:, 1]
        return chances


def _fit_vectorizer(create: Callable[..., CountVectorizer], texts: Sequence[str]) -> CountVectorizer | None:
    """Return a fitted vectorizer, without rare words if possible; None when there are no usable words."""
    for min_df in (2, 1) if len(texts) >= MIN_TEXTS else (1,):
        words = create(min_df=min_df)
        try:
            words.fit(texts)
        except ValueError:
            # There are no words, only stop words, or only too rare or too frequent ones.
            continue
        return words
    return None


def _build_table(
    numbers: Floats, texts: Sequence[str], *, scaler: StandardScaler | None, words: CountVectorizer | None
) -> NDArray[np.float32]:
    """Return numbers and words as one table, shape (n, numbers + words)."""
    scaled = numbers if scaler is None else scaler.transform(numbers)
    if words is None:
        return np.asarray(scaled, dtype=np.float32)
    return np.hstack((scaled, words.transform(texts).toarray()), dtype=np.float32, casting="same_kind")


def _check_vectorizer(words: CountVectorizer, create: Callable[..., CountVectorizer]) -> None:
    # Other column numbers of words would lead outside the table.
    if not isinstance(words, CountVectorizer) or not hasattr(words, "vocabulary_"):
        raise ValueError("the stored words are not a vectorizer")
    expected = create(min_df=words.min_df)
    if type(words) is not type(expected) or words.get_params() != expected.get_params():
        raise ValueError("the stored words have other parameters than this forest")
    if sorted(words.vocabulary_.values()) != list(range(len(words.vocabulary_))):
        raise ValueError("the stored words are not numbered consecutively")


def _count_terms(words: CountVectorizer | None) -> int:
    return 0 if words is None else len(words.vocabulary_)


def _compute_oob_accuracy(forest: RandomForestClassifier, kept: Sequence[bool]) -> float | None:
    # The share of rows predicted correctly by trees that were not fitted on them. The estimates, one per verdict, are
    # deleted, since nothing else needs them.
    chances = forest.oob_decision_function_[:, 1]
    del forest.oob_decision_function_
    is_estimated = np.isfinite(chances)
    if not is_estimated.any():
        return None
    return float(np.mean((chances[is_estimated] >= 0.5) == np.asarray(kept, dtype=bool)[is_estimated]))


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
