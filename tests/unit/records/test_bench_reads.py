"""The benchmark of frequent reads compares each of them with the statement that really answers it."""

import pytest
from bench.records.reads import Read, hot_reads


@pytest.mark.parametrize("read", hot_reads("martha"), ids=lambda read: read.name)
async def test_the_statement_of_every_frequent_read_is_recorded(read: Read) -> None:
    """A recorder in place of the database gets one statement, and as many arguments as it has parameters."""
    sql, args = await read.statement()
    assert "SELECT" in sql.upper()
    assert f"${len(args) + 1}" not in sql
    assert not args or f"${len(args)}" in sql
