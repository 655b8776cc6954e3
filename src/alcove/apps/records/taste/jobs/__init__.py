"""The tasks of taste."""

from alcove.apps.records.deps import WorkerDeps
from alcove.apps.records.taste.jobs.predictions import LastRanking, predict
from alcove.apps.records.taste.jobs.training import TRAIN_ATTEMPTS, CheckedModel, check_model, train
from alcove.apps.records.taste.service.training import CHECK_TASK, PREDICT_JOB, QUEUE, TRAIN_JOB
from alcove.foundation.jobs import Task

__all__ = ["build_tasks"]

MINUTELY = "* * * * *"


def build_tasks(deps: WorkerDeps) -> list[Task]:
    """Return the tasks of taste: training, predictions, the check of the model."""
    last_ranking, checked = LastRanking(), CheckedModel()
    return [
        Task(name=TRAIN_JOB.task, run=lambda job, _: train(deps, job), queue=QUEUE, attempts=TRAIN_ATTEMPTS),
        Task(name=PREDICT_JOB.task, run=lambda job, _: predict(deps, job, last_ranking=last_ranking), queue=QUEUE),
        Task(name=CHECK_TASK, run=lambda _job, _: check_model(deps, checked), queue=QUEUE, cron=MINUTELY),
    ]
