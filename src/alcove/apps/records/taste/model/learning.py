"""Learning on rows as the database gives them; every function can be run in another process.

Importing this module is cheap: what computes is loaded when a function is called, in the process that runs it.
"""

from collections.abc import Sequence
from itertools import chain

import msgspec

from alcove.apps.records.taste.model.values import NotTrained, Prediction, Subject, TrainedModel, TrainingPlan, Verdict

Rows = Sequence[bytes]
"""JSON objects: subjects, or subjects with their verdict in `kept`."""

_subject = msgspec.json.Decoder(Subject)


class _Kept(msgspec.Struct):
    kept: bool


_kept = msgspec.json.Decoder(_Kept)


def learn(batches: Sequence[Rows], plan: TrainingPlan) -> TrainedModel | NotTrained:
    """Learn from the verdicts of all batches."""
    from alcove.apps.records.taste.model import training  # noqa: PLC0415 - scikit-learn belongs to the process that computes

    rows = chain.from_iterable(batches)
    return training.learn([Verdict(subject=_subject.decode(row), kept=_kept.decode(row).kept) for row in rows], plan)


def check(bundle: bytes, checksum: bytes) -> None:
    """Load and try a bundle; BundleRefused when it cannot be used."""
    from alcove.apps.records.taste.model import bundle as bundles  # noqa: PLC0415 - as above

    bundles.check(bundle, checksum=checksum)


def predict(bundle: bytes, rows: Rows) -> list[Prediction]:
    """Return what is expected of each offer, in their order; BundleRefused when the bundle cannot be used."""
    from alcove.apps.records.taste.model import bundle as bundles  # noqa: PLC0415 - as above

    return bundles.predict(bundle, _subjects(rows))


def order_to_ask(bundle: bytes | None, rows: Rows, *, judged: Rows, count: int, seed: int) -> list[int]:
    """Return the ids of up to `count` offers whose verdicts would teach most, the most instructive first."""
    from alcove.apps.records.taste.model import bundle as bundles  # noqa: PLC0415 - as above

    return bundles.order_to_ask(bundle, _subjects(rows), judged=_subjects(judged), count=count, seed=seed)


def _subjects(rows: Rows) -> list[Subject]:
    return [_subject.decode(row) for row in rows]
