"""A random forest over numbers and the words of an offer: what the baseline and the improved forest share."""

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.preprocessing import StandardScaler

from alcove.apps.records.model.taste.features import Floats, texts_of
from alcove.apps.records.model.taste.subject import Subject

FEW_TEXTS: Final = 10
"""Below this a word need not occur twice to count."""
ROWS_AT_ONCE: Final = 8_192


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """What a forest is grown of; `words` makes a vectoriser for a least document frequency."""

    numbers: Callable[[Sequence[Subject]], Floats]
    width: int
    """How many numbers there are."""
    words: Callable[[int], CountVectorizer]
    names: Callable[[int], tuple[str, ...]]
    """Names the features, given the number of words."""
    forest: Callable[[int], RandomForestClassifier]
    scaled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedForest:
    """A forest that has grown; without words when the texts had none to offer."""

    design: Design
    forest: RandomForestClassifier
    words: CountVectorizer | None
    scaler: StandardScaler | None
    oob: float | None

    @property
    def state(self) -> Mapping[str, Any]:
        """Return what makes it up."""
        names = self.design.names(_terms(self.words))
        return {
            "forest": self.forest, "words": self.words, "scaler": self.scaler, "oob": self.oob,
            "feature_names": list(names),
        }  # fmt: skip

    def chances(self, subjects: Sequence[Subject]) -> Floats:
        """Return each offer's chance to be kept, shape (n,)."""
        # In pieces, as a row of all numbers and words is wide; by one thread, as sums of floats depend on their order.
        pieces = [subjects[start : start + ROWS_AT_ONCE] for start in range(0, len(subjects), ROWS_AT_ONCE)]
        found = [self.forest.predict_proba(self._table(piece))[:, 1] for piece in pieces]
        return np.concatenate(found) if found else np.zeros(0)

    def _table(self, subjects: Sequence[Subject]) -> NDArray[np.float32]:
        return table(self.design.numbers(subjects), texts_of(subjects), scaler=self.scaler, words=self.words)


def grow(design: Design, subjects: Sequence[Subject], *, kept: Sequence[bool], seed: int) -> FittedForest:
    """Return the forest of these verdicts."""
    numbers, texts = design.numbers(subjects), texts_of(subjects)
    words = fit_words(design.words, texts)
    scaler = StandardScaler().fit(numbers) if design.scaled else None
    forest = design.forest(seed)
    with warnings.catch_warnings():
        # Of few rows some are in every tree's sample: they have no out-of-bag estimate, and the score does without.
        warnings.filterwarnings("ignore", message="Some inputs do not have OOB scores", category=UserWarning)
        warnings.filterwarnings("ignore", message="invalid value encountered", category=RuntimeWarning)
        forest.fit(table(numbers, texts, scaler=scaler, words=words), np.asarray(kept, dtype=np.int64))
    oob = _take_oob(forest, kept) if forest.oob_score else None
    return FittedForest(design=design, forest=forest, words=words, scaler=scaler, oob=oob)


def regrown(design: Design, state: Mapping[str, Any]) -> FittedForest:
    """Return the forest that a state describes; ValueError when it describes none of this design."""
    forest, words, scaler, oob = (state.get(part) for part in ("forest", "words", "scaler", "oob"))
    if words is not None:
        _check_words(words, design)
    if design.scaled != isinstance(scaler, StandardScaler):
        raise ValueError("the stored scaling is not that of this forest")
    width = design.width + _terms(words)
    if not isinstance(forest, RandomForestClassifier) or getattr(forest, "n_features_in_", None) != width:
        raise ValueError("the stored forest does not fit its words and numbers")
    return FittedForest(design=design, forest=forest, words=words, scaler=scaler, oob=oob)


def fit_words(make: Callable[[int], CountVectorizer], texts: Sequence[str]) -> CountVectorizer | None:
    """Return the first vectoriser that finds words: rare ones left out, then none left out; else None."""
    for least in (2, 1) if len(texts) >= FEW_TEXTS else (1,):
        words = make(least)
        try:
            words.fit(texts)
        except ValueError:
            # No word at all, only stop words, or each in too few or too many texts.
            continue
        return words
    return None


def table(
    numbers: Floats, texts: Sequence[str], *, scaler: StandardScaler | None, words: CountVectorizer | None
) -> NDArray[np.float32]:
    """Return numbers and then words as one table, shape (n, numbers + words)."""
    scaled = numbers if scaler is None else scaler.transform(numbers)
    if words is None:
        return np.asarray(scaled, dtype=np.float32)
    return np.hstack((scaled, words.transform(texts).toarray()), dtype=np.float32, casting="same_kind")


def _check_words(words: CountVectorizer, design: Design) -> None:
    # Words that were numbered otherwise would be counted outside of the table.
    if not isinstance(words, CountVectorizer) or not hasattr(words, "vocabulary_"):
        raise ValueError("the stored words are none")
    expected = design.words(words.min_df)
    if type(words) is not type(expected) or words.get_params() != expected.get_params():
        raise ValueError("the stored words are not found in the way of this forest")
    if sorted(words.vocabulary_.values()) != list(range(len(words.vocabulary_))):
        raise ValueError("the stored words are not numbered in a row")


def _terms(words: CountVectorizer | None) -> int:
    return 0 if words is None else len(words.vocabulary_)


def _take_oob(forest: RandomForestClassifier, kept: Sequence[bool]) -> float | None:
    # The share of rows judged rightly by the trees that have not seen them. The estimates are as long as the verdicts
    # and of no use once they are counted.
    chances = forest.oob_decision_function_[:, 1]
    del forest.oob_decision_function_
    judged = np.isfinite(chances)
    if not judged.any():
        return None
    return float(np.mean((chances[judged] >= 0.5) == np.asarray(kept, dtype=bool)[judged]))
