"""The limiter of file transfers: a catalogue's requests have a gap between them, over all workers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from alcove.apps.books.sources.protocols import SourceFacts
from alcove.apps.books.store import turns
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.fetch import RateLimited, ResponseInfo, Usage


class Turns:
    """Gives each request its turn; a refusal is told at once, and keeps the others away as well."""

    def __init__(self, pool: Pool, facts: SourceFacts, *, clock: Clock) -> None:
        self._pool = pool
        self._facts = facts
        self._clock = clock

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Wait for the next turn; what follows it may overlap with others."""
        pause = await turns.reserve(self._pool, self._facts.name, gap=self._facts.gap)
        if pause > 0:
            await self._clock.sleep(pause)
        yield

    async def observe(self, response: ResponseInfo) -> float:
        """Raise RateLimited at a refusal: its transfer waits by rules of its own."""
        if response.status == 429:
            after = response.retry_after() or 0.0
            if after:
                await turns.hold(self._pool, self._facts.name, seconds=after)
            raise RateLimited(f"{self._facts.name} asks for fewer requests", after=after)
        return 0.0

    async def usage(self) -> Usage:
        """Return that nothing is counted here."""
        return Usage(0, 0.0)
