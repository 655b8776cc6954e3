"""Simulated owners: six kinds of taste, each wanting about a fifth of what is for sale, each unsure of themselves."""

import math
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

from alcove.apps.records.taste.model.groups import GRADES
from alcove.apps.records.taste.model.values import Subject

WANTED = 0.2
"""The share of the catalogue that an owner wants."""
NOISE = 0.1
"""The share of verdicts that come out the wrong way round."""
ERAS = (1955, 1960, 1966, 1970, 1976, 1980, 1985, 1990)

Taste = Callable[[Subject], bool]


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody with a taste, and a hand that slips."""

    kind: str
    wants: Taste
    seed: int

    def verdict(self, subject: Subject) -> bool:
        """Return what the owner answers when asked; asked again, the same."""
        slips = random.Random(f"{self.kind}:{self.seed}:{subject.listing_id}").random() < NOISE
        return self.wants(subject) != slips


def owners(shelf: Sequence[Subject], *, each: int) -> list[Owner]:
    """Return `each` owners of every kind."""
    return [
        Owner(kind, taste(random.Random(f"{kind}:{seed}"), shelf), seed)
        for kind, taste in KINDS.items()
        for seed in range(each)
    ]


def _label_hunter(rng: random.Random, shelf: Sequence[Subject]) -> Taste:
    counts = Counter(subject.label for subject in shelf)
    labels = sorted(counts)
    sought: set[str] = set()
    while sum(counts[label] for label in sought) < WANTED * len(shelf):
        sought.add(rng.choice(labels))
    return lambda subject: subject.label in sought


def _style_lover(rng: random.Random, shelf: Sequence[Subject]) -> Taste:
    styles = sorted(set(chain.from_iterable(subject.styles for subject in shelf)))
    rng.shuffle(styles)
    loathed, loved = set(styles[:6]), set[str]()

    def wants(subject: Subject) -> bool:
        return not loved.isdisjoint(subject.styles) and loathed.isdisjoint(subject.styles)

    for style in styles[6:]:
        loved.add(style)
        if sum(map(wants, shelf)) >= WANTED * len(shelf):
            break
    return wants


def _bargain_hunter(rng: random.Random, shelf: Sequence[Subject]) -> Taste:
    weight = rng.uniform(0.6, 1.4)
    return _best(shelf, lambda one: weight * _demand(one) - _dear(one) - 0.15 * _wear(one))


def _era_keeper(rng: random.Random, _: Sequence[Subject]) -> Taste:
    first, years = rng.choice(ERAS), rng.choice((9, 12, 14))
    vinyl = rng.random() < 0.5

    def wants(subject: Subject) -> bool:
        suits = not vinyl or not subject.format.startswith(("CD", "Cass"))
        return suits and subject.year is not None and first <= subject.year < first + years

    return wants


def _purist(rng: random.Random, _: Sequence[Subject]) -> Taste:
    worst, dearest = rng.choice((1, 1, 2)), rng.uniform(25, 60)

    def wants(subject: Subject) -> bool:
        original = "RE" not in subject.format.split(", ")
        return original and _wear(subject) <= worst and (subject.price or 0.0) <= dearest

    return wants


def _mixed(rng: random.Random, shelf: Sequence[Subject]) -> Taste:
    labels = {label: rng.gauss(0, 1) for label in sorted({one.label for one in shelf})}
    styles = {style: rng.gauss(0, 1.2) for style in sorted({style for one in shelf for style in one.styles})}
    genres = {genre: rng.gauss(0, 0.8) for genre in sorted({genre for one in shelf for genre in one.genres})}
    decades = [rng.gauss(0, 0.5) for _ in range(20)]
    thrift, care, fashion = rng.uniform(0.2, 0.8), rng.uniform(0.1, 0.5), rng.uniform(0, 0.5)

    def delight(one: Subject) -> float:
        music = sum(styles[style] for style in one.styles) / math.sqrt(max(1, len(one.styles)))
        music += sum(genres[genre] for genre in one.genres) + labels[one.label]
        time = decades[((one.year or 1980) - 1900) // 10]
        return music + time - thrift * _dear(one) - care * _wear(one) + fashion * _demand(one)

    return _best(shelf, delight)


def _best(shelf: Sequence[Subject], delight: Callable[[Subject], float]) -> Taste:
    # The line is drawn where the wanted share of the shelf lies above it.
    line = sorted(map(delight, shelf))[int(len(shelf) * (1 - WANTED))]
    return lambda subject: delight(subject) > line


def _demand(subject: Subject) -> float:
    return math.log(subject.wants / max(1, subject.haves) + 0.1)


def _dear(subject: Subject) -> float:
    return math.log((subject.price or 0.0) + 1)


def _wear(subject: Subject) -> int:
    return GRADES.index(subject.condition.partition(" (")[0])


KINDS = {
    "label hunter": _label_hunter,
    "style lover": _style_lover,
    "bargain hunter": _bargain_hunter,
    "era": _era_keeper,
    "condition purist": _purist,
    "mixed": _mixed,
}
