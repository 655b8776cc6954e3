"""Learning on what the database tells: offers and verdicts arrive as JSON and are read where the computing is done."""

from collections.abc import Sequence
from itertools import chain

import msgspec

from alcove.apps.records.model.taste import learning
from alcove.apps.records.model.taste.learnt import Learnt, NotLearnt, Plan
from alcove.apps.records.model.taste.subject import Subject, Verdict

Parcel = Sequence[bytes]
"""Some rows, each a JSON object: a subject, or a subject with its verdict in `kept`."""

_subject = msgspec.json.Decoder(Subject)


class _Kept(msgspec.Struct, frozen=True):
    kept: bool


_kept = msgspec.json.Decoder(_Kept)


def learn(parcels: Sequence[Parcel], plan: Plan) -> Learnt | NotLearnt:
    """Learn from the verdicts of all parcels."""
    rows = chain.from_iterable(parcels)
    return learning.learn([Verdict(subject=_subject.decode(row), kept=_kept.decode(row).kept) for row in rows], plan)


def predict(bundle: bytes, parcel: Parcel) -> list[tuple[int, float, list[str]]]:
    """Return id, chance to be kept and reasons of each offer."""
    found = learning.predict(bundle, _subjects(parcel))
    return [(each.listing_id, each.probability, list(each.reasons)) for each in found]


def order_to_ask(bundle: bytes | None, open_ones: Parcel, *, judged: Parcel, count: int, seed: int) -> list[int]:
    """Return the ids of the offers whose verdicts would teach most, the most instructive first."""
    subjects = _subjects(open_ones)
    return learning.order_to_ask(bundle, subjects, judged=_subjects(judged), count=count, seed=seed)


def _subjects(parcel: Parcel) -> list[Subject]:
    return [_subject.decode(row) for row in parcel]


def check(bundle: bytes, checksum: bytes) -> None:
    """Load a bundle; BundleRefused when it cannot be used."""
    learning.check(bundle, checksum=checksum)
