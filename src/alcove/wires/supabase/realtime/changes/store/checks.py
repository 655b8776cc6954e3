"""Checks of changes with the rights of callers: row security, and conditions that only the database can evaluate."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import asyncpg
import msgspec

from alcove.foundation.database import DATABASE_LOST, Pool, end_open_transaction
from alcove.wires.supabase.callers import open_caller_session
from alcove.wires.supabase.realtime.changes.filters import Condition
from alcove.wires.supabase.realtime.changes.matching import ColumnCondition
from alcove.wires.supabase.realtime.changes.model import Change, Column, PublishedTable
from alcove.wires.supabase.tokens import VerifiedToken

_CHECK: Final = """
SELECT passes, problem, milliseconds
FROM realtime.check_changes($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
"""
# Whoever had the connection before may have changed its settings and its role.
_BEGIN_CHECKS: Final = """
RESET ALL; RESET ROLE; BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY;
SET LOCAL search_path = public, extensions; SET LOCAL statement_timeout = {milliseconds}
"""
_STATEMENT: Final = "SELECT coalesce({conditions}, false) FROM json_populate_record(NULL::{table}, $1::json) AS {alias}"
_OPERATORS: Final = {
    "eq": "=", "neq": "<>", "lt": "<", "lte": "<=", "gt": ">", "gte": ">=", "isdistinct": "IS DISTINCT FROM",
    "like": "LIKE", "ilike": "ILIKE", "match": "~", "imatch": "~*",
}  # fmt: skip
_PATTERNS: Final = frozenset({"like", "ilike", "match", "imatch"})
LITERAL_SECONDS: Final = 2.0
_IS: Final = {"null": "NULL", "true": "TRUE", "false": "FALSE", "unknown": "UNKNOWN"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerCheck:
    """A statement of one truth value, evaluated with the role and claims of a caller."""

    statement: str
    role: str
    claims: str
    record: str
    operands: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """Whether a check is true, or why it failed, and how long it took."""

    passes: bool
    problem: str | None
    milliseconds: float


def build_check(
    change: Change, conditions: Sequence[ColumnCondition], *, policies: str | None, role: str, claims: str
) -> CallerCheck:
    """Return the check whether policies, if there are some, let a caller see a row that meets conditions.

    They are applied to the row as it was recorded, for it may have been changed again or deleted. Of a row that they
    need more of it is checked whether the caller can read what is there now.
    """
    shape = change.table.shape
    parts: list[str] = []
    operands: list[str | None] = []
    for fitted in conditions:
        field, first = f"{shape.alias}.{fitted.column.sql}", len(operands)
        parts.append(_condition_sql(fitted.condition, fitted.column, field=field, operand="$2::json", first=first))
        operands.extend(fitted.condition.values)
    statement = _STATEMENT.format(conditions=" AND ".join(parts) or "true", table=shape.sql, alias=shape.alias)
    if policies is not None:
        statement += f" WHERE {policies if is_recorded(change, policies) else _readable_sql(change.table)}"
    return CallerCheck(
        statement=statement, role=role, claims=claims, record=change.subject_json,
        operands=msgspec.json.encode(operands).decode(),
    )  # fmt: skip


def is_recorded(change: Change, policies: str) -> bool:
    """Return whether all that policies need of a row was recorded."""
    shape = change.table.shape
    if not (shape.is_complete and change.row.is_reduced):
        return shape.is_complete
    # They may name the columns that are missing, or the whole row.
    absent = [column.sql for column in shape.columns if column.name not in change.subject]
    return not any(name in policies for name in (*absent, f"{shape.alias}.*"))


async def run_checks(pool: Pool, checks: Sequence[CallerCheck], *, seconds: float) -> list[CheckResult]:
    """Return the results of checks, which run in one statement of at most some seconds; QueryCanceledError."""
    columns = [
        [getattr(check, name) for check in checks] for name in ("statement", "role", "claims", "record", "operands")
    ]
    async with pool.acquire() as connection:
        await end_open_transaction(connection)
        await connection.execute(_BEGIN_CHECKS.format(milliseconds=round(seconds * 1000)))
        try:
            rows = await connection.fetch(_CHECK, *columns)
        finally:
            with suppress(*DATABASE_LOST):
                await connection.execute("ROLLBACK")
    return [
        CheckResult(passes=bool(row["passes"]), problem=row["problem"], milliseconds=row["milliseconds"])
        for row in rows
    ]


async def read_literals(pool: Pool, condition: Condition, *, column: Column, caller: VerifiedToken) -> Sequence[bytes]:
    """Return what the values of a condition are, as JSON; PostgresError for values or an operator that do not fit."""
    # A pattern is only read when it is applied to a text.
    is_pattern = condition.operator in _PATTERNS
    field = f"CAST({'CAST($2 AS text)' if is_pattern else 'NULL'} AS {column.type_sql})"
    comparison = _condition_sql(condition, column, field=field, operand="$1::jsonb", first=0)
    operands = msgspec.json.encode(condition.values).decode()
    async with open_caller_session(pool, caller, read_only=True, statement_seconds=LITERAL_SECONDS) as session:
        await session.fetchval(f"SELECT {comparison} WHERE $1::jsonb IS NOT NULL AND $2::text = ''", operands, "")
        if is_pattern or condition.operator == "is":
            return []
        cast = f"SELECT to_json(CAST(given AS {column.type_sql})) FROM unnest($1::text[]) AS given"  # noqa: S608 - a name of the catalog
        return [row[0] for row in await session.fetch(cast, list(condition.values))]


def describe_error(error: asyncpg.PostgresError) -> str:
    """Return an error of the database in one line: its code, the name of the code, and its message."""
    name = type(error).__name__.removesuffix("Error")
    words = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")
    return f"ERROR {error.sqlstate} ({words}) {error.message}"


def _readable_sql(table: PublishedTable) -> str:
    alias = table.shape.alias
    same = " AND ".join(f"present.{column.sql} = {alias}.{column.sql}" for column in table.key_columns)
    return f"EXISTS (SELECT FROM {table.shape.sql} AS present WHERE {same})"


def _condition_sql(condition: Condition, column: Column, *, field: str, operand: str, first: int) -> str:
    """Return a condition on `field` whose values are elements of the JSON array `operand`, from the index `first`."""
    name = condition.operator
    places = range(first, first + len(condition.values))
    if name == "is":
        sql = f"{field} IS {_IS[condition.values[0] or 'null']}"
    elif name in _PATTERNS:
        sql = f"{field} {_OPERATORS[name]} ({operand} ->> {first})"
    else:
        values = [f"CAST({operand} ->> {place} AS {column.type_sql})" for place in places]
        sql = f"{field} IN ({', '.join(values)})" if name == "in" else f"{field} {_OPERATORS[name]} {values[0]}"
    return f"(NOT ({sql}))" if condition.is_negated else f"({sql})"
