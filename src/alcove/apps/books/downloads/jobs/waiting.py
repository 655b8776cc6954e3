"""What happens to a download that cannot go on now: it waits, says why and until when, and is never forgotten."""

from datetime import timedelta
from typing import Final

from alcove.apps.books.downloads.jobs.deps import JobDeps
from alcove.apps.books.downloads.jobs.response_plan import SourceHeld
from alcove.apps.books.model.waiting import describe_time, pause_after
from alcove.apps.books.queue import FETCH, QUEUE, ClaimedDownload, claims, holds
from alcove.foundation.database import Connection, run_transaction
from alcove.foundation.jobs import Job, defer
from alcove.foundation.telemetry import get_logger

SUBSTITUTES: Final = "books.substitutes"
"""The task that searches other sources for books that wait."""

log = get_logger("alcove.books.waiting")


async def wait_for_source(deps: JobDeps, claimed: ClaimedDownload, *, held: SourceHeld) -> None:
    """Start no download from the source until the pause ends that it asks for; its downloads stay queued."""
    until = deps.clock.now() + timedelta(seconds=held.seconds)
    message = f"{held} Next try at {describe_time(until)}."
    log.warning("source_held", source=claimed.source, seconds=round(held.seconds))

    async def hold(connection: Connection) -> None:
        if claimed.is_substitute:
            await _hand_back(deps, connection, claimed=claimed, reason=str(held))
        else:
            await claims.requeue(connection, claimed.lease)
        await holds.hold(connection, claimed.source, seconds=held.seconds, message=message)
        lock = f"{FETCH}.held.{claimed.source}"
        await defer(connection, Job(task=FETCH, queue=QUEUE, queueing_lock=lock, run_at=until + timedelta(seconds=0.1)))
        await _search_substitutes(connection)

    await run_transaction(deps.pool, hold)


async def try_again_later(deps: JobDeps, claimed: ClaimedDownload, *, reason: str) -> None:
    """Report the error; the download is queued again after a pause that grows with each failure."""

    async def postpone(connection: Connection) -> None:
        if claimed.is_substitute:
            await _hand_back(deps, connection, claimed=claimed, reason=reason)
        else:
            await _postpone(deps, connection, claimed=claimed, reason=reason)
            await _search_substitutes(connection)

    await run_transaction(deps.pool, postpone)


async def _hand_back(deps: JobDeps, connection: Connection, *, claimed: ClaimedDownload, reason: str) -> None:
    """Let a download wait for its own source again, because the one that stepped in failed."""
    if claimed.book.source in await holds.list_holds(connection):
        await claims.hand_back(connection, claimed.lease)
        await holds.mark_waiting(connection, claimed.book.source)
    else:
        await _postpone(deps, connection, claimed=claimed, reason=reason)


async def _postpone(deps: JobDeps, connection: Connection, *, claimed: ClaimedDownload, reason: str) -> None:
    pause = pause_after(claimed.failures + 1, rng=deps.rng)
    message = f"{reason} Next try at {describe_time(deps.clock.now() + timedelta(seconds=pause))}."
    await claims.postpone(connection, claimed.lease, message=message, seconds=pause)


async def _search_substitutes(connection: Connection) -> None:
    await defer(connection, Job(task=SUBSTITUTES, queue=QUEUE, queueing_lock=SUBSTITUTES))
