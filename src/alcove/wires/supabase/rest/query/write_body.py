"""Rows of a JSON body as a FROM item, whose values PostgreSQL converts to the types of the columns."""

from collections.abc import Iterable, Sequence
from typing import Final

from alcove.wires.supabase.rest.plan.write_model import WrittenBody, WrittenColumn
from alcove.wires.supabase.rest.query.sql import (
    SqlBuilder,
    join_sql,
    quote_identifier,
    quote_literal,
    quote_qualified,
)

BODY: Final = "pgrst_body"
_UNPARSED: Final = "pgrst_unparsed"
_ELEMENT: Final = "pgrst_element"
_PAIRS_PER_CALL: Final = 50
"""PostgreSQL allows 100 arguments of a function."""


def compile_body(body: WrittenBody, sql: SqlBuilder) -> str:
    """Return the FROM item `BODY` with a row for each object of the body."""
    text = sql.bind_body(body.text)
    if not body.columns:
        return _compile_empty_rows(text, is_array=body.is_array)
    if not any(written.parser for written in body.columns):
        return _compile_rows(body, text, alias=BODY)
    values = join_sql(_compile_parsed(written) for written in body.columns)
    return f"(SELECT {values} FROM {_compile_rows(body, text, alias=_UNPARSED)}) AS {BODY}"


def compile_value(written: WrittenColumn) -> str:
    """Return the value of a column of `BODY`."""
    return f"{BODY}.{quote_identifier(written.column.name)}"


def _compile_parsed(written: WrittenColumn) -> str:
    name = quote_identifier(written.column.name)
    value = f"{_UNPARSED}.{name}"
    return f"{quote_qualified(written.parser)}({value}) AS {name}" if written.parser else value


def _compile_rows(body: WrittenBody, text: str, *, alias: str) -> str:
    if any(written.default is not None for written in body.columns):
        return _compile_rows_with_defaults(body, text, alias=alias)
    function = "json_to_recordset" if body.is_array else "json_to_record"
    return f"pg_catalog.{function}({text}::json) AS {alias}({_compile_definitions(body.columns)})"


def _compile_definitions(columns: Iterable[WrittenColumn]) -> str:
    """Return the column definitions of a record that JSON is converted to."""
    return join_sql(
        f"{quote_identifier(written.column.name)} {'json' if written.parser else written.column.type}"
        for written in columns
    )


def _compile_empty_rows(text: str, *, is_array: bool) -> str:
    # `{}` is one row of defaults, `[]` is none and `[{}, {}]` are two.
    rows = f"{text}::json" if is_array else f"pg_catalog.json_build_array({text}::json)"
    return f"pg_catalog.json_array_elements({rows}) AS {BODY}"


def _compile_rows_with_defaults(body: WrittenBody, text: str, *, alias: str) -> str:
    defaults = _compile_defaults([written for written in body.columns if written.default is not None])
    rows = f"{text}::jsonb" if body.is_array else f"pg_catalog.jsonb_build_array({text}::jsonb)"
    return (
        f"pg_catalog.jsonb_array_elements({rows}) AS {_ELEMENT}(value), "
        f"LATERAL pg_catalog.jsonb_to_record({defaults} || {_ELEMENT}.value) "
        f"AS {alias}({_compile_definitions(body.columns)})"
    )


def _compile_defaults(columns: Sequence[WrittenColumn]) -> str:
    pairs = [f"{quote_literal(written.column.name)}, {written.default}" for written in columns]
    groups = (pairs[start : start + _PAIRS_PER_CALL] for start in range(0, len(pairs), _PAIRS_PER_CALL))
    return join_sql((f"pg_catalog.jsonb_build_object({join_sql(group)})" for group in groups), " || ")
