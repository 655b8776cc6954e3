"""Accounts of tests, and statements that run as a caller of the REST API."""

import json
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from alcove.foundation.database import Connection

ALLOWED, FILTERED, REFUSED = "allowed", "filtered", "42501"
"""What a statement did: it found the row, it found no row, or PostgreSQL refused it."""

_ADD_ACCOUNT = """
INSERT INTO auth.users (id, email, raw_user_meta_data, created_at, updated_at)
VALUES ($1, $2, $3::jsonb, now(), now())
"""


async def add_account(connection: Connection, *, email: str | None = None, **metadata: object) -> uuid.UUID:
    """Add an account as a sign-up does, and return its id."""
    account = uuid.uuid4()
    await connection.execute(_ADD_ACCOUNT, account, email or f"{account}@example.org", json.dumps(metadata))
    return account


@asynccontextmanager
async def act_as(connection: Connection, role: str, account: uuid.UUID | None = None) -> AsyncIterator[None]:
    """Run the statements of the block as the REST API does for a caller; what they change stays, unless one fails."""
    claims = {"role": role, **({"sub": str(account)} if account else {})}
    async with connection.transaction():
        await connection.execute("SELECT set_config('request.jwt.claims', $1, true)", json.dumps(claims))
        await connection.execute(f"SET LOCAL ROLE {role}")
        yield
        await connection.execute("RESET ROLE")
        await connection.execute("SELECT set_config('request.jwt.claims', '', true)")


async def find_outcome(connection: Connection, sql: str, *args: object, role: str, account: uuid.UUID | None) -> str:
    """Run a statement that returns the rows it found as a caller, undo it, and return what it did."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        async with act_as(connection, role, account):
            rows = await connection.fetch(sql, *args)
    except asyncpg.PostgresError as error:
        return str(error.sqlstate)
    finally:
        await transaction.rollback()
    return ALLOWED if rows else FILTERED


async def fetch_as(
    connection: Connection, sql: str, *args: object, role: str = "authenticated", account: uuid.UUID | None
) -> Sequence[Any]:
    """Return the rows of a statement that runs as a caller."""
    async with act_as(connection, role, account):
        rows: Sequence[Any] = await connection.fetch(sql, *args)
    return rows
