"""The composition root of the worker: builds the app's tasks from the dependencies of the process."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from alcove.apps.books.downloads.jobs import (
    CHECK_FILES,
    EXPIRE,
    FIRST_PAUSE,
    SUBSTITUTES,
    JobDeps,
    build_job_deps,
    check_delivered_files,
    clean_up,
    expire_finished,
    fetch_downloads,
    find_substitutes,
)
from alcove.apps.books.queue import CLEAN_UP, FETCH, QUEUE
from alcove.apps.books.saved import RUN_SAVED
from alcove.apps.books.saved.jobs import SavedSearchRunner
from alcove.apps.books.search import BookSearch, BookStore, SourceClients, build_source_clients
from alcove.apps.books.settings import BooksSettings
from alcove.foundation.deps import Deps
from alcove.foundation.jobs import JSON, JobRun, Task
from alcove.foundation.telemetry import get_logger

__all__ = ["JobDeps", "build_tasks", "build_worker_tasks"]

MAX_SEARCHES: Final = 20
"""Saved searches that one job runs; the next job runs the others."""
PAUSE: Final = 2.0
"""Seconds between two saved searches, which spreads the requests to the catalogues."""

log = get_logger("alcove.books.catalogues")


def build_worker_tasks(deps: Deps) -> Sequence[Task]:
    """Return all tasks of the app, built from the dependencies of the process."""
    clients, preferences = build_source_clients(deps), deps.preferences.reader(BooksSettings)
    job_deps = build_job_deps(deps, preferences=preferences, clients=clients)
    return [*build_tasks(job_deps), *_catalogue_tasks(job_deps, clients=clients)]


def build_tasks(deps: JobDeps) -> list[Task]:
    """Return the tasks of the download queue."""

    async def fetch(job: JobRun, args: Mapping[str, JSON]) -> None:
        """Fetch one book after another until the queue is empty or enough other jobs run."""
        await fetch_downloads(deps, job, pause=msgspec.convert(args.get("pause", FIRST_PAUSE), float))

    return [
        Task(name=FETCH, run=fetch, queue=QUEUE, attempts=10),
        Task(name=EXPIRE, run=lambda _job, _: expire_finished(deps), queue=QUEUE),
        Task(name=SUBSTITUTES, run=lambda job, _: find_substitutes(deps, job), queue=QUEUE, cron="*/5 * * * *"),
        Task(name=CHECK_FILES, run=lambda _job, _: check_delivered_files(deps), queue=QUEUE),
        Task(name=CLEAN_UP, run=lambda _job, _: clean_up(deps), queue=QUEUE, cron="* * * * *"),
    ]


def _catalogue_tasks(deps: JobDeps, *, clients: SourceClients) -> list[Task]:
    """Return the scheduled tasks that query the catalogues."""
    search = BookSearch(deps.sources, BookStore(deps.pool), preferences=deps.preferences, clock=deps.clock)

    async def refresh(_job: JobRun, _args: Mapping[str, JSON]) -> None:
        """Refresh the indexes of catalogues without a search of their own, where a refresh is due."""
        await crawl(only_waiting=False)

    async def refresh_new(_job: JobRun, _args: Mapping[str, JSON]) -> None:
        """List the books of catalogues without a search of their own that were searched for the first time."""
        await crawl(only_waiting=True)

    async def crawl(*, only_waiting: bool) -> None:
        from alcove.apps.books.sources.opds import refresh_catalogues  # noqa: PLC0415 - loads the parser

        context = clients.context(await deps.preferences.current())
        outcomes = await refresh_catalogues(context, only_waiting=only_waiting)
        for source, outcome in outcomes.items():
            log.info("catalogue_refreshed", source=source, outcome=outcome)

    async def run_saved(job: JobRun, _args: Mapping[str, JSON]) -> None:
        """Run the saved searches that are due, and queue new books within the limits."""
        for _ in range(MAX_SEARCHES):
            job.checkpoint()
            sources = (await deps.sources.current()).list_enabled()
            names = {source.info.name: source.info.display_name for source in sources}
            if not await SavedSearchRunner(deps.pool, search, display_names=names).run_one(
                await deps.preferences.current()
            ):
                return
            await deps.clock.sleep(PAUSE)

    return [
        Task(name="books.catalogues", run=refresh, queue=QUEUE, attempts=1, cron="23 * * * *"),
        Task(name="books.new_catalogues", run=refresh_new, queue=QUEUE, attempts=1, cron="*/5 * * * *"),
        Task(name=RUN_SAVED, run=run_saved, queue=QUEUE, attempts=3, cron="*/10 * * * *"),
    ]
