"""Function calls written as SQL, with named arguments that PostgreSQL converts to the types of the parameters."""

from dataclasses import replace
from typing import Final

from alcove.wires.supabase.rest.plan.call_model import (
    BodyArgument,
    CallPlan,
    JsonArguments,
    TextArgument,
    TextArguments,
)
from alcove.wires.supabase.rest.plan.model import SCALAR_COLUMN, SOURCE_CTE
from alcove.wires.supabase.rest.query.model import Statement
from alcove.wires.supabase.rest.query.sql import SqlBuilder, join_sql, quote_identifier, quote_qualified
from alcove.wires.supabase.rest.query.statement import BodyFormat, StatementParts, build_statement
from alcove.wires.supabase.rest.query.write_body import BODY
from alcove.wires.supabase.rest.request.model import Count
from alcove.wires.supabase.rest.schema_cache.model import Parameter

_CALL: Final = "pgrst_call"


def compile_call(plan: CallPlan, *, body: BodyFormat, count: Count | None = None) -> Statement:
    """Return the statement that calls the function and reads its result in the form of `body`.

    Rows of a function can only be counted by calling it, so that an estimated count is an exact one.
    """
    sql = SqlBuilder()
    body = _fit_body(plan, body)
    # A stable function of which no value is needed would not be called at all.
    hint = "MATERIALIZED " if body.kind == "none" else ""
    parts = StatementParts(ctes=[f"{SOURCE_CTE} AS {hint}({_compile_source(plan, sql)})"])
    exact: Count | None = "exact" if count in ("exact", "estimated") else None
    return build_statement(plan.read, sql=sql, body=body, count=exact, parts=parts)


def _fit_body(plan: CallPlan, body: BodyFormat) -> BodyFormat:
    """Return the form of the body for what the function returns: a value and a single row are in no array."""
    returns = plan.function.returns
    if returns.is_void:
        return replace(body, kind="none")
    if body.kind not in ("array", "object"):
        return body
    is_array = returns.is_set and body.kind == "array"
    if plan.returns_scalar:
        return replace(body, kind="scalar-array" if is_array else "scalar")
    return replace(body, kind="array" if is_array else "object")


def _compile_source(plan: CallPlan, sql: SqlBuilder) -> str:
    body, arguments = _compile_arguments(plan, sql)
    call = f"{quote_qualified(plan.function.name)}({arguments})"
    if plan.returns_scalar:
        # A set of values is expanded here as well, in a select list.
        return f"SELECT {call} AS {SCALAR_COLUMN}" + (f" FROM {body}" if body else "")
    source = f"{body}, LATERAL {call}" if body else call
    return f"SELECT {_CALL}.* FROM {source} AS {_CALL}"


def _compile_arguments(plan: CallPlan, sql: SqlBuilder) -> tuple[str, str]:
    """Return the FROM item that the arguments refer to, and the arguments."""
    arguments = plan.arguments
    if isinstance(arguments, TextArguments):
        return "", join_sql(_compile_text(argument, sql) for argument in arguments.arguments)
    if isinstance(arguments, JsonArguments):
        values = join_sql(
            _compile_named(parameter, f"{BODY}.{quote_identifier(parameter.name)}")
            for parameter in arguments.parameters
        )
        return _compile_json(arguments, sql), values
    if isinstance(arguments, BodyArgument):
        return "", _compile_body(arguments, sql)
    return "", ""


def _compile_text(argument: TextArgument, sql: SqlBuilder) -> str:
    parameter, value = argument.parameter, argument.value
    if isinstance(value, str):
        return _compile_named(parameter, sql.bind_as(value, parameter.type))
    return _compile_named(parameter, f"({sql.bind(list(value))}::text[])::{parameter.type}")


def _compile_named(parameter: Parameter, value: str) -> str:
    return f"{'VARIADIC ' if parameter.variadic else ''}{quote_identifier(parameter.name)} := {value}"


def _compile_json(arguments: JsonArguments, sql: SqlBuilder) -> str:
    definitions = join_sql(f"{quote_identifier(parameter.name)} {parameter.type}" for parameter in arguments.parameters)
    text = f"{sql.bind_body(arguments.text)}::json"
    if not arguments.is_array:
        return f"pg_catalog.json_to_record({text}) AS {BODY}({definitions})"
    # Of several objects the first is meant.
    return f"(SELECT * FROM pg_catalog.json_to_recordset({text}) AS {BODY}({definitions}) LIMIT 1) AS {BODY}"


def _compile_body(argument: BodyArgument, sql: SqlBuilder) -> str:
    if isinstance(argument.body, bytes):
        return f"{sql.bind(argument.body)}::bytea"
    return f"({sql.bind_body(argument.body)})::{argument.parameter.type}"
