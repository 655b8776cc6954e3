"""Simulated owners with six kinds of taste; each wants about a fifth of the offers and makes errors."""

import math
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

from alcove.apps.records.taste.model.groups import GRADES
from alcove.apps.records.taste.model.values import Subject

WANTED_SHARE = 0.2
"""The share of the offers that an owner wants."""
NOISE = 0.1
"""The share of wrong verdicts."""
ERAS = (1955, 1960, 1966, 1970, 1976, 1980, 1985, 1990)

Taste = Callable[[Subject], bool]


@dataclass(frozen=True, slots=True)
class Owner:
    """A simulated owner."""

    kind: str
    wants: Taste
    seed: int
    noise: float = NOISE

    def verdict(self, subject: Subject) -> bool:
        """Return the owner's verdict, which is deterministic and sometimes wrong."""
        is_wrong = random.Random(f"{self.kind}:{self.seed}:{subject.listing_id}").random() < self.noise
        return self.wants(subject) != is_wrong


def owners(offers: Sequence[Subject], *, per_kind: int) -> list[Owner]:
    """Return `per_kind` owners of every kind."""
    return [
        Owner(kind, taste(random.Random(f"{kind}:{seed}"), offers), seed)
        for kind, taste in KINDS.items()
        for seed in range(per_kind)
    ]


def _label_hunter(rng: random.Random, offers: Sequence[Subject]) -> Taste:
    counts = Counter(subject.label for subject in offers)
    labels = sorted(counts)
    wanted_labels: set[str] = set()
    while sum(counts[label] for label in wanted_labels) < WANTED_SHARE * len(offers):
        wanted_labels.add(rng.choice(labels))
    return lambda subject: subject.label in wanted_labels


def _style_lover(rng: random.Random, offers: Sequence[Subject]) -> Taste:
    styles = sorted(set(chain.from_iterable(subject.styles for subject in offers)))
    rng.shuffle(styles)
    disliked_styles, liked_styles = set(styles[:6]), set[str]()

    def wants(subject: Subject) -> bool:
        return not liked_styles.isdisjoint(subject.styles) and disliked_styles.isdisjoint(subject.styles)

    for style in styles[6:]:
        liked_styles.add(style)
        if sum(map(wants, offers)) >= WANTED_SHARE * len(offers):
            break
    return wants


def _bargain_hunter(rng: random.Random, offers: Sequence[Subject]) -> Taste:
    weight = rng.uniform(0.6, 1.4)
    return _select_best(
        offers, lambda result: weight * _demand_score(result) - _price_penalty(result) - 0.15 * _wear_level(result)
    )


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
        return original and _wear_level(subject) <= worst and (subject.price or 0.0) <= dearest

    return wants


def _build_mixed(rng: random.Random, offers: Sequence[Subject]) -> Taste:
    labels = {label: rng.gauss(0, 1) for label in sorted({result.label for result in offers})}
    styles = {style: rng.gauss(0, 1.2) for style in sorted({style for result in offers for style in result.styles})}
    genres = {genre: rng.gauss(0, 0.8) for genre in sorted({genre for result in offers for genre in result.genres})}
    decades = [rng.gauss(0, 0.5) for _ in range(20)]
    thrift, care, fashion = rng.uniform(0.2, 0.8), rng.uniform(0.1, 0.5), rng.uniform(0, 0.5)

    def utility(result: Subject) -> float:
        music = sum(styles[style] for style in result.styles) / math.sqrt(max(1, len(result.styles)))
        music += sum(genres[genre] for genre in result.genres) + labels[result.label]
        time = decades[((result.year or 1980) - 1900) // 10]
        return (
            music
            + time
            - thrift * _price_penalty(result)
            - care * _wear_level(result)
            + fashion * _demand_score(result)
        )

    return _select_best(offers, utility)


def _select_best(offers: Sequence[Subject], utility: Callable[[Subject], float]) -> Taste:
    # The threshold is the value that the wanted share of the offers exceeds.
    threshold = sorted(map(utility, offers))[int(len(offers) * (1 - WANTED_SHARE))]
    return lambda subject: utility(subject) > threshold


def _demand_score(subject: Subject) -> float:
    return math.log(subject.wants / max(1, subject.haves) + 0.1)


def _price_penalty(subject: Subject) -> float:
    return math.log((subject.price or 0.0) + 1)


def _wear_level(subject: Subject) -> int:
    return GRADES.index(subject.condition.partition(" (")[0])


KINDS = {
    "label hunter": _label_hunter,
    "style lover": _style_lover,
    "bargain hunter": _bargain_hunter,
    "era": _era_keeper,
    "condition purist": _purist,
    "mixed": _build_mixed,
}
