"""Checks of changes with the rights of callers: row security, and conditions that only the database can evaluate."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import asyncpg
import msgspec

from alcove.foundation.database import Pool
from alcove.wires.supabase.callers import open_caller_session
from alcove.wires.supabase.realtime.changes.filters import Condition
from alcove.wires.supabase.realtime.changes.matching import ColumnCondition
from alcove.wires.supabase.realtime.changes.model import Change, Column, PublishedTable
from alcove.wires.supabase.tokens import VerifiedToken

_CHECK: Final = """
SELECT passes, problem, milliseconds
FROM realtime.check_changes($1::text[], $2::text[], $3::text[], $4::jsonb[], $5::jsonb[], $6::jsonb[])
"""
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
    key: str | None
    record: str | None
    operands: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """Whether a check is true, or why it failed, and how long it took."""

    passes: bool
    problem: str | None
    milliseconds: float


def build_check(
    change: Change, conditions: Sequence[ColumnCondition], *, checks_visibility: bool, role: str, claims: str
) -> CallerCheck:
    """Return the check whether a caller sees a row, if `checks_visibility`, and whether it meets conditions."""
    parts: list[str] = []
    operands: list[str | None] = []
    for condition in conditions:
        field = f"r.{condition.column.sql}"
        parts.append(
            _condition_sql(condition.condition, condition.column, field=field, operand="$3", first=len(operands))
        )
        operands.extend(condition.condition.values)
    statement = f"SELECT coalesce({' AND '.join(parts) or 'true'}, false)"
    if conditions:
        statement += f" FROM jsonb_populate_record(NULL::{change.table.shape.sql}, $2) AS r"
    if checks_visibility:
        statement += f" WHERE {_visible_sql(change.table)}"
    key = {name: change.subject[name] for name in change.table.key if name in change.subject}
    return CallerCheck(
        statement=statement, role=role, claims=claims, key=msgspec.json.encode(key).decode(),
        record=change.subject_json if conditions else None, operands=msgspec.json.encode(operands).decode(),
    )  # fmt: skip


async def run_checks(pool: Pool, checks: Sequence[CallerCheck], *, seconds: float) -> list[CheckResult]:
    """Return the results of checks, which run in one statement of at most some seconds; QueryCanceledError."""
    columns = [
        [getattr(check, name) for check in checks]
        for name in ("statement", "role", "claims", "key", "record", "operands")
    ]
    async with open_caller_session(pool, None, read_only=True, statement_seconds=seconds) as session:
        rows = await session.fetch(_CHECK, *columns)
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


def _visible_sql(table: PublishedTable) -> str:
    same = " AND ".join(
        f"t.{column.sql} = CAST($1 ->> {_quote(column.name)} AS {column.type_sql})" for column in table.key_columns
    )
    return f"EXISTS (SELECT FROM {table.shape.sql} AS t WHERE {same})"


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


def _quote(text: str) -> str:
    """Return a name of the catalog as a string of SQL."""
    return "'" + text.replace("'", "''") + "'"
