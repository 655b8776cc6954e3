"""Failed sign-ins of the last minutes."""

from dataclasses import dataclass
from typing import Final

from alcove.foundation.database import Connection, Pool, transaction

FORGOTTEN: Final = 3600
"""Seconds after which a failed sign-in no longer counts for anything."""

_TURN = "SELECT pg_advisory_xact_lock(hashtextextended('sign_in_failure ' || $1, 0))"
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
class Failures:
    """Failed sign-ins from one address: those of one name and those of all, with their ages in seconds."""

    own: int
    own_age: float
    address: int
    address_age: float


async def failures(connection: Connection, *, name: str, address: str, own: float, every: float) -> Failures:
    """Return the failures within `own` and `every` seconds; nobody else of this address counts until the commit."""
    await connection.execute(_TURN, address)
    row = await connection.fetchrow(_FAILURES, name, address, own, every)
    return Failures(
        own=row["own"],
        own_age=row["own_age"] or 0.0,
        address=row["address"],
        address_age=row["address_age"] or 0.0,
    )


async def add(connection: Connection, *, name: str, address: str) -> int:
    """Count a sign-in as failed until it has succeeded, and return its number."""
    number: int = await connection.fetchval(_ADD, name, address)
    return number


async def drop(source: Pool | Connection, number: int) -> None:
    """Take back one failure: nobody could say whether it was one."""
    await source.execute(_DROP, number)


async def drop_all(pool: Pool, *, name: str, address: str) -> None:
    """Forget the failures of a name at an address, which has come in."""
    async with transaction(pool) as connection:
        await connection.execute(_TURN, address)
        await connection.execute(_DROP_ALL, name, address)


async def sweep(source: Pool | Connection) -> None:
    """Remove failures that no longer count."""
    await source.execute(_SWEEP, FORGOTTEN)
