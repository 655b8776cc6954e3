"""Filters as SQL: operators and logic."""

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
from alcove.wires.supabase.rest.query.read_values import FieldValues
from alcove.wires.supabase.rest.query.sql import SqlBuilder, quote_literal
from alcove.wires.supabase.rest.syntax.model import Compare, FullText, InList, Is, IsDistinct

_OPERATORS = {
    "eq": "=", "neq": "<>", "gt": ">", "gte": ">=", "lt": "<", "lte": "<=",
    "like": "~~", "ilike": "~~*", "match": "~", "imatch": "~*",
    "cs": "@>", "cd": "<@", "ov": "&&", "sl": "<<", "sr": ">>", "nxr": "&<", "nxl": "&>", "adj": "-|-",
}  # fmt: skip
_IS = {"null": "NULL", "not_null": "NOT NULL", "true": "TRUE", "false": "FALSE", "unknown": "UNKNOWN"}
_TEXT_SEARCH = {
    "fts": "to_tsquery", "plfts": "plainto_tsquery", "phfts": "phraseto_tsquery", "wfts": "websearch_to_tsquery",
}  # fmt: skip
_TSVECTOR = "tsvector"


@dataclass(frozen=True, slots=True)
class ConditionCompiler:
    """Conditions on a row; `embed_exists` returns the SQL that says whether an embed has rows, by its index."""

    row: RowReference
    sql: SqlBuilder
    embed_exists: Callable[[int], str]

    def compile(self, condition: Condition) -> str:
        """Return a condition that can stand beside others in `AND`."""
        match condition:
            case FieldCondition():
                test = self._compile_operation(condition)
            case EmbedCondition():
                exists = self.embed_exists(condition.index)
                return exists if condition.exists else f"NOT ({exists})"
            case LogicCondition():
                joined = f" {condition.operator.upper()} ".join(map(self.compile, condition.conditions))
                test = f"({joined})"
        return f"NOT ({test})" if condition.negated else test

    def _compile_operation(self, condition: FieldCondition) -> str:
        field, operation = condition.field, condition.operation
        value = compile_field(field, self.row)
        values = FieldValues(field, self.sql)
        match operation:
            case Compare():
                return f"{value} {_OPERATORS[operation.operator]} {values.compile_operand(operation)}"
            case InList():
                return f"{value} = {values.compile_list(operation.values)}"
            case Is():
                return f"{value} IS {_IS[operation.value]}"
            case IsDistinct():
                return f"{value} IS DISTINCT FROM {values.compile_value(operation.value)}"
            case FullText():
                return self._compile_text_search(operation, field)

    def _compile_text_search(self, operation: FullText, field: FieldPlan) -> str:
        # The functions have no schema, as PostgreSQL's errors show them. The configuration is a literal: with a bound
        # value no index on to_tsvector('english', ...) would be used.
        language = "" if operation.language is None else f"{quote_literal(operation.language)}, "
        value = compile_field(field, self.row)
        is_vector = not field.path and field.column.base_type == _TSVECTOR
        vector = value if is_vector else f"to_tsvector({language}{value})"
        query = f"{_TEXT_SEARCH[operation.operator]}({language}{self.sql.bind_text(operation.query)})"
        return f"{vector} @@ {query}"


def compile_conditions(conditions: Sequence[Condition], *, row: RowReference, sql: SqlBuilder) -> str:
    """Return the conditions of a mutation as the text after WHERE, "" when there is none."""
    compiler = ConditionCompiler(row, sql, _no_embed)
    return " AND ".join(map(compiler.compile, conditions))


def _no_embed(index: int) -> str:
    raise ValueError(f"a mutation has no embed {index}")
