"""What the server's health says about the books."""

from collections.abc import Sequence
from typing import Final

from alcove.apps.books.errors import SignInBroken
from alcove.apps.books.parts import Resources, open_preferences
from alcove.apps.books.service.delivering import Readiness
from alcove.apps.books.service.signing_in import SigningIn
from alcove.apps.books.store.statuses import counts
from alcove.foundation.telemetry import Part, Probe

INGEST: Final = "books.ingest"
QUEUE: Final = "books.queue"
SIGN_IN: Final = "books.sign-in"


def probes(resources: Resources) -> Sequence[Probe]:
    """Return the checks; what they tell names no path."""
    preferences = open_preferences(resources)
    signing_in = SigningIn(resources.pool, preferences=preferences, clock=resources.clock)
    readiness = Readiness(clock=resources.clock, data_dir=resources.data_dir)

    async def ingest() -> Part:
        troubles = await readiness.troubles(await preferences.current())
        return Part(INGEST, "degraded" if troubles else "ok", "; ".join(troubles.values()))

    async def queue() -> Part:
        waiting, running = await counts(resources.pool)
        return Part(QUEUE, "ok", f"{waiting} waiting, {running} running")

    async def sign_in() -> Part:
        mode = await signing_in.mode()
        try:
            await signing_in.assure()
        except SignInBroken:
            return Part(SIGN_IN, "degraded", f"{mode}: nobody can sign in; the log says why")
        return Part(SIGN_IN, "ok", mode)

    return [ingest, queue, sign_in]
