"""Features of the two forests: one text per offer, and a few finite numbers."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from alcove.apps.records.taste.model.values import Subject

BASELINE_NAMES: Final = ("price", "wants", "haves", "wants_haves_ratio", "year")
EXTENDED_NAMES: Final = (*BASELINE_NAMES, "price_per_want", "rarity_score", "condition_score")
MAX_NUMBER: Final = 1e12
"""Larger numbers are clipped, so that no product of two is infinite."""
MAX_TEXT_LENGTH: Final = 2_000
MAX_PARTS: Final = 50
YEARS: Final = range(1860, 2101)
DEFAULT_YEAR: Final = 1980
DEFAULT_CONDITION: Final = 0.5

_GRADES: Final = {
    "mint": 1.0, "m": 1.0,
    "near mint": 0.9, "nm": 0.9, "m-": 0.9, "nm or m-": 0.9,
    "very good plus": 0.8, "vg+": 0.8,
    "very good": 0.7, "vg": 0.7,
    "good plus": 0.6, "g+": 0.6,
    "good": 0.5, "g": 0.5,
    "fair": 0.3, "f": 0.3,
    "poor": 0.1, "p": 0.1,
}  # fmt: skip

Floats = NDArray[np.float64]


def join_texts(subjects: Sequence[Subject]) -> list[str]:
    """Return artist, title, label, genres and styles of each offer as one text."""
    return [
        " ".join(
            part[:MAX_TEXT_LENGTH]
            for part in (
                subject.artist,
                subject.title,
                subject.label,
                *subject.genres[:MAX_PARTS],
                *subject.styles[:MAX_PARTS],
            )
        )
        for subject in subjects
    ]


def baseline_numbers(subjects: Sequence[Subject]) -> Floats:
    """Return the numbers named in `BASELINE_NAMES`, shape (n, 5); 0 stands for an unknown price or year."""
    price, wants, haves = _market_numbers(subjects)
    return np.column_stack((price, wants, haves, wants / np.maximum(haves, 1), _valid_years(subjects, unknown=0)))


def extended_numbers(subjects: Sequence[Subject]) -> Floats:
    """Return the numbers named in `EXTENDED_NAMES`, shape (n, 8); an unknown year is 1980, an unknown price 0."""
    price, wants, haves = _market_numbers(subjects)
    wants, haves = np.maximum(wants, 1), np.maximum(haves, 1)
    ratio = wants / haves
    condition = np.fromiter((condition_score(subject.condition) for subject in subjects), np.float64, len(subjects))
    years = _valid_years(subjects, unknown=DEFAULT_YEAR)
    return np.column_stack((price, wants, haves, ratio, years, price / wants, ratio / (1 + np.log(haves)), condition))


def condition_score(condition: str) -> float:
    """Return 1.0 for Mint down to 0.1 for Poor, by the grade's name or its letters; 0.5 for anything else."""
    name = condition.partition("(")[0].strip().casefold()
    return _GRADES.get(name, DEFAULT_CONDITION)


def _market_numbers(subjects: Sequence[Subject]) -> tuple[Floats, Floats, Floats]:
    prices = _clip_numbers([subject.price for subject in subjects])
    return (
        prices,
        _clip_numbers([subject.wants for subject in subjects]),
        _clip_numbers([subject.haves for subject in subjects]),
    )


def _clip_numbers(values: Sequence[float | None]) -> Floats:
    # An integer may be too large for a float, so it is clipped before the conversion; NaN counts as 0.
    floats = np.fromiter(
        (0.0 if value is None else min(value, MAX_NUMBER) for value in values), np.float64, len(values)
    )
    return np.clip(np.nan_to_num(floats, nan=0.0), 0.0, MAX_NUMBER)


def _valid_years(subjects: Sequence[Subject], *, unknown: int) -> Floats:
    return np.fromiter(
        (subject.year if subject.year in YEARS else unknown for subject in subjects), np.float64, len(subjects)
    )
