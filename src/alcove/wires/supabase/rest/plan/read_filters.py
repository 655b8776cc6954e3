"""Filters of a read: on fields, and on whether an embedded resource has rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from alcove.wires.supabase.rest.plan.errors import BadEmbedOperator
from alcove.wires.supabase.rest.plan.model import (
    Condition,
    EmbedCondition,
    EmbedPlan,
    FieldCondition,
    LogicCondition,
    ReadSource,
    table_source,
)
from alcove.wires.supabase.rest.plan.read_fields import resolve_field
from alcove.wires.supabase.rest.schema_cache.model import SchemaCache, Table
from alcove.wires.supabase.rest.syntax.model import Filter, Is, Logic, LogicNode, QueryString


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterScope:
    """Where names are looked up: the source, its name in errors, what is embedded in it, and the search path."""

    source: ReadSource
    alias: str
    cache: SchemaCache
    embeds: Sequence[EmbedPlan] = ()
    schemas: Sequence[str] = ()


def plan_condition(node: LogicNode, scope: FilterScope) -> Condition:
    """Return the condition of a filter or logic tree; UndefinedColumn, BadEmbedOperator."""
    if isinstance(node, Logic):
        conditions = tuple(plan_condition(child, scope) for child in node.nodes)
        return LogicCondition(operator=node.operator, conditions=conditions, negated=node.negated)
    embed = _find_embed(node, scope.embeds)
    if embed is not None:
        return _plan_embed_condition(node, embed)
    field = resolve_field(node.field, source=scope.source, table_alias=scope.alias, cache=scope.cache)
    return FieldCondition(field=field, operation=node.operation, negated=node.negated)


def _find_embed(node: Filter, embeds: Sequence[EmbedPlan]) -> int | None:
    if node.field.path:
        return None
    return next((index for index, embed in enumerate(embeds) if embed.name == node.field.name), None)


def _plan_embed_condition(node: Filter, index: int) -> EmbedCondition:
    operation = node.operation
    if not isinstance(operation, Is) or operation.value not in ("null", "not_null"):
        raise BadEmbedOperator(node.field.name)
    return EmbedCondition(index=index, exists=(operation.value == "not_null") != node.negated)


def plan_table_conditions(query: QueryString, *, table: Table, cache: SchemaCache) -> tuple[Condition, ...]:
    """Return the conditions of a mutation: the filters of a query string on the table itself."""
    source = table_source(table)
    scope = FilterScope(source=source, alias=source.name, cache=cache)
    nodes: list[LogicNode] = [item.value for item in query.filters if not item.path]
    nodes += [item.value for item in query.logic if not item.path]
    return tuple(plan_condition(node, scope) for node in nodes)
