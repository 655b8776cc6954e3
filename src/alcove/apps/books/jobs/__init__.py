"""What the worker runs for the books app."""

from alcove.apps.books.jobs.fetch import LOOK, fetch
from alcove.apps.books.jobs.surroundings import Catalogues, OpenClient, Surroundings
from alcove.apps.books.jobs.tidy import EXPIRE, expire, look, tidy
from alcove.apps.books.service.queueing import FETCH, QUEUE
from alcove.foundation.jobs import Task

__all__ = ["Catalogues", "OpenClient", "Surroundings", "build_tasks"]

MINUTELY = "* * * * *"


def build_tasks(surroundings: Surroundings) -> list[Task]:
    """Return every task of the queue, ready to run."""
    return [
        Task(name=FETCH, run=lambda job, _: fetch(surroundings, job), queue=QUEUE, attempts=10),
        Task(name=EXPIRE, run=lambda _job, _: expire(surroundings), queue=QUEUE),
        Task(name=LOOK, run=lambda _job, _: look(surroundings), queue=QUEUE),
        Task(name="books.tidy", run=lambda _job, _: tidy(surroundings), queue=QUEUE, cron=MINUTELY),
    ]
