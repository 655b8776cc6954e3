"""The surroundings of the tasks, made from the parts of a process, and what they do by the clock."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from alcove.apps.books.jobs.saved import OFTEN, SavedSearches
from alcove.apps.books.jobs.surroundings import Surroundings
from alcove.apps.books.parts import Resources, Roads, open_preferences
from alcove.apps.books.service.delivering import Readiness
from alcove.apps.books.service.following import Following
from alcove.apps.books.service.opened_sources import OpenedSources
from alcove.apps.books.service.queueing import QUEUE
from alcove.apps.books.service.saved_searches import RUN
from alcove.foundation.fetch import Client, Limiter, Policy
from alcove.foundation.jobs import JSON, JobRun, Task
from alcove.foundation.settings import ServerSettings
from alcove.foundation.telemetry import get_logger

HOURLY: Final = "23 * * * *"

log = get_logger("alcove.books.catalogues")


def open_surroundings(resources: Resources, *, roads: Roads) -> Surroundings:
    """Return what the tasks of a worker need."""
    wishes = open_preferences(resources)
    following = Following(wishes, OpenedSources(roads.open, preferences=wishes))
    rng = random.Random()  # noqa: S311 - spreads retries, keeps no secret
    private = frozenset(resources.load(ServerSettings).alcove_allow_private_hosts)

    def client(policy: Policy, limiter: Limiter) -> Client:
        return Client(
            replace(policy, allow_private=policy.allow_private | private),
            limiter=limiter,
            clock=resources.clock,
            rng=rng,
            network=resources.network,
        )

    return Surroundings(
        pool=resources.pool,
        notices=resources.notices,
        clock=resources.clock,
        data_dir=resources.data_dir,
        preferences=following,
        sources=following,
        client=client,
        readiness=Readiness(clock=resources.clock, data_dir=resources.data_dir),
        rng=rng,
    )


def periodic_tasks(resources: Resources, *, roads: Roads) -> Sequence[Task]:
    """Return what the worker does by the clock besides the queue."""
    wishes = open_preferences(resources)

    async def refresh(_job: JobRun, _args: Mapping[str, JSON]) -> None:
        """Read the catalogues that have no search of their own into their indexes, where that is due."""
        from alcove.apps.books.sources.opds import refresh_catalogues  # noqa: PLC0415 - loads the parser

        told = await refresh_catalogues(roads.context(await wishes.current()))
        for source, outcome in told.items():
            log.info("catalogue_refreshed", source=source, outcome=outcome)

    searches = SavedSearches(
        resources.pool, OpenedSources(roads.open, preferences=wishes), preferences=wishes, clock=resources.clock
    )

    async def search(job: JobRun, _args: Mapping[str, JSON]) -> None:
        """Run the saved searches that are due and queue what is new, within the limits."""
        await searches.run(job)

    return [
        Task(name="books.catalogues", run=refresh, queue=QUEUE, attempts=1, cron=HOURLY),
        Task(name=RUN, run=search, queue=QUEUE, attempts=3, cron=OFTEN),
    ]
