"""What the worker does for taste."""

from alcove.apps.records.deps import WorkerDeps
from alcove.apps.records.taste.jobs.predictions import LastOrder, predict
from alcove.apps.records.taste.jobs.training import TRAIN_ATTEMPTS, Checked, check_model, train
from alcove.apps.records.taste.service.training import CHECK, PREDICT, QUEUE, TRAIN
from alcove.foundation.jobs import Task

__all__ = ["build_tasks"]

MINUTELY = "* * * * *"


def build_tasks(deps: WorkerDeps) -> list[Task]:
    """Return the tasks of taste."""
    last_order, checked = LastOrder(), Checked()
    return [
        Task(name=TRAIN.task, run=lambda job, _: train(deps, job), queue=QUEUE, attempts=TRAIN_ATTEMPTS),
        Task(name=PREDICT.task, run=lambda job, _: predict(deps, job, last_order=last_order), queue=QUEUE),
        Task(name=CHECK, run=lambda _job, _: check_model(deps, checked), queue=QUEUE, cron=MINUTELY),
    ]
