"""Transactions that run with the rights of a caller: its role, and the claims that policies read."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Final, TypeAlias

import asyncpg
import msgspec

from alcove.foundation.database import DATABASE_LOST, Connection, Pool, end_open_transaction
from alcove.wires.supabase.tokens import VerifiedToken

CallerSession: TypeAlias = Connection
"""A connection in a transaction with the rights of a caller."""

_BEGIN: Final = "RESET ALL; BEGIN ISOLATION LEVEL READ COMMITTED READ {mode}"
# The role comes last: it may not be allowed to set the others.
_SETTINGS: Final = """
SELECT set_config(name, value, true)
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS settings (name, value, position) ORDER BY position
"""
_COMMITTED: Final = "COMMIT"
_NO_SETTINGS: Final[Mapping[str, str]] = {}


@asynccontextmanager
async def open_caller_session(
    pool: Pool,
    caller: VerifiedToken | None,
    *,
    read_only: bool = False,
    search_path: Sequence[str] = ("public", "extensions"),
    anon_role: str = "anon",
    statement_seconds: float = 8.0,
    settings: Mapping[str, str] = _NO_SETTINGS,
) -> AsyncIterator[CallerSession]:
    """Yield a transaction with the rights of a caller; it commits when the block and all its statements succeed.

    The pool is one whose users set up their sessions themselves. `statement_seconds` is the time after which
    PostgreSQL stops a statement. `settings` are further settings of the transaction, such as `request.headers`. Errors
    of PostgreSQL and DATABASE_LOST; InvalidParameterValueError for a role that does not exist.
    """
    role = find_role(caller, anon_role=anon_role)
    values = {
        "search_path": ", ".join(f'"{name}"' for name in search_path),
        "statement_timeout": str(round(statement_seconds * 1000)),
        "request.jwt.claims": encode_claims(caller, role),
        **settings,
        "role": role,
    }
    async with pool.acquire() as connection:
        await end_open_transaction(connection)
        await connection.execute(_BEGIN.format(mode="ONLY" if read_only else "WRITE"))
        try:
            await connection.execute(_SETTINGS, list(values), list(values.values()))
            yield connection
        except BaseException:
            with suppress(*DATABASE_LOST):
                await connection.execute("ROLLBACK")
            raise
        if await connection.execute("COMMIT") != _COMMITTED:
            raise asyncpg.InFailedSQLTransactionError("a statement has failed, so nothing was committed")


def find_role(caller: VerifiedToken | None, *, anon_role: str = "anon") -> str:
    """Return the database role that a caller has."""
    role = caller.role if caller is not None and caller.role is not None else anon_role
    # For PostgreSQL, `none` is the role of the connection, which may do more than any caller.
    return anon_role if role == "none" else role


def encode_claims(caller: VerifiedToken | None, role: str) -> str:
    """Return the JSON that policies read as `request.jwt.claims`, for a caller with this role."""
    if caller is not None and caller.claims.get("role") == role:
        return caller.claims_json
    return msgspec.json.encode({**(caller.claims if caller is not None else {}), "role": role}).decode()
