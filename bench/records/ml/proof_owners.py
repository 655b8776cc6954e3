"""Simulated owners of makes that no recommender was tuned with, for the comparison with a plain regression.

Each wants a fifth of the offers, by one preference that decides most, some smaller ones, and something that no column
explains.
"""

import math
import random
from collections import defaultdict
from collections.abc import Callable, Sequence

from alcove.apps.records.taste.model.groups import GRADES
from alcove.apps.records.taste.model.values import Subject
from bench.records.ml.owners import WANTED_SHARE, Owner, Taste

SEED = 52_801
"""Changed whenever the recommenders were tuned after a result of this comparison, so that no result was tuned for."""
NOISE = 0.05
MOODY_NOISE = 0.15

Utility = Callable[[Subject], float]


def build_owners(offers: Sequence[Subject], *, per_make: int) -> list[Owner]:
    """Return `per_make` owners of every make."""
    return [
        Owner(make, _select(offers, build(random.Random(f"{SEED}:{make}:{seed}"))), seed, noise=_noise(make))
        for seed in range(per_make)
        for make, build in MAKES.items()
    ]


def _noise(make: str) -> float:
    return MOODY_NOISE if make == "moody" else NOISE


def _select(offers: Sequence[Subject], utility: Utility) -> Taste:
    values = {offer.listing_id: utility(offer) for offer in offers}
    threshold = sorted(values.values())[int(len(values) * (1 - WANTED_SHARE))]
    return lambda subject: values[subject.listing_id] > threshold


def _build_music(rng: random.Random, *, label: float, artist: float, style: float) -> Utility:
    # Affinities are drawn when a label, artist or style is first seen; the order of offers is fixed.
    affinities: dict[str, float] = defaultdict(lambda: rng.gauss(0, 1))

    def utility(subject: Subject) -> float:
        styles = sum(affinities[f"style {name}"] for name in subject.styles) / math.sqrt(max(1, len(subject.styles)))
        on_label, by_artist = affinities[f"label {subject.label}"], affinities[f"artist {subject.artist}"]
        return label * on_label + artist * by_artist + style * styles + 0.25 * rng.gauss(0, 1)

    return utility


def _build_era_driven(rng: random.Random) -> Utility:
    centre, width = rng.uniform(1957, 1998), rng.uniform(4, 9)
    music = _build_music(rng, label=0, artist=0, style=0.2)
    return lambda subject: music(subject) - abs((subject.year or 1900) - centre) / width


def _build_label_driven(rng: random.Random) -> Utility:
    return _build_music(rng, label=1.2, artist=0.3, style=0.3)


def _build_price_driven(rng: random.Random) -> Utility:
    music = _build_music(rng, label=0, artist=0, style=0.4)
    return lambda subject: music(subject) - 1.3 * math.log((subject.price or 0.0) + 1)


def _build_grade_driven(rng: random.Random) -> Utility:
    music, weight = _build_music(rng, label=0, artist=0, style=0.5), rng.uniform(0.7, 1.2)
    return lambda subject: music(subject) - weight * _wear(subject)


def _build_mixed(rng: random.Random) -> Utility:
    music, centre = _build_music(rng, label=0.6, artist=0.5, style=0.9), rng.uniform(1960, 1995)
    thrift, care = rng.uniform(0, 0.5), rng.uniform(0, 0.4)
    return lambda subject: (
        music(subject)
        - abs((subject.year or 1900) - centre) / 25
        - thrift * math.log((subject.price or 0.0) + 1)
        - care * _wear(subject)
    )


def _build_moody(rng: random.Random) -> Utility:
    # Their moods, which depend on the day and not on the offer, are wrong verdicts to a model.
    return _build_music(rng, label=0.5, artist=0.4, style=1.0)


def _wear(subject: Subject) -> int:
    return GRADES.index(subject.condition.partition(" (")[0])


MAKES: dict[str, Callable[[random.Random], Utility]] = {
    "era-driven": _build_era_driven,
    "label-driven": _build_label_driven,
    "price-driven": _build_price_driven,
    "grade-driven": _build_grade_driven,
    "mixed": _build_mixed,
    "moody": _build_moody,
}
