"""Feature encoding of offers: one-hot traits (label, styles, grade ...) and a few scaled numbers."""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from alcove.apps.records.taste.model.groups import GRADES
from alcove.apps.records.taste.model.values import Subject

TRAIT_KINDS: Final = ("artist", "label", "style", "genre", "format", "decade", "fives", "grade")
NUMBER_NAMES: Final = ("price", "demand", "wants", "haves", "year", "grade", "score", "worth", "styles", "reissue")
MAX_TRAITS: Final = 20_000
MAX_PARTS: Final = 12
MAX_NUMBER: Final = 1e9
MAX_SCALED_NUMBER: Final = 4.0
BATCH_SIZE: Final = 8_192

Floats = NDArray[np.float64]
_UNKNOWN: Final = math.nan


def list_traits(subject: Subject) -> Iterator[str]:
    """Yield the traits of an offer as `kind:value`."""
    yield f"artist:{subject.artist}"
    yield f"label:{subject.label}"
    for style in subject.styles[:MAX_PARTS]:
        yield f"style:{style}"
    for genre in subject.genres[:MAX_PARTS]:
        yield f"genre:{genre}"
    for part in subject.format.split(", ", MAX_PARTS)[:MAX_PARTS]:
        yield f"format:{part}"
    if subject.year:
        # Decades and, shifted by five years, a second division, since eras do not begin with decades.
        yield f"decade:{subject.year // 10}"
        yield f"fives:{(subject.year + 5) // 10}"
    yield f"grade:{subject.condition}"


def extract_numbers(subject: Subject) -> tuple[float, ...]:
    """Return an offer's numbers in the order of `NUMBER_NAMES`; unknown and invalid ones are NaN."""
    price = _log1p(subject.price)
    wants, haves = _log1p(subject.wants), _log1p(subject.haves)
    demand = wants - haves
    grade = subject.condition.partition(" (")[0]
    return (
        price, demand, wants, haves,
        float(subject.year) if subject.year and 1800 <= subject.year <= 2200 else _UNKNOWN,
        float(GRADES.index(grade)) if grade in GRADES else _UNKNOWN,
        subject.score if abs(subject.score) < MAX_NUMBER else _UNKNOWN,
        price - 0.5 * demand, float(min(len(subject.styles), MAX_PARTS)),
        float("RE" in subject.format or "RP" in subject.format),
    )  # fmt: skip


def _log1p(value: float | None) -> float:
    return math.log1p(min(value, MAX_NUMBER)) if value is not None and value >= 0 else _UNKNOWN


def predict_in_batches(chances: Callable[[Sequence[Subject]], Floats], subjects: Sequence[Subject]) -> Floats:
    """Return the chances of any number of offers, computed in batches to bound the memory of wide rows."""
    batches = [subjects[start : start + BATCH_SIZE] for start in range(0, len(subjects), BATCH_SIZE)]
    return np.concatenate([chances(batch) for batch in batches]) if batches else np.zeros(0)


def build_incidence_matrix(rows: Sequence[Collection[int]], *, width: int) -> csr_matrix:
    """Return a matrix with a 1 in the given columns of each row, shape (rows, width)."""
    ends = np.cumsum([0, *(len(row) for row in rows)])
    columns = np.fromiter(chain.from_iterable(rows), dtype=np.int32, count=int(ends[-1]))
    return csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(rows), width))


@dataclass(frozen=True, slots=True)
class Encoder:
    """Encodes offers as matrices: known traits, and numbers scaled as in the training data."""

    traits: Mapping[str, int]
    centre: Floats
    scale: Floats

    @classmethod
    def fit(cls, subjects: Sequence[Subject]) -> Self:
        """Return an encoder fitted to these offers; of too many traits it keeps the most frequent."""
        counts = Counter(chain.from_iterable(set(list_traits(subject)) for subject in subjects))
        frequent = sorted(counts, key=lambda trait: (-counts[trait], trait))[:MAX_TRAITS]
        numbers = np.ma.masked_invalid([extract_numbers(subject) for subject in subjects])
        scale = np.ma.filled(numbers.std(axis=0), 0.0)
        return cls(
            {trait: index for index, trait in enumerate(frequent)},
            np.asarray(np.ma.filled(numbers.mean(axis=0), 0.0), dtype=np.float64),
            np.where(scale > 1e-9, scale, 1.0),
        )

    @classmethod
    def restore(cls, state: Mapping[str, Any]) -> Self:
        """Return the encoder of a stored state; ValueError for an invalid one."""
        traits, centre, scale = state.get("traits"), state.get("centre"), state.get("scale")
        if not isinstance(traits, list) or not all(isinstance(trait, str) and ":" in trait for trait in traits):
            raise ValueError("the stored traits are not a list of named traits")
        for array in (centre, scale):
            if not isinstance(array, np.ndarray) or array.shape != (len(NUMBER_NAMES),):
                raise ValueError("the stored scaling does not fit the numbers of an offer")
        return cls({trait: index for index, trait in enumerate(traits)}, np.asarray(centre), np.asarray(scale))

    @property
    def state(self) -> dict[str, Any]:
        """Return its state as plain values and arrays."""
        return {"traits": list(self.traits), "centre": self.centre, "scale": self.scale}

    @property
    def kinds(self) -> NDArray[np.str_]:
        """Return the kind of each trait."""
        return np.array([trait.partition(":")[0] for trait in self.traits])

    def encode_traits(self, subjects: Sequence[Subject]) -> csr_matrix:
        """Return the one-hot encoded traits of offers, shape (n, traits)."""
        columns = [
            {column for trait in list_traits(subject) if (column := self.traits.get(trait)) is not None}
            for subject in subjects
        ]
        matrix = build_incidence_matrix(columns, width=len(self.traits))
        matrix.sort_indices()
        return matrix

    def scale_numbers(self, subjects: Sequence[Subject]) -> Floats:
        """Return the scaled numbers, finite, shape (n, numbers); unknown ones are 0, the mean."""
        raw = np.array([extract_numbers(subject) for subject in subjects]).reshape(len(subjects), len(NUMBER_NAMES))
        return np.clip(np.nan_to_num((raw - self.centre) / self.scale, nan=0.0), -MAX_SCALED_NUMBER, MAX_SCALED_NUMBER)
