"""Function calls written as SQL, with named arguments that PostgreSQL converts to the types of the parameters."""

from typing import Final

from alcove.wires.supabase.rest.plan.call_model import (
    BodyArgument,
    CallPlan,
    JsonArguments,
    TextArgument,
    TextArguments,
)
from alcove.wires.supabase.rest.plan.model import SCALAR_COLUMN
from alcove.wires.supabase.rest.query.sql import SqlBuilder, join_sql, quote_identifier, quote_qualified
from alcove.wires.supabase.rest.query.write_body import BODY
from alcove.wires.supabase.rest.schema_cache.model import Parameter

_CALL: Final = "pgrst_call"


def compile_call_source(plan: CallPlan, sql: SqlBuilder) -> str:
    """Return the SELECT that calls the function; it is the CTE from which the response is read."""
    body, arguments = _compile_arguments(plan, sql)
    call = f"{quote_qualified(plan.function.name)}({arguments})"
    if plan.returns_scalar:
        # A set of values is expanded here as well, in a select list.
        return f"SELECT {call} AS {SCALAR_COLUMN}" + (f" FROM {body}" if body else "")
    source = f"{body}, LATERAL {call}" if body else call
    return f"SELECT {_compile_columns(plan)} FROM {source} AS {_CALL}"


def _compile_columns(plan: CallPlan) -> str:
    names = ["*"] if plan.returning is None else [quote_identifier(name) for name in plan.returning]
    return join_sql(f"{_CALL}.{name}" for name in names)


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
    text = f"{sql.bind_text(arguments.text)}::json"
    if not arguments.is_array:
        return f"pg_catalog.json_to_record({text}) AS {BODY}({definitions})"
    # Of several objects the first is meant.
    return f"(SELECT * FROM pg_catalog.json_to_recordset({text}) AS {BODY}({definitions}) LIMIT 1) AS {BODY}"


def _compile_body(argument: BodyArgument, sql: SqlBuilder) -> str:
    if isinstance(argument.body, bytes):
        return f"{sql.bind(argument.body)}::bytea"
    return sql.bind_as(argument.body, argument.parameter.type)
