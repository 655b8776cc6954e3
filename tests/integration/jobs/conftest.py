"""A table that the tasks of the tests write to."""

import pytest

from alcove.foundation.database import connect

EFFECTS = "CREATE TABLE effect (job bigint, step int, PRIMARY KEY (job, step))"


@pytest.fixture
async def dsn(dsn: str) -> str:
    """Return the DSN of a migrated database with the table."""
    connection = await connect(dsn)
    await connection.execute(EFFECTS)
    await connection.close()
    return dsn
