"""What the worker runs for the records app."""

from typing import cast

from alcove.apps.records.jobs.daily_pick import DAILY, EVERY_FIVE_MINUTES, pick, pick_daily
from alcove.apps.records.jobs.details import DETAILS, fetch_details
from alcove.apps.records.jobs.predictions import LastOrder, predict
from alcove.apps.records.jobs.scrape import scrape, tidy
from alcove.apps.records.jobs.surroundings import Surroundings
from alcove.apps.records.jobs.training import TRAIN_ATTEMPTS, Checked, check_model, train
from alcove.apps.records.service.learning import CHECK, PREDICT, TRAIN
from alcove.apps.records.service.learning import QUEUE as LEARNING
from alcove.apps.records.service.pick_by_worker import TASK as PICK
from alcove.apps.records.service.scraping import TASK as SCRAPE
from alcove.foundation.jobs import Task

__all__ = ["Surroundings", "build_tasks"]

MINUTELY = "* * * * *"


def build_tasks(surroundings: Surroundings) -> list[Task]:
    """Return every task of the app, ready to run."""
    last_order, checked = LastOrder(), Checked()
    return [
        Task(
            name=SCRAPE,
            run=lambda job, args: scrape(surroundings, job, run_id=cast("int", args["run_id"])),
            queue="scraping",
        ),
        Task(name=DETAILS, run=lambda job, _: fetch_details(surroundings, job), queue="details"),
        Task(
            name=PICK,
            run=lambda _job, args: pick(
                surroundings, today=cast("str", args["today"]), expected=cast("int | None", args["expected"])
            ),
            queue=LEARNING,
            attempts=3,
            wait=0.5,
        ),
        Task(name=DAILY, run=lambda _job, _: pick_daily(surroundings), queue=LEARNING, cron=EVERY_FIVE_MINUTES),
        Task(
            name=TRAIN.task,
            run=lambda job, _: train(surroundings, job),
            queue=LEARNING,
            attempts=TRAIN_ATTEMPTS,
        ),
        Task(name=PREDICT.task, run=lambda job, _: predict(surroundings, job, last_order=last_order), queue=LEARNING),
        Task(name=CHECK, run=lambda _job, _: check_model(surroundings, checked), queue=LEARNING, cron=MINUTELY),
        Task(name="records.tidy", run=lambda _job, _: tidy(surroundings), queue="records", cron=MINUTELY),
    ]
