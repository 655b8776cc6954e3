"""All SQL about failed sign-ins."""

from dataclasses import dataclass
from typing import Final

from alcove.foundation.database import Connection, Pool, transaction

RETENTION_SECONDS: Final = 3600
"""Seconds after which a failed sign-in is deleted."""

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('sign_in_failure ' || $1, 0))"
_FAILURES = """
SELECT count(*) FILTER (WHERE name = $1 AND at > now() - $3 * interval '1 second') AS own,
       extract(epoch FROM now() - max(at) FILTER (WHERE name = $1))::float8 AS own_age,
       count(*) FILTER (WHERE at > now() - $4 * interval '1 second') AS address,
       extract(epoch FROM now() - min(at) FILTER (WHERE at > now() - $4 * interval '1 second'))::float8 AS address_age
FROM alcove.sign_in_failure WHERE address = $2 AND at > now() - greatest($3, $4) * interval '1 second'
"""
_ADD = "INSERT INTO alcove.sign_in_failure (name, address) VALUES ($1, $2) RETURNING id"
_DROP = "DELETE FROM alcove.sign_in_failure WHERE id = $1"
_DROP_ALL = "DELETE FROM alcove.sign_in_failure WHERE name = $1 AND address = $2"
_SWEEP = "DELETE FROM alcove.sign_in_failure WHERE at <= now() - $1 * interval '1 second'"


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureCounts:
    """Counts of failed sign-ins from one address: of one name (`own`) and of all names, with ages in seconds."""

    own: int
    own_age: float
    address: int
    address_age: float


async def count_failures(
    connection: Connection, *, name: str, address: str, name_window: float, address_window: float
) -> FailureCounts:
    """Return the failures within the two windows; locks the address until the transaction ends."""
    await connection.execute(_LOCK, address)
    row = await connection.fetchrow(_FAILURES, name, address, name_window, address_window)
    return FailureCounts(
        own=row["own"],
        own_age=row["own_age"] or 0.0,
        address=row["address"],
        address_age=row["address_age"] or 0.0,
    )


async def add(connection: Connection, *, name: str, address: str) -> int:
    """Record a failed sign-in and return its id."""
    failure_id: int = await connection.fetchval(_ADD, name, address)
    return failure_id


async def delete(source: Pool | Connection, failure_id: int) -> None:
    """Delete one failure, because it could not be checked."""
    await source.execute(_DROP, failure_id)


async def delete_all(pool: Pool, *, name: str, address: str) -> None:
    """Delete the failures of a name and address after a successful sign-in."""
    async with transaction(pool) as connection:
        await connection.execute(_LOCK, address)
        await connection.execute(_DROP_ALL, name, address)


async def sweep(source: Pool | Connection) -> None:
    """Delete failures that no longer count."""
    await source.execute(_SWEEP, RETENTION_SECONDS)
