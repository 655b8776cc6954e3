"""What the server's health says about the books."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from alcove.apps.books.errors import SignInBroken
from alcove.apps.books.service.delivering import Readiness
from alcove.apps.books.service.opened_sources import Preferences
from alcove.apps.books.service.signing_in import SigningIn
from alcove.apps.books.store.statuses import counts
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.telemetry import Part, Probe

INGEST: Final = "books.ingest"
QUEUE: Final = "books.queue"
SIGN_IN: Final = "books.sign-in"


def probes(pool: Pool, *, preferences: Preferences, clock: Clock, data_dir: Path) -> Sequence[Probe]:
    """Return the checks; what they tell names no path."""
    signing_in = SigningIn(pool, preferences=preferences, clock=clock)
    readiness = Readiness(clock=clock, data_dir=data_dir)

    async def ingest() -> Part:
        troubles = await readiness.troubles(await preferences.current())
        return Part(INGEST, "degraded" if troubles else "ok", "; ".join(troubles.values()))

    async def queue() -> Part:
        waiting, running = await counts(pool)
        return Part(QUEUE, "ok", f"{waiting} waiting, {running} running")

    async def sign_in() -> Part:
        mode = await signing_in.mode()
        try:
            await signing_in.assure()
        except SignInBroken:
            return Part(SIGN_IN, "degraded", f"{mode}: nobody can sign in; the log says why")
        return Part(SIGN_IN, "ok", mode)

    return [ingest, queue, sign_in]
