"""One training, or one scoring, in a process of its own: JSON in, JSON out, so that its peak of memory is its own.

Time is processor time. All of it is spent on one thread, so on a machine with nothing else to do it is what one waits.
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
from bench.processes import forget_peak, memory, peak
from bench.records.ml.owners import owners
from bench.records.ml.shelf import large_shelf

KIB = 1024.0
LABELS = 300
"""How many verdicts a recommender has learnt from before it scores."""


def main() -> None:
    """Do what standard input asks for."""
    task = json.load(sys.stdin)
    shelf = large_shelf(task["offers"])
    verdicts = next(owner.verdict for owner in owners(shelf, each=1) if owner.kind == "mixed")
    if task["what"] == "fit":
        found = _fit(task["name"], shelf, [verdicts(subject) for subject in shelf])
    else:
        kept = [Verdict(subject=subject, kept=verdicts(subject)) for subject in shelf[:LABELS]]
        found = _score(task["name"], shelf, kept)
    json.dump(found, sys.stdout)


def _fit(name: str, shelf: Sequence[Subject], kept: Sequence[bool]) -> dict[str, float]:
    recommender = find_recommender(name)
    assert recommender is not None
    recommender.fit(shelf[:50], kept[:50], seed=1)  # what is loaded on first use is no part of the training
    before = memory(os.getpid())["rss"]
    forget_peak(os.getpid())
    started = time.process_time()
    recommender.fit(shelf, kept, seed=1)
    return {"seconds": time.process_time() - started, "before": before, "peak": peak(os.getpid())}


def _score(name: str, shelf: Sequence[Subject], verdicts: Sequence[Verdict]) -> dict[str, float]:
    learnt = learn(verdicts, TrainingOptions(recommender=name))
    assert isinstance(learnt, TrainedModel)
    started = time.process_time()
    predictions = predict(learnt.bundle, shelf)
    seconds = time.process_time() - started
    reasons = sum(len(prediction.reasons) for prediction in predictions) / len(predictions)
    return {"seconds": seconds, "reasons": reasons, "bundle": len(learnt.bundle) / KIB}


if __name__ == "__main__":
    main()
