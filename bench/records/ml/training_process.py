"""One training or scoring in a separate process, with JSON as input and output, to measure its peak memory.

Time is processor time on one thread, so on an idle machine it equals the elapsed time.
"""

import json
import os
import sys
import time
from collections.abc import Sequence

from alcove.apps.records.taste.model.bundle import predict
from alcove.apps.records.taste.model.recommenders import find_recommender
from alcove.apps.records.taste.model.training import learn
from alcove.apps.records.taste.model.values import Subject, TrainedModel, TrainingOptions, Verdict
from bench.processes import read_memory, read_peak_memory, reset_peak_memory
from bench.records.ml.offers import build_large_offers
from bench.records.ml.owners import owners

KIB = 1024.0
LABELS = 300
"""The number of verdicts that a recommender is trained on before it scores."""


def main() -> None:
    """Run the task from standard input."""
    task = json.load(sys.stdin)
    offers = build_large_offers(task["offers"])
    verdicts = next(owner.verdict for owner in owners(offers, per_kind=1) if owner.kind == "mixed")
    if task["what"] == "fit":
        results = _fit(task["name"], offers, [verdicts(subject) for subject in offers])
    else:
        training_set = [Verdict(subject=subject, kept=verdicts(subject)) for subject in offers[:LABELS]]
        results = _score(task["name"], offers, training_set)
    json.dump(results, sys.stdout)


def _fit(name: str, offers: Sequence[Subject], verdicts: Sequence[bool]) -> dict[str, float]:
    recommender = find_recommender(name)
    assert recommender is not None
    recommender.fit(offers[:50], verdicts[:50], seed=1)  # load lazy imports before the measurement
    before = read_memory(os.getpid())["rss"]
    reset_peak_memory(os.getpid())
    started = time.process_time()
    recommender.fit(offers, verdicts, seed=1)
    return {"seconds": time.process_time() - started, "before": before, "peak": read_peak_memory(os.getpid())}


def _score(name: str, offers: Sequence[Subject], verdicts: Sequence[Verdict]) -> dict[str, float]:
    trained = learn(verdicts, TrainingOptions(recommender=name))
    assert isinstance(trained, TrainedModel)
    started = time.process_time()
    predictions = predict(trained.bundle, offers)
    seconds = time.process_time() - started
    reasons = sum(len(prediction.reasons) for prediction in predictions) / len(predictions)
    return {"seconds": seconds, "reasons": reasons, "bundle": len(trained.bundle) / KIB}


if __name__ == "__main__":
    main()
