"""Applies a stored recommender; what has been opened stays open for the batches that follow."""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Final

import numpy as np

from alcove.apps.records.model.taste import asking, reasons
from alcove.apps.records.model.taste.bundle import Opened, open_bundle
from alcove.apps.records.model.taste.evaluation import chances_of
from alcove.apps.records.model.taste.learnt import Manifest
from alcove.apps.records.model.taste.subject import Prediction, Subject

MOST_OPEN: Final = 2
"""While a new model takes over from an old one both are in use."""


def check(bundle: bytes, *, checksum: bytes) -> Manifest:
    """Return what a bundle says of itself; BundleRefused when it cannot be used."""
    return _open(bundle, checksum=checksum).manifest


def predict(bundle: bytes, subjects: Sequence[Subject]) -> list[Prediction]:
    """Return what is expected of each offer; BundleRefused when the bundle cannot be used."""
    opened = _open(bundle, checksum=sha256(bundle).digest())
    chances = chances_of(opened.fitted, subjects)
    told = reasons.explain(subjects, chances, context=opened.study)
    return [
        Prediction(listing_id=subject.listing_id, probability=chance, reasons=said)
        for subject, chance, said in zip(subjects, np.round(chances, 4).tolist(), told, strict=True)
    ]


def order_to_ask(
    bundle: bytes | None, subjects: Sequence[Subject], *, judged: Sequence[Subject], count: int, seed: int
) -> list[int]:
    """Return the ids of the offers to ask about, the most instructive first; without a bundle by variety alone."""
    opened = None if bundle is None else _open(bundle, checksum=sha256(bundle).digest())
    chances = None if opened is None else chances_of(opened.fitted, subjects)
    return asking.order(subjects, chances, judged=judged, count=count, seed=seed % 2**32)


@lru_cache(maxsize=MOST_OPEN)
def _open(bundle: bytes, *, checksum: bytes) -> Opened:
    return open_bundle(bundle, checksum=checksum)
