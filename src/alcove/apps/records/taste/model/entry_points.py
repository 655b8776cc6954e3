"""Training and prediction on JSON rows from the database; other processes run these functions.

Importing this module is cheap: scikit-learn is imported when a function is called.
"""

from collections.abc import Iterable, Sequence
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
    """Train a model on the verdicts of all batches."""
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - only the computing process needs it

    from alcove.apps.records.taste.model import training  # noqa: PLC0415 - imports scikit-learn

    # Many small matrices: with several threads of the linear algebra library it is slower, above all on a busy machine.
    with threadpool_limits(limits=1):
        return training.learn(_decode_verdicts(chain.from_iterable(batches)), plan)


def check(bundle: bytes, checksum: bytes) -> None:
    """Load a bundle and try its model; BundleRejected."""
    from alcove.apps.records.taste.model import bundle as bundles  # noqa: PLC0415 - as above

    bundles.check_bundle(bundle, checksum=checksum)


def predict(bundle: bytes, rows: Rows) -> list[Prediction]:
    """Return the predictions of offers, in their order; BundleRejected."""
    from alcove.apps.records.taste.model import bundle as bundles  # noqa: PLC0415 - as above

    return bundles.predict(bundle, _decode_subjects(rows))


def rank_offers_to_judge(bundle: bytes | None, rows: Rows, *, judged: Rows, count: int, seed: int) -> list[int]:
    """Return the ids of up to `count` offers, the most informative first; `judged` are rows with a verdict."""
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - as above

    from alcove.apps.records.taste.model import bundle as bundles  # noqa: PLC0415 - as above

    with threadpool_limits(limits=1):
        return bundles.rank_offers_to_judge(
            bundle, _decode_subjects(rows), judged=_decode_verdicts(judged), count=count, seed=seed
        )


def _decode_subjects(rows: Rows) -> list[Subject]:
    return [_subject_decoder.decode(row) for row in rows]


def _decode_verdicts(rows: Iterable[bytes]) -> list[Verdict]:
    return [Verdict(subject=_subject_decoder.decode(row), kept=_verdict_decoder.decode(row).kept) for row in rows]
