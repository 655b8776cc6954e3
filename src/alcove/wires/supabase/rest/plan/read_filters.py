"""Filters of a read: on fields, and on whether an embedded resource has rows."""

from alcove.wires.supabase.rest.plan.errors import BadEmbedOperator
from alcove.wires.supabase.rest.plan.model import (
    Condition,
    EmbedCondition,
    FieldCondition,
    LogicCondition,
    table_source,
)
from alcove.wires.supabase.rest.plan.read_fields import resolve_field
from alcove.wires.supabase.rest.plan.read_scope import Scope, raise_missing
from alcove.wires.supabase.rest.schema_cache.model import SchemaCache, Table
from alcove.wires.supabase.rest.syntax.model import Filter, Is, Logic, LogicNode, QueryString


def plan_condition(node: LogicNode, scope: Scope) -> Condition:
    """Return the condition of a filter or logic tree; BadEmbedOperator."""
    if isinstance(node, Logic):
        conditions = tuple(plan_condition(child, scope) for child in node.nodes)
        return LogicCondition(operator=node.operator, conditions=conditions, negated=node.negated)
    embed = _find_embed(node, scope)
    if embed is not None:
        return _plan_embed_condition(node, embed)
    field = resolve_field(node.field, scope, is_compared=True)
    return FieldCondition(field=field, operation=node.operation, negated=node.negated)


def _find_embed(node: Filter, scope: Scope) -> int | None:
    """Return the embed that a filter means; a column of the same name is meant when the filter is not about null."""
    name = node.field.name
    if node.field.path or not scope.names.items:
        return None
    is_column = name in scope.source.columns
    if is_column and not _is_about_null(node):
        return None
    return scope.names.find(name) if is_column else scope.names.find_any(name)


def _is_about_null(node: Filter) -> bool:
    return isinstance(node.operation, Is) and node.operation.value in ("null", "not_null")


def _plan_embed_condition(node: Filter, index: int) -> EmbedCondition:
    if not _is_about_null(node):
        raise BadEmbedOperator(node.field.name)
    return EmbedCondition(index=index, exists=(node.operation == Is("not_null")) != node.negated)


def plan_table_conditions(query: QueryString, *, table: Table, cache: SchemaCache) -> tuple[Condition, ...]:
    """Return the conditions of a mutation: the filters of a query string on the table itself; UndefinedColumn."""
    source = table_source(table)
    scope = Scope(source=source, alias=source.name, cache=cache)
    nodes: list[LogicNode] = [item.value for item in query.filters if not item.path]
    nodes += [item.value for item in query.logic if not item.path]
    conditions = tuple(plan_condition(node, scope) for node in nodes)
    raise_missing(scope.missing)
    return conditions
