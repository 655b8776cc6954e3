"""Mutations: from a parsed request to a plan in which every name has been found in the schema cache."""

from dataclasses import replace
from typing import Final

from alcove.wires.supabase.rest.config.model import RestConfig
from alcove.wires.supabase.rest.plan.model import ReadPlan, mutation_source, required_columns
from alcove.wires.supabase.rest.plan.read import plan_read
from alcove.wires.supabase.rest.plan.read_filters import plan_table_conditions
from alcove.wires.supabase.rest.plan.write_columns import plan_body
from alcove.wires.supabase.rest.plan.write_errors import (
    InvalidUpsertFilters,
    UndefinedConflictColumn,
    UpsertKeyMismatch,
    UpsertLimitNotAllowed,
)
from alcove.wires.supabase.rest.plan.write_model import ConflictPlan, MutationKind, MutationPlan, WrittenBody
from alcove.wires.supabase.rest.request.model import Action, Preferences, RestRequest, TableTarget
from alcove.wires.supabase.rest.schema_cache.find_table import find_table
from alcove.wires.supabase.rest.schema_cache.model import Column, QualifiedName, SchemaCache, Table
from alcove.wires.supabase.rest.syntax.model import Compare, Filter, QueryString, SelectEmbed

_KINDS: Final[dict[Action, MutationKind]] = {
    "insert": "insert",
    "update": "update",
    "upsert": "upsert",
    "delete": "delete",
}


def plan_mutation(request: RestRequest, *, cache: SchemaCache, config: RestConfig) -> MutationPlan:
    """Return the plan of a POST, PATCH, PUT or DELETE of a table.

    TableNotFound, ColumnNotFound, UndefinedColumn,
    UndefinedConflictColumn, InvalidUpsertFilters, UpsertKeyMismatch, UpsertLimitNotAllowed, and what a read raises.
    """
    table = find_table(cache, _target_name(request))
    kind = _KINDS[request.action]
    if kind == "upsert":
        _check_upsert_filters(request.query, table)
    representation = request.preferences.representation or "minimal"
    read = _plan_representation(request, table, cache=cache, config=config)
    body = None if kind == "delete" else plan_body(request, table, cache=cache, blank_as_null=config.blank_as_null)
    if kind == "upsert":
        _check_upsert_body(body, table)
    is_insert = kind in ("insert", "upsert")
    return MutationPlan(
        kind=kind,
        table=table,
        read=read,
        representation=representation,
        body=body,
        conditions=() if kind == "insert" else plan_table_conditions(request.query, table=table, cache=cache),
        conflict=_plan_conflict(request, table, kind=kind) if is_insert else None,
        returning=_plan_returning(read) if representation == "full" else (),
        location_key=table.primary_key if kind == "insert" and representation == "headers-only" else (),
        max_affected=_max_affected(request.preferences, kind),
    )


def _target_name(request: RestRequest) -> QualifiedName:
    if not isinstance(request.target, TableTarget):
        raise TypeError("a mutation has a table as its target")
    return QualifiedName(request.schema, request.target.name)


def _plan_representation(request: RestRequest, table: Table, *, cache: SchemaCache, config: RestConfig) -> ReadPlan:
    query, source = request.query, mutation_source(table)
    is_shown = request.preferences.representation == "full"
    embeds = () if is_shown else tuple(item for item in query.select if isinstance(item, SelectEmbed))
    if not is_shown and not embeds and not _names_embeds(query):
        return ReadPlan(source=source)
    # Filters of the table itself choose the rows of the mutation. Limits, of embeds as well, are for reads only.
    if query.filters or query.logic or query.windows:
        query = replace(
            query,
            filters=tuple(item for item in query.filters if item.path),
            logic=tuple(item for item in query.logic if item.path),
            windows=(),
        )
    if not is_shown:
        # Nothing is selected, but the embeds that filters name must be there.
        query = replace(query, select=embeds, order=tuple(item for item in query.order if item.path))
    if config.db_max_rows is not None:
        config = replace(config, db_max_rows=None)
    return plan_read(query, cache=cache, config=config, root=source)


def _names_embeds(query: QueryString) -> bool:
    in_filters = any(item.path for item in query.filters) or any(item.path for item in query.logic)
    return in_filters or any(item.path for item in query.order)


def _plan_returning(read: ReadPlan) -> tuple[str, ...] | None:
    names = required_columns(read)
    ordered_by = [term.field for term in read.order if term.embed is None]
    if names is None or any(field.function for field in ordered_by):
        return None
    return tuple(dict.fromkeys((*names, *(field.column.name for field in ordered_by))))


def _plan_conflict(request: RestRequest, table: Table, *, kind: MutationKind) -> ConflictPlan | None:
    resolution = "merge-duplicates" if kind == "upsert" else request.preferences.resolution
    if resolution is None:
        return None
    names = request.query.on_conflict
    if names is None or kind == "upsert":
        names = table.primary_key
    if not names:
        # Without a key nothing conflicts, and the preference is not applied.
        return None
    return ConflictPlan(resolution=resolution, columns=tuple(_conflict_column(table, name) for name in names))


def _conflict_column(table: Table, name: str) -> Column:
    column = table.columns.get(name)
    if column is None:
        raise UndefinedConflictColumn(name)
    return column


def _max_affected(preferences: Preferences, kind: MutationKind) -> int | None:
    is_counted = preferences.handling == "strict" and kind in ("update", "delete")
    return preferences.max_affected if is_counted else None


def _check_upsert_filters(query: QueryString, table: Table) -> None:
    if any(not scoped.path for scoped in query.windows):
        raise UpsertLimitNotAllowed
    filters = [scoped.value for scoped in query.filters if not scoped.path]
    has_logic = any(not scoped.path for scoped in query.logic)
    names = {item.field.name for item in filters}
    if has_logic or not table.primary_key or names != set(table.primary_key) or not all(map(_is_equality, filters)):
        raise InvalidUpsertFilters


def _check_upsert_body(body: WrittenBody | None, table: Table) -> None:
    names = {written.column.name for written in body.columns} if body else set()
    if not names.issuperset(table.primary_key):
        raise UpsertKeyMismatch


def _is_equality(item: Filter) -> bool:
    operation = item.operation
    is_plain = isinstance(operation, Compare) and operation.operator == "eq" and operation.quantifier is None
    return is_plain and not item.negated and not item.field.path
