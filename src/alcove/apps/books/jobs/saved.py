"""The job that runs saved searches, one after another, each when its turn has come."""

from typing import Final

from alcove.apps.books.service.opened_sources import OpenedSources, Preferences
from alcove.apps.books.service.saved_searches import Runner
from alcove.apps.books.service.searching import Search
from alcove.apps.books.store.rows import Rows
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.jobs import JobRun

OFTEN: Final = "*/10 * * * *"
MOST: Final = 20
"""Searches of one job; the next job goes on."""
PAUSE: Final = 2.0
"""Seconds between two searches, in which the catalogues have their rest."""


class SavedSearches:
    """Runs saved searches with the sources of the current settings."""

    def __init__(self, pool: Pool, sources: OpenedSources, *, preferences: Preferences, clock: Clock) -> None:
        self._pool = pool
        self._sources = sources
        self._preferences = preferences
        self._clock = clock
        self._search = Search(sources, Rows(pool), preferences=preferences, clock=clock)

    async def run(self, job: JobRun) -> None:
        """Run the searches whose turn it is."""
        for _ in range(MOST):
            job.checkpoint()
            catalogues = await self._sources.current()
            names = {source.facts.name: source.facts.display_name for source in catalogues.enabled()}
            runner = Runner(self._pool, self._search, names=names)
            if not await runner.run_one(await self._preferences.current()):
                return
            await self._clock.sleep(PAUSE)
