"""Mutations written as SQL: one statement that changes rows and returns what the response needs."""

from typing import Final

from alcove.wires.supabase.rest.plan.model import SOURCE_CTE
from alcove.wires.supabase.rest.plan.write_model import MutationPlan, WrittenBody
from alcove.wires.supabase.rest.query.read_conditions import compile_conditions
from alcove.wires.supabase.rest.query.sql import (
    SqlBuilder,
    join_sql,
    quote_identifier,
    quote_qualified,
)
from alcove.wires.supabase.rest.query.write_body import BODY, compile_body, compile_value

TARGET: Final = "pgrst_target"
_INSERTED: Final = "pgrst.inserted"


def compile_mutation_source(plan: MutationPlan, sql: SqlBuilder) -> str:
    """Return the statement that changes the rows; it is the CTE from which the representation is read."""
    if plan.kind == "delete":
        return _compile_delete(plan, sql)
    if plan.body is None:
        raise TypeError("an insert or update has a body")
    if plan.kind == "update":
        return _compile_update(plan, plan.body, sql)
    return _compile_insert(plan, plan.body, sql)


def _compile_insert(plan: MutationPlan, body: WrittenBody, sql: SqlBuilder) -> str:
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
    condition = compile_conditions(plan.conditions, alias=BODY, sql=sql)
    if not plan.counts_inserted:
        return _where(condition)
    counted = _count_inserted(1)
    # A row that is not meant must not be counted, in whatever order PostgreSQL evaluates an AND.
    return _where(f"CASE WHEN {condition} THEN {counted} ELSE false END" if condition else counted)


def _compile_conflict(plan: MutationPlan, body: WrittenBody) -> str:
    conflict = plan.conflict
    if conflict is None or not conflict.columns:
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
        f"(coalesce(nullif(pg_catalog.current_setting('{_INSERTED}', true), ''), '0')::int + {step})::text, true) "
        "IS NOT NULL"
    )


def _compile_update(plan: MutationPlan, body: WrittenBody, sql: SqlBuilder) -> str:
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
        _where(compile_conditions(plan.conditions, alias=TARGET, sql=sql)),
        _compile_returning(plan),
    )
    return join_sql(parts, " ")


def _compile_delete(plan: MutationPlan, sql: SqlBuilder) -> str:
    parts = (
        f"DELETE FROM {quote_qualified(plan.table.name)} AS {TARGET}",
        _where(compile_conditions(plan.conditions, alias=TARGET, sql=sql)),
        _compile_returning(plan),
    )
    return join_sql(parts, " ")


def _where(condition: str) -> str:
    return f"WHERE {condition}" if condition else ""


def _compile_returning(plan: MutationPlan) -> str:
    return f"RETURNING {_compile_returned(plan)}"


def _compile_returned(plan: MutationPlan) -> str:
    names = plan.returning if plan.returning is not None else plan.location_key
    # A role may write without the right to read, so that nothing is read that the response does not need.
    return join_sql(f"{TARGET}.{quote_identifier(name)}" for name in names) or "1 AS pgrst_row"


def compile_location(plan: MutationPlan) -> str | None:
    """Return the pairs of the Location header as SQL for a statement that reads from the mutation's CTE."""
    if not plan.location_key:
        return None
    key = join_sql(quote_identifier(name) for name in plan.location_key)
    return (
        "(SELECT pg_catalog.array_agg(ARRAY[pair.key, coalesce('eq.' || pair.value, 'is.null')]) "
        f"FROM (SELECT {key} FROM {SOURCE_CTE} LIMIT 1) AS pgrst_key, "
        "LATERAL pg_catalog.json_each_text(pg_catalog.row_to_json(pgrst_key)) AS pair(key, value))"
    )


def compile_inserted() -> str:
    """Return the number of rows that the mutation inserted and did not merge, as SQL for the same statement."""
    return f"nullif(pg_catalog.current_setting('{_INSERTED}', true), '')::int"
