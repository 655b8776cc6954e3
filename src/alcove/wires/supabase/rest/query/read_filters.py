"""Filters as SQL: operators, bound values and logic."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from alcove.wires.supabase.rest.plan.model import (
    Condition,
    EmbedCondition,
    FieldCondition,
    FieldPlan,
    LogicCondition,
)
from alcove.wires.supabase.rest.query.read_fields import RowReference, compile_field
from alcove.wires.supabase.rest.query.sql import SqlBuilder, quote_literal, quote_qualified
from alcove.wires.supabase.rest.syntax.model import Compare, FullText, InList, Is, IsDistinct, Operation

_OPERATORS = {
    "eq": "=", "neq": "<>", "gt": ">", "gte": ">=", "lt": "<", "lte": "<=",
    "like": "~~", "ilike": "~~*", "match": "~", "imatch": "~*",
    "cs": "@>", "cd": "<@", "ov": "&&", "sl": "<<", "sr": ">>", "nxr": "&<", "nxl": "&>", "adj": "-|-",
}  # fmt: skip
_LIKE = ("like", "ilike")
_PATTERNS = ("like", "ilike", "match", "imatch")
_CONTAINMENT = ("cs", "cd", "ov", "sl", "sr", "nxr", "nxl", "adj")
_CONTAINMENT_CATEGORIES = "ARUGI"
"""Arrays, ranges, geometric and network types, and those that users or extensions define."""
_WITHOUT_EQUALITY = frozenset({"json", "xml", "point", "polygon", "box"})
"""Types to which a value is not converted, so that PostgreSQL's error is about an untyped literal."""
_IS = {"null": "NULL", "not_null": "NOT NULL", "true": "TRUE", "false": "FALSE", "unknown": "UNKNOWN"}
_TEXT_SEARCH = {
    "fts": "to_tsquery", "plfts": "plainto_tsquery", "phfts": "phraseto_tsquery", "wfts": "websearch_to_tsquery",
}  # fmt: skip
_TSVECTOR = "tsvector"


@dataclass(frozen=True, slots=True)
class ConditionCompiler:
    """Conditions on a row; `embed_exists` is the SQL of an embed that has rows, by its index."""

    row: RowReference
    sql: SqlBuilder
    embed_exists: Callable[[int], str]

    def compile(self, condition: Condition) -> str:
        """Return a condition that can stand beside others in `AND`."""
        match condition:
            case FieldCondition():
                test = _compile_operation(condition, self.row, self.sql)
            case EmbedCondition():
                exists = self.embed_exists(condition.index)
                return exists if condition.exists else f"NOT ({exists})"
            case LogicCondition():
                joined = f" {condition.operator.upper()} ".join(map(self.compile, condition.conditions))
                test = f"({joined})"
        return f"NOT ({test})" if condition.negated else test


def compile_conditions(conditions: Sequence[Condition], *, row: RowReference, sql: SqlBuilder) -> str:
    """Return the conditions of a mutation as the text after WHERE, "" when there is none."""
    compiler = ConditionCompiler(row, sql, _no_embed)
    return " AND ".join(map(compiler.compile, conditions))


def _no_embed(index: int) -> str:
    raise ValueError(f"a mutation has no embed {index}")


def _compile_operation(condition: FieldCondition, row: RowReference, sql: SqlBuilder) -> str:
    field = condition.field
    value = compile_field(field, row)
    operation: Operation = condition.operation
    match operation:
        case Compare():
            return f"{value} {_OPERATORS[operation.operator]} {_compile_operand(operation, field, sql)}"
        case InList():
            return f"{value} = {_compile_list(operation.values, field, sql)}"
        case Is():
            return f"{value} IS {_IS[operation.value]}"
        case IsDistinct():
            return f"{value} IS DISTINCT FROM {_compile_value(operation.value, field, sql)}"
        case FullText():
            return _compile_text_search(operation, value, field, sql)


def _compile_operand(operation: Compare, field: FieldPlan, sql: SqlBuilder) -> str:
    text = operation.value.replace("*", "%") if operation.operator in _LIKE else operation.value
    type_name = _operand_type(operation, field)
    if operation.quantifier is not None:
        array = quote_literal(text) if type_name is None else sql.bind_as(text, f"{type_name}[]")
        return f"{operation.quantifier.upper()} ({array})"
    if field.parser is not None and operation.operator not in _PATTERNS:
        return f"{quote_qualified(field.parser)}({sql.bind_text(text)})"
    return quote_literal(text) if type_name is None else sql.bind_as(text, type_name)


def _operand_type(operation: Compare, field: FieldPlan) -> str | None:
    """Return the type that PostgreSQL would give to a literal here, None where there is no such operator."""
    if operation.operator in _PATTERNS:
        return "text" if _is_text(field) else None
    if operation.operator in _CONTAINMENT and not _has_containment(field):
        return None
    if operation.quantifier is not None and field.column.category == "A" and not field.path:
        return None
    return None if field.value_type in _WITHOUT_EQUALITY else field.value_type


def _is_text(field: FieldPlan) -> bool:
    return field.path[-1].as_text if field.path else field.column.category == "S"


def _has_containment(field: FieldPlan) -> bool:
    return not field.path[-1].as_text if field.path else field.column.category in _CONTAINMENT_CATEGORIES


def _compile_value(text: str, field: FieldPlan, sql: SqlBuilder) -> str:
    if field.parser is not None:
        return f"{quote_qualified(field.parser)}({sql.bind_text(text)})"
    if field.value_type is None or field.value_type in _WITHOUT_EQUALITY:
        return quote_literal(text)
    return sql.bind_as(text, field.value_type)


def _compile_list(values: Sequence[str], field: FieldPlan, sql: SqlBuilder) -> str:
    if values and field.parser is not None:
        return f"ANY (ARRAY[{', '.join(_compile_value(value, field, sql) for value in values)}])"
    literal = array_literal(values)
    is_array = field.column.category == "A" and not field.path
    if field.value_type is None or field.value_type in _WITHOUT_EQUALITY or is_array:
        return f"ANY ({quote_literal(literal)})"
    # One bound value for any number of values makes one prepared statement.
    return f"ANY ({sql.bind_as(literal, f'{field.value_type}[]')})"


def array_literal(values: Sequence[str]) -> str:
    """Return texts as PostgreSQL writes an array."""
    quoted = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{value}"' for value in quoted) + "}"


def _compile_text_search(operation: FullText, value: str, field: FieldPlan, sql: SqlBuilder) -> str:
    # The configuration is a literal: with a bound value no index on to_tsvector('english', ...) would be used.
    language = "" if operation.language is None else f"{quote_literal(operation.language)}, "
    is_vector = not field.path and field.column.base_type == _TSVECTOR
    vector = value if is_vector else f"pg_catalog.to_tsvector({language}{value})"
    query = f"pg_catalog.{_TEXT_SEARCH[operation.operator]}({language}{sql.bind_text(operation.query)})"
    return f"{vector} @@ {query}"
