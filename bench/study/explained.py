"""Runs logged statements again, and finds out which tables they read in full."""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, groupby
from typing import Any, Final

import asyncpg

from alcove.foundation.database import Connection
from bench.study.statement_log import LoggedStatement

_EXPLAINABLE: Final = re.compile(r"\s*(SELECT|WITH|INSERT|UPDATE|DELETE|MERGE|VALUES)\b", re.IGNORECASE)
_END: Final = re.compile(r"\s*(COMMIT|ROLLBACK|END)\b(?!\s+TO\b)", re.IGNORECASE)
_SKIPPED: Final = re.compile(
    r"\s*(LISTEN|UNLISTEN|DEALLOCATE|CLOSE|DISCARD|SELECT pg_advisory_unlock_all)", re.IGNORECASE
)
# A connection uses a general plan from the sixth run on, unless that seems worse than those for the parameters.
_RUNS: Final = 6
_REPEATS: Final = 2
"""How often the same statement is explained in one series."""
# Also counts what functions and triggers read, which no plan shows.
_SCANS: Final = """
SELECT schemaname || '.' || relname AS name, seq_scan FROM pg_catalog.pg_stat_xact_all_tables WHERE seq_scan > 0
"""
_numbers = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class FullRead:
    """A statement that reads all of a table."""

    table: str
    sql: str


async def find_full_reads(
    connection: Connection, statements: Sequence[LoggedStatement], *, tables: Collection[str]
) -> list[FullRead]:
    """Run the statements of each session in transactions that are rolled back; return the reads of whole tables.

    `connection` is the owner's, so that it can take any role.
    """
    found: list[FullRead] = []
    for _, session in groupby(sorted(statements, key=lambda statement: statement.pid), key=lambda item: item.pid):
        seen: Counter[str] = Counter()
        for statement in session:
            seen[statement.sql] += 1
            if seen[statement.sql] <= _REPEATS or not _EXPLAINABLE.match(statement.sql):
                found += await _repeat(connection, statement, tables=tables)
        await connection.execute("ROLLBACK")
        await connection.execute("SELECT pg_advisory_unlock_all()")
    return found


async def _repeat(connection: Connection, statement: LoggedStatement, *, tables: Collection[str]) -> list[FullRead]:
    sql = statement.sql
    if _SKIPPED.match(sql):
        return []
    if _END.match(sql):
        # The next transaction may begin in the same message.
        await connection.execute(f"ROLLBACK; {sql.partition(';')[2]}")
        return []
    is_alone = not connection.is_in_transaction()
    if not _EXPLAINABLE.match(sql) and not re.match(r"\s*CALL\b", sql, re.IGNORECASE):
        await connection.execute(sql)
        return []
    if is_alone:
        await connection.execute("BEGIN")
    else:
        await connection.execute("SAVEPOINT explained")
    try:
        names = await _explain(connection, statement)
    except asyncpg.IntegrityConstraintViolationError:
        # The rows of the first run are there.
        await connection.execute("ROLLBACK" if is_alone else "ROLLBACK TO SAVEPOINT explained")
        return []
    except asyncpg.PostgresError as error:
        raise RuntimeError(f"{error}: {sql}") from error
    if is_alone:
        await connection.execute("ROLLBACK")
    return [FullRead(table=name, sql=sql) for name in sorted(names & set(tables))]


async def _explain(connection: Connection, statement: LoggedStatement) -> set[str]:
    before = dict(await connection.fetch(_SCANS))
    names: set[str] = set()
    if _EXPLAINABLE.match(statement.sql):
        name = f"explained_{next(_numbers)}"
        await connection.execute(f"PREPARE {name} AS {statement.sql}")
        run = f"EXECUTE {name} ({', '.join(statement.parameters)})" if statement.parameters else f"EXECUTE {name}"
        for options in ("VERBOSE",) * (_RUNS if statement.parameters else 0) + ("ANALYZE, VERBOSE",):
            plan = await connection.fetchval(f"EXPLAIN ({options}, FORMAT JSON) {run}")
            names |= set(_full_scans(json.loads(plan)[0]["Plan"]))
    else:
        await connection.execute(_with_literals(statement))
    return names | {
        row["name"] for row in await connection.fetch(_SCANS) if row["seq_scan"] > before.get(row["name"], 0)
    }


def _full_scans(node: dict[str, Any]) -> Iterator[str]:
    if node["Node Type"] == "Seq Scan":
        yield f"{node.get('Schema')}.{node.get('Relation Name')}"
    for child in node.get("Plans", ()):
        yield from _full_scans(child)


def _with_literals(statement: LoggedStatement) -> str:
    return re.sub(r"\$(\d+)", lambda match: statement.parameters[int(match[1]) - 1], statement.sql)
