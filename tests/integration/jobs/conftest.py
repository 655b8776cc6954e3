"""A table in which the tests' tasks leave their traces."""

import pytest

from alcove.foundation.database import connect

EFFECTS = "CREATE TABLE effect (job bigint, step int, PRIMARY KEY (job, step))"


@pytest.fixture
async def dsn(dsn: str) -> str:
    """Give the address of a migrated database of the test's own that holds the table."""
    connection = await connect(dsn)
    await connection.execute(EFFECTS)
    await connection.close()
    return dsn
