"""Work whose last try failed because of an outside system, and when it is tried again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from alcove.foundation.database import Connection, Pool

_RECORD_FAILURE = """
INSERT INTO discogs_wait AS w (work, failures, reason, since, next_try_at)
VALUES ($1, 1, $2, $3, $3::timestamptz + $4::interval)
ON CONFLICT (work) DO UPDATE SET
    failures = w.failures + 1, reason = excluded.reason,
    next_try_at = $3::timestamptz + least($4::interval * power(2, least(w.failures, 30)), $5::interval)
RETURNING work, failures, reason, next_try_at
"""
_SELECT = "SELECT work, failures, reason, next_try_at FROM discogs_wait WHERE work = ANY($1::text[])"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pauses:
    """The pauses between tries: they double from `first` up to `longest`."""

    first: timedelta
    longest: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Work that waits: how often it has failed in a row, why, and when it is tried again."""

    work: str
    failures: int
    reason: str
    next_try_at: datetime


RATES: Final = "rates:"
"""Followed by the source."""
DETAILS: Final = "details"
RELEASE_DETAILS: Final = "details:"
"""Followed by the id of the record."""


async def record_failure(
    connection: Pool | Connection, work: str, *, reason: str, now: datetime, pauses: Pauses
) -> Wait:
    """Record that a try failed, and return when the next one is due."""
    return Wait(**await connection.fetchrow(_RECORD_FAILURE, work, reason, now, pauses.first, pauses.longest))


async def clear(connection: Pool | Connection, *works: str) -> None:
    """Record that a try of these works succeeded."""
    await connection.execute("DELETE FROM discogs_wait WHERE work = ANY($1::text[])", list(works))


async def exists(source: Pool | Connection, *, prefix: str) -> bool:
    """Return whether any work waits whose name starts with `prefix`."""
    found: bool = await source.fetchval("SELECT EXISTS (SELECT FROM discogs_wait WHERE starts_with(work, $1))", prefix)
    return found


async def find(source: Pool | Connection, *works: str) -> Mapping[str, Wait]:
    """Return those of the works that wait."""
    return {row["work"]: Wait(**row) for row in await source.fetch(_SELECT, list(works))}
