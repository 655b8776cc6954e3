"""The surroundings of the tasks, made from the parts of a process, and what they do by the clock."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from alcove.apps.books.jobs.saved import OFTEN, SavedSearches
from alcove.apps.books.jobs.surroundings import Surroundings
from alcove.apps.books.roads import Roads
from alcove.apps.books.service.delivering import Readiness
from alcove.apps.books.service.following import Following
from alcove.apps.books.service.opened_sources import OpenedSources, Preferences
from alcove.apps.books.service.queueing import QUEUE
from alcove.apps.books.service.saved_searches import RUN
from alcove.foundation.deps import Deps
from alcove.foundation.fetch import Client, Limiter, Policy
from alcove.foundation.jobs import JSON, JobRun, Task
from alcove.foundation.settings import ServerSettings
from alcove.foundation.telemetry import get_logger

HOURLY: Final = "23 * * * *"

log = get_logger("alcove.books.catalogues")


def open_surroundings(deps: Deps, *, preferences: Preferences, roads: Roads) -> Surroundings:
    """Return what the tasks of a worker need."""
    following = Following(preferences, OpenedSources(roads.open, preferences=preferences))
    rng = random.Random()  # noqa: S311 - spreads retries, keeps no secret
    private = frozenset(deps.load(ServerSettings).alcove_allow_private_hosts)

    def client(policy: Policy, limiter: Limiter) -> Client:
        return Client(
            replace(policy, allow_private=policy.allow_private | private),
            limiter=limiter,
            clock=deps.clock,
            rng=rng,
            network=deps.network,
        )

    return Surroundings(
        pool=deps.pool,
        hub=deps.hub,
        clock=deps.clock,
        data_dir=deps.data_dir,
        preferences=following,
        sources=following,
        client=client,
        readiness=Readiness(clock=deps.clock, data_dir=deps.data_dir),
        rng=rng,
    )


def periodic_tasks(deps: Deps, *, preferences: Preferences, roads: Roads) -> Sequence[Task]:
    """Return what the worker does by the clock besides the queue."""

    async def refresh(_job: JobRun, _args: Mapping[str, JSON]) -> None:
        """Read the catalogues that have no search of their own into their indexes, where that is due."""
        from alcove.apps.books.sources.opds import refresh_catalogues  # noqa: PLC0415 - loads the parser

        told = await refresh_catalogues(roads.context(await preferences.current()))
        for source, outcome in told.items():
            log.info("catalogue_refreshed", source=source, outcome=outcome)

    searches = SavedSearches(
        deps.pool, OpenedSources(roads.open, preferences=preferences), preferences=preferences, clock=deps.clock
    )

    async def search(job: JobRun, _args: Mapping[str, JSON]) -> None:
        """Run the saved searches that are due and queue what is new, within the limits."""
        await searches.run(job)

    return [
        Task(name="books.catalogues", run=refresh, queue=QUEUE, attempts=1, cron=HOURLY),
        Task(name=RUN, run=search, queue=QUEUE, attempts=3, cron=OFTEN),
    ]
