"""Learning on rows as the database gives them; every function can be run in another process.

Importing this module is cheap: what computes is loaded when a function is called, in the process that runs it.
"""

from collections.abc import Sequence
from itertools import chain

import msgspec

from alcove.apps.records.taste.model.values import (
    NotTrained,
    Prediction,
    Subject,
    TrainedModel,
    TrainingOptions,
    Verdict,
)

Rows = Sequence[bytes]
"""JSON objects: subjects, or subjects with their verdict in `kept`."""

_subject_decoder = msgspec.json.Decoder(Subject)


class _VerdictField(msgspec.Struct):
    kept: bool


_verdict_decoder = msgspec.json.Decoder(_VerdictField)


def learn(batches: Sequence[Rows], plan: TrainingOptions) -> TrainedModel | NotTrained:
    """Learn from the verdicts of all batches."""
    from alcove.apps.records.taste.model import training  # noqa: PLC0415 - scikit-learn belongs to the process that computes

    rows = chain.from_iterable(batches)
    return training.learn(
        [Verdict(subject=_subject_decoder.decode(row), kept=_verdict_decoder.decode(row).kept) for row in rows], plan
    )


def check(bundle: bytes, checksum: bytes) -> None:
    """Load and try a bundle; BundleRefused when it cannot be used."""
    from alcove.apps.records.taste.model import bundle as bundles  # noqa: PLC0415 - as above

    bundles.check_bundle(bundle, checksum=checksum)


def predict(bundle: bytes, rows: Rows) -> list[Prediction]:
    """Return what is expected of each offer, in their order; BundleRefused when the bundle cannot be used."""
    from alcove.apps.records.taste.model import bundle as bundles  # noqa: PLC0415 - as above

    return bundles.predict(bundle, _decode_subjects(rows))


def rank_offers_to_judge(bundle: bytes | None, rows: Rows, *, judged: Rows, count: int, seed: int) -> list[int]:
    """Return the ids of up to `count` offers whose verdicts would teach most, the most instructive first."""
    from alcove.apps.records.taste.model import bundle as bundles  # noqa: PLC0415 - as above

    return bundles.rank_offers_to_judge(
        bundle, _decode_subjects(rows), judged=_decode_subjects(judged), count=count, seed=seed
    )


def _decode_subjects(rows: Rows) -> list[Subject]:
    return [_subject_decoder.decode(row) for row in rows]
