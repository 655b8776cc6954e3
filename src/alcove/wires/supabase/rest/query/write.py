"""Mutations written as SQL: one statement that changes rows and returns what the response needs."""

from typing import Final

from alcove.wires.supabase.rest.plan.model import SOURCE_CTE, table_source
from alcove.wires.supabase.rest.plan.write_model import MutationPlan, WrittenBody
from alcove.wires.supabase.rest.query.model import Statement
from alcove.wires.supabase.rest.query.read_fields import RowReference
from alcove.wires.supabase.rest.query.read_filters import compile_conditions
from alcove.wires.supabase.rest.query.sql import (
    SqlBuilder,
    join_sql,
    quote_identifier,
    quote_literal,
    quote_qualified,
)
from alcove.wires.supabase.rest.query.statement import BodyFormat, StatementParts, build_statement
from alcove.wires.supabase.rest.query.write_body import BODY, compile_body, compile_value

TARGET: Final = "pgrst_target"
_INSERTED: Final = "pgrst.inserted"
_INSERTED_COUNT: Final = f"coalesce(nullif(pg_catalog.current_setting('{_INSERTED}', true), '')::bigint, 0)"


def compile_mutation(plan: MutationPlan, *, body: BodyFormat) -> Statement:
    """Return the statement that changes the rows and reads their representation, if any, in the form of `body`."""
    sql = SqlBuilder()
    parts = StatementParts(
        ctes=[f"{SOURCE_CTE} AS ({_compile_source(plan, sql)})"],
        inserted=_INSERTED_COUNT if plan.counts_inserted else None,
        location=_compile_location(plan),
    )
    has_body = plan.representation == "full"
    return build_statement(
        plan.read if has_body else None,
        sql=sql,
        body=body if has_body else BodyFormat(kind="none"),
        parts=parts,
    )


def _compile_source(plan: MutationPlan, sql: SqlBuilder) -> str:
    if plan.kind == "delete":
        return _compile_delete(plan, sql)
    if plan.body is None:
        raise TypeError("an insert or update has a body")
    if plan.kind == "update":
        return _compile_update(plan, plan.body, sql=sql)
    return _compile_insert(plan, plan.body, sql=sql)


def _compile_insert(plan: MutationPlan, body: WrittenBody, *, sql: SqlBuilder) -> str:
    names = join_sql(quote_identifier(written.column.name) for written in body.columns)
    values = join_sql(compile_value(written) for written in body.columns)
    rows = compile_body(body, sql)
    parts = (
        f"INSERT INTO {quote_qualified(plan.table.name)} AS {TARGET}",
        f"({names})" if names else "",
        f"SELECT {values} FROM {rows}",
        _compile_inserted_rows(plan, sql),
        _compile_conflict(plan, body),
        _compile_returning(plan),
    )
    return join_sql(parts, " ")


def _compile_inserted_rows(plan: MutationPlan, sql: SqlBuilder) -> str:
    """Return the WHERE of the rows to insert: those of a PUT that are meant by its filters, and counted if need be."""
    condition = _compile_conditions(plan, sql, alias=BODY)
    if not plan.counts_inserted:
        return _where(condition)
    count_condition = _count_inserted(1)
    # A row that is not meant must not be counted, in whatever order PostgreSQL evaluates an AND.
    return _where(f"CASE WHEN {condition} THEN {count_condition} ELSE false END" if condition else count_condition)


def _compile_conflict(plan: MutationPlan, body: WrittenBody) -> str:
    conflict = plan.conflict
    if conflict is None:
        return ""
    key = join_sql(quote_identifier(column.name) for column in conflict.columns)
    if conflict.resolution == "ignore-duplicates" or not body.columns:
        return f"ON CONFLICT ({key}) DO NOTHING"
    names = [quote_identifier(written.column.name) for written in body.columns]
    assignments = join_sql(f"{name} = excluded.{name}" for name in names)
    return f"ON CONFLICT ({key}) DO UPDATE SET {assignments} WHERE {_count_inserted(-1)}"


def _count_inserted(step: int) -> str:
    """Return a condition that is always true and adds to the number of inserted rows."""
    return (
        f"pg_catalog.set_config('{_INSERTED}', "
        f"(coalesce(nullif(pg_catalog.current_setting('{_INSERTED}', true), ''), '0')::bigint + {step})::text, true) "
        "IS NOT NULL"
    )


def _compile_update(plan: MutationPlan, body: WrittenBody, *, sql: SqlBuilder) -> str:
    table = quote_qualified(plan.table.name)
    if not body.columns:
        # There is nothing to set, and UPDATE has no form for that.
        return f"SELECT {_compile_returned(plan)} FROM {table} AS {TARGET} WHERE false"
    assignments = join_sql(
        f"{quote_identifier(written.column.name)} = {compile_value(written)}" for written in body.columns
    )
    rows = compile_body(body, sql)
    parts = (
        f"UPDATE {table} AS {TARGET} SET {assignments} FROM {rows}",
        _where(_compile_conditions(plan, sql, alias=TARGET)),
        _compile_returning(plan),
    )
    return join_sql(parts, " ")


def _compile_delete(plan: MutationPlan, sql: SqlBuilder) -> str:
    parts = (
        f"DELETE FROM {quote_qualified(plan.table.name)} AS {TARGET}",
        _where(_compile_conditions(plan, sql, alias=TARGET)),
        _compile_returning(plan),
    )
    return join_sql(parts, " ")


def _compile_conditions(plan: MutationPlan, sql: SqlBuilder, *, alias: str) -> str:
    row = RowReference(alias, table_source(plan.table))
    return compile_conditions(plan.conditions, row=row, sql=sql)


def _where(condition: str) -> str:
    return f"WHERE {condition}" if condition else ""


def _compile_returning(plan: MutationPlan) -> str:
    return f"RETURNING {_compile_returned(plan)}"


def _compile_returned(plan: MutationPlan) -> str:
    if plan.returning is None:
        return f"{TARGET}.*"
    # A role may write without the right to read, so that nothing is read that the response does not need.
    names = plan.returning or plan.location_key
    return join_sql(f"{TARGET}.{quote_identifier(name)}" for name in names) or "1 AS pgrst_row"


def _compile_location(plan: MutationPlan) -> str | None:
    """Return the pairs of the Location header: the key of a single new row."""
    if not plan.location_key:
        return None
    names = [(quote_literal(name), f"pgrst_key ->> {quote_literal(name)}") for name in plan.location_key]
    pairs = join_sql(f"{name}, coalesce('eq.' || ({value}), 'is.null')" for name, value in names)
    row = f"SELECT pg_catalog.row_to_json({SOURCE_CTE}.*) AS pgrst_key FROM {SOURCE_CTE} LIMIT 1"
    return f"CASE WHEN pg_catalog.count(*) = 1 THEN (SELECT ARRAY[{pairs}] FROM ({row}) AS pgrst_keys) END"
