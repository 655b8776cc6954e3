"""Queued downloads that wait because a folder cannot be used: why, and until when."""

from datetime import datetime
from typing import Final

from alcove.apps.books.queue.store.claims import Lease
from alcove.apps.books.queue.store.downloads import CHANNEL, notify_if_changed
from alcove.foundation.database import Connection, Pool

MAX_PAUSE: Final = 30.0
"""Seconds after which a download that waits for a folder is tried again at most."""

_BLOCK = """
WITH changed AS (
    UPDATE books_download SET state = 'queued', message = $6, delivery_problem = $7, failures = failures + 1,
        retry_at = clock_timestamp() + least($8, power(2, least(failures, 10))) * interval '1 second',
        job_id = NULL, changed_at = clock_timestamp(), settled_run = run
    WHERE id = $1 AND generation = $2 AND run = $3 AND state IN ('resolving', 'downloading') RETURNING retry_at)
SELECT retry_at, pg_notify($4, $5) FROM changed
"""
# Whoever changes several rows locks them in one order, so that no two wait for each other.
_BLOCK_QUEUED = """
WITH held AS MATERIALIZED (
    SELECT id FROM books_download WHERE state = 'queued' AND delivery_problem IS DISTINCT FROM $2
    ORDER BY id FOR UPDATE)
UPDATE books_download AS d SET message = $1, delivery_problem = $2 FROM held WHERE d.id = held.id
"""
_UNBLOCK_QUEUED = """
WITH held AS MATERIALIZED (
    SELECT id FROM books_download
    WHERE delivery_problem IS NOT NULL AND state = 'queued' AND coalesce(retry_at <= clock_timestamp(), true)
    ORDER BY id FOR UPDATE)
UPDATE books_download AS d SET message = NULL, delivery_problem = NULL, retry_at = NULL FROM held WHERE d.id = held.id
"""
_READ = """
SELECT count(*) AS count, min(delivery_problem) AS reason FROM books_download
WHERE delivery_problem IS NOT NULL AND state = 'queued'
"""


async def block(source: Pool | Connection, lease: Lease, *, reason: str) -> datetime | None:
    """Queue a run's download again because of a folder; return when it may be claimed, None when the run lost it.

    The pause grows with every time in a row.
    """
    values = (_message(reason), reason, MAX_PAUSE)
    key = (lease.id, lease.generation, lease.run)
    retry_at: datetime | None = await source.fetchval(_BLOCK, *key, CHANNEL, "", *values)
    return retry_at


async def block_queued(connection: Connection, *, reason: str) -> None:
    """Show with all queued downloads that they wait for a folder, and why."""
    await notify_if_changed(connection, await connection.execute(_BLOCK_QUEUED, _message(reason), reason))


async def unblock_queued(connection: Connection) -> None:
    """Let queued downloads be claimed again, except for those whose pause has not ended."""
    await notify_if_changed(connection, await connection.execute(_UNBLOCK_QUEUED))


def _message(reason: str) -> str:
    return f"{reason} The book waits, and is delivered when this has been corrected."


async def read_blocked(source: Pool | Connection) -> tuple[int, str]:
    """Return how many queued downloads wait for a folder, and why."""
    row = await source.fetchrow(_READ)
    return row["count"], row["reason"] or ""
