"""Offers of a generated seller, and an owner who keeps dub and ten of the labels."""

import random
from dataclasses import replace
from functools import cache, partial
from typing import Any, Final

from alcove.apps.records.catalogue.model import GRADES
from alcove.apps.records.taste.model.recommenders import RECOMMENDERS, Recommender
from alcove.apps.records.taste.model.recommenders.blend import Blend
from alcove.apps.records.taste.model.recommenders.forest import Forest
from alcove.apps.records.taste.model.training import learn
from alcove.apps.records.taste.model.values import NotTrained, Subject, TrainedModel, TrainingOptions, Verdict

WORDS = ("blue", "night", "train", "soul", "dance", "river", "moon", "echo")


def offer(listing_id: int = 1, **changes: Any) -> Subject:
    """Return one typical offer with changes."""
    defaults: dict[str, Any] = {
        "artist": "Sun Ra",
        "title": "Lanquidity",
        "label": "Philly Jazz",
        "format": "LP, Album",
        "genres": ("Jazz",),
        "styles": ("Free Jazz", "Fusion"),
        "year": 1978,
        "price": 40.0,
        "wants": 200,
        "haves": 100,
        "condition": "Very Good Plus (VG+)",
        "score": 20.0,
    }
    return Subject(listing_id=listing_id, **(defaults | changes))


def offers(count: int, *, seed: int = 7) -> list[Subject]:
    """Return different offers, the same for the same seed."""
    rng = random.Random(seed)  # noqa: S311 - a made-up shop keeps no secrets
    return [
        offer(
            number,
            artist=f"Artist {rng.randrange(40)}",
            title=" ".join(rng.choices(WORDS, k=3)),
            label=f"Label {rng.randrange(30)}",
            genres=(rng.choice(("Jazz", "Rock", "Electronic")),),
            styles=(rng.choice(("Free Jazz", "Techno", "Dub", "Punk")),),
            year=rng.choice((None, 1965, 1978, 1999, 2010)),
            price=rng.choice((None, round(rng.uniform(2, 200), 2))),
            wants=rng.randrange(500),
            haves=rng.randrange(500),
            condition=rng.choice(GRADES),
            score=rng.uniform(0, 50),
        )
        for number in range(1, count + 1)
    ]


def likes(subject: Subject) -> bool:
    """Return whether the owner likes an offer."""
    return "Dub" in subject.styles or subject.label in {f"Label {number}" for number in range(10)}


def verdicts(count: int, *, seed: int = 7) -> list[Verdict]:
    """Return `count` verdicts of the owner."""
    return [Verdict(subject=subject, kept=likes(subject)) for subject in offers(count, seed=seed)]


def _with_few_trees(recommender: Recommender) -> Recommender:
    if isinstance(recommender, Forest):
        return replace(recommender, forest=partial(recommender.forest, n_estimators=10))
    return replace(recommender, trees=10) if isinstance(recommender, Blend) else recommender


SMALL_RECOMMENDERS: Final = tuple(map(_with_few_trees, RECOMMENDERS))
"""All recommenders, with ten trees: for tests of anything but how well a model ranks."""


@cache
def train(name: str, count: int = 60) -> TrainedModel:
    """Return a small model of a recommender, trained on `count` verdicts."""
    recommenders = [recommender for recommender in SMALL_RECOMMENDERS if recommender.name == name]
    result = learn(verdicts(count), TrainingOptions(), recommenders=recommenders)
    assert not isinstance(result, NotTrained), result.reason
    return result
