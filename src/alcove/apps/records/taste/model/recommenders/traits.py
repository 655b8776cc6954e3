"""What an offer is, as columns: named traits (its label, its styles, its grade ...) and a few scaled numbers."""

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

WEIGHTS: Final = {
    "artist": 1.0, "label": 1.0, "style": 1.0, "genre": 1.0, "format": 0.7, "decade": 0.7, "fives": 0.7, "grade": 0.5
}  # fmt: skip
"""How far a trait of each kind may move the linear model: less where neighbouring traits say much the same."""
NUMBERS: Final = ("price", "demand", "wants", "haves", "year", "grade", "score", "worth", "styles", "reissue")
MOST_TRAITS: Final = 20_000
MOST_PARTS: Final = 12
LARGEST: Final = 1e9
FURTHEST: Final = 4.0
ROWS_AT_ONCE: Final = 8_192

Floats = NDArray[np.float64]
_UNKNOWN: Final = math.nan


def traits_of(subject: Subject) -> Iterator[str]:
    """Yield the traits of an offer, each as `kind:value`."""
    yield f"artist:{subject.artist}"
    yield f"label:{subject.label}"
    for style in subject.styles[:MOST_PARTS]:
        yield f"style:{style}"
    for genre in subject.genres[:MOST_PARTS]:
        yield f"genre:{genre}"
    for part in subject.format.split(", ", MOST_PARTS)[:MOST_PARTS]:
        yield f"format:{part}"
    if subject.year:
        # Two divisions into decades, five years apart, so that an era need not begin with one.
        yield f"decade:{subject.year // 10}"
        yield f"fives:{(subject.year + 5) // 10}"
    yield f"grade:{subject.condition}"


def numbers_of(subject: Subject) -> tuple[float, ...]:
    """Return an offer's numbers in the order of `NUMBERS`; what is unknown or no number is NaN."""
    price = _logarithm(subject.price)
    wants, haves = _logarithm(subject.wants), _logarithm(subject.haves)
    demand = wants - haves
    grade = subject.condition.partition(" (")[0]
    return (
        price, demand, wants, haves,
        float(subject.year) if subject.year and 1800 <= subject.year <= 2200 else _UNKNOWN,
        float(GRADES.index(grade)) if grade in GRADES else _UNKNOWN,
        subject.score if abs(subject.score) < LARGEST else _UNKNOWN,
        price - 0.5 * demand, float(min(len(subject.styles), MOST_PARTS)),
        float("RE" in subject.format or "RP" in subject.format),
    )  # fmt: skip


def _logarithm(value: float | None) -> float:
    return math.log1p(min(value, LARGEST)) if value is not None and value >= 0 else _UNKNOWN


def in_pieces(chances: Callable[[Sequence[Subject]], Floats], subjects: Sequence[Subject]) -> Floats:
    """Return the chances of any number of offers, computed in pieces: a row of all traits or words is wide."""
    pieces = [subjects[start : start + ROWS_AT_ONCE] for start in range(0, len(subjects), ROWS_AT_ONCE)]
    return np.concatenate([chances(piece) for piece in pieces]) if pieces else np.zeros(0)


def incidence(rows: Sequence[Collection[int]], *, width: int) -> csr_matrix:
    """Return the matrix that has a 1 in each row's columns, shape (rows, width)."""
    ends = np.cumsum([0, *(len(row) for row in rows)])
    columns = np.fromiter(chain.from_iterable(rows), dtype=np.int32, count=int(ends[-1]))
    return csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(rows), width))


@dataclass(frozen=True, slots=True)
class Encoder:
    """Turns offers into matrices: the traits it knows and the numbers, scaled as they were when it learnt."""

    traits: Mapping[str, int]
    centre: Floats
    scale: Floats

    @classmethod
    def fit(cls, subjects: Sequence[Subject]) -> Self:
        """Return the encoder of these offers; of too many traits the commonest are kept."""
        counts = Counter(chain.from_iterable(set(traits_of(subject)) for subject in subjects))
        common = sorted(counts, key=lambda trait: (-counts[trait], trait))[:MOST_TRAITS]
        numbers = np.ma.masked_invalid([numbers_of(subject) for subject in subjects])
        scale = np.ma.filled(numbers.std(axis=0), 0.0)
        return cls(
            {trait: place for place, trait in enumerate(common)},
            np.asarray(np.ma.filled(numbers.mean(axis=0), 0.0), dtype=np.float64),
            np.where(scale > 1e-9, scale, 1.0),
        )

    @classmethod
    def restore(cls, state: Mapping[str, Any]) -> Self:
        """Return the encoder from stored state; ValueError when that is not one."""
        traits, centre, scale = state.get("traits"), state.get("centre"), state.get("scale")
        if not isinstance(traits, list) or not all(isinstance(trait, str) and ":" in trait for trait in traits):
            raise ValueError("the stored traits are not a list of named traits")
        for part in (centre, scale):
            if not isinstance(part, np.ndarray) or part.shape != (len(NUMBERS),):
                raise ValueError("the stored scaling does not fit the numbers of an offer")
        return cls({trait: place for place, trait in enumerate(traits)}, np.asarray(centre), np.asarray(scale))

    @property
    def state(self) -> dict[str, Any]:
        """Return it as plain values and arrays."""
        return {"traits": list(self.traits), "centre": self.centre, "scale": self.scale}

    @property
    def kinds(self) -> NDArray[np.str_]:
        """Return the kind of each trait."""
        return np.array([trait.partition(":")[0] for trait in self.traits])

    def marks(self, subjects: Sequence[Subject]) -> csr_matrix:
        """Return which traits each offer has: 0 or 1, shape (n, traits)."""
        known = self.traits
        held = [
            {place for trait in traits_of(subject) if (place := known.get(trait)) is not None} for subject in subjects
        ]
        matrix = incidence(held, width=len(known))
        matrix.sort_indices()
        return matrix

    def numbers(self, subjects: Sequence[Subject]) -> Floats:
        """Return the scaled numbers, finite, shape (n, numbers); what is unknown lies in the middle."""
        raw = np.array([numbers_of(subject) for subject in subjects]).reshape(len(subjects), len(NUMBERS))
        return np.clip(np.nan_to_num((raw - self.centre) / self.scale, nan=0.0), -FURTHEST, FURTHEST)

    @property
    def weights(self) -> Floats:
        """Return the weight of each trait in a linear model."""
        return np.array([WEIGHTS.get(kind, 1.0) for kind in self.kinds])
