"""The front door to learning; every function can be run in a process apart.

Importing this module is cheap: what computes is loaded when a function is called, in the process that runs it.
"""

from collections.abc import Sequence

from alcove.apps.records.model.taste.learnt import BundleRefused, Learnt, Manifest, NotLearnt, Plan, Rival, Scores
from alcove.apps.records.model.taste.subject import Prediction, Subject, Verdict

__all__ = [
    "BundleRefused",
    "Learnt",
    "Manifest",
    "NotLearnt",
    "Plan",
    "Prediction",
    "Rival",
    "Scores",
    "Subject",
    "Verdict",
    "check",
    "learn",
    "order_to_ask",
    "predict",
]


def learn(verdicts: Sequence[Verdict], plan: Plan) -> Learnt | NotLearnt:
    """Learn from all verdicts; the same verdicts in any order and the same plan give the same model."""
    from alcove.apps.records.model.taste import training  # noqa: PLC0415 - scikit-learn belongs to the process that computes

    return training.learn(verdicts, plan)


def check(bundle: bytes, *, checksum: bytes) -> Manifest:
    """Return what a bundle says of itself once it has been loaded and tried; BundleRefused when it cannot be."""
    from alcove.apps.records.model.taste import applying  # noqa: PLC0415 - scikit-learn belongs to the process that computes

    return applying.check(bundle, checksum=checksum)


def predict(bundle: bytes, subjects: Sequence[Subject]) -> list[Prediction]:
    """Return what is expected of each offer, in their order; BundleRefused when the bundle cannot be used."""
    from alcove.apps.records.model.taste import applying  # noqa: PLC0415 - scikit-learn belongs to the process that computes

    return applying.predict(bundle, subjects)


def order_to_ask(
    bundle: bytes | None, subjects: Sequence[Subject], *, judged: Sequence[Subject], count: int, seed: int
) -> list[int]:
    """Return the ids of up to `count` offers whose verdicts would teach most, the most instructive first."""
    from alcove.apps.records.model.taste import applying  # noqa: PLC0415 - scikit-learn belongs to the process that computes

    return applying.order_to_ask(bundle, subjects, judged=judged, count=count, seed=seed)
