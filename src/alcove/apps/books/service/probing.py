"""What the server's health says about the books."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from alcove.apps.books.service.delivering import Readiness
from alcove.apps.books.service.opened_sources import Preferences
from alcove.apps.books.store.statuses import counts
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.telemetry import Part, Probe

INGEST: Final = "books.ingest"
QUEUE: Final = "books.queue"


def probes(pool: Pool, *, preferences: Preferences, clock: Clock, data_dir: Path) -> Sequence[Probe]:
    """Return the checks; what they tell names no path."""
    readiness = Readiness(clock=clock, data_dir=data_dir)

    async def ingest() -> Part:
        troubles = await readiness.troubles(await preferences.current())
        return Part(INGEST, "degraded" if troubles else "ok", "; ".join(troubles.values()))

    async def queue() -> Part:
        waiting, running = await counts(pool)
        return Part(QUEUE, "ok", f"{waiting} waiting, {running} running")

    return [ingest, queue]
