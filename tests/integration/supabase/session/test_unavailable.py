"""A database that is away: 503, with the reason and when to try again."""

import pytest

from alcove.foundation.database import close_pool, open_foreign_pool
from alcove.wires.supabase.rest.pg_errors import DatabaseUnreachable
from alcove.wires.supabase.rest.transaction.session import acquire_connection


async def test_no_server() -> None:
    """Without a database server a request is refused at once."""
    pool = await open_foreign_pool("postgresql://nobody@127.0.0.1:1/x", size=1, name="test", idle_lifetime=1)
    try:
        with pytest.raises(DatabaseUnreachable) as caught:
            async with acquire_connection(pool):
                raise AssertionError
    finally:
        await close_pool(pool)
    error = caught.value
    assert (error.status, error.code, error.headers["Retry-After"]) == (503, "PGRST000", "1")
    assert error.message == "Database connection error. Retrying the connection."


async def test_no_such_database(empty_dsn: str) -> None:
    """A database that the server does not have is the same, with PostgreSQL's text."""
    dsn = empty_dsn.replace("/test_", "/absent_", 1)
    pool = await open_foreign_pool(dsn, size=1, name="test", idle_lifetime=1)
    try:
        with pytest.raises(DatabaseUnreachable) as caught:
            async with acquire_connection(pool):
                raise AssertionError
    finally:
        await close_pool(pool)
    assert "does not exist" in str(caught.value.details)
