"""What the server's health says about the books."""

from collections.abc import Sequence

from alcove.apps.books.service.delivering import Readiness
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.store.statuses import counts
from alcove.foundation.deps import Deps
from alcove.foundation.telemetry import Part, Probe


def build_probes(deps: Deps) -> Sequence[Probe]:
    """Return the checks that tell whether the app can do its work; what they tell names no path."""
    readiness = Readiness(clock=deps.clock, data_dir=deps.data_dir)
    preferences = deps.preferences.of(BooksSettings)

    async def ingest() -> Part:
        troubles = await readiness.troubles(await preferences.current())
        return Part("books.ingest", "degraded" if troubles else "ok", "; ".join(troubles.values()))

    async def queue() -> Part:
        waiting, running = await counts(deps.pool)
        return Part("books.queue", "ok", f"{waiting} waiting, {running} running")

    return [ingest, queue]
