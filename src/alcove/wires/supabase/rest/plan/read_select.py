"""The select list of a read: which fields, under which names, with which casts and aggregates."""

from collections.abc import Iterator, Sequence

from alcove.wires.supabase.rest.plan.errors import AggregatesDisabled
from alcove.wires.supabase.rest.plan.model import AllColumns, FieldPlan, ReadSource, SelectedField
from alcove.wires.supabase.rest.plan.read_fields import (
    find_field_column,
    json_formatter,
    path_name,
    resolve_field,
    resolve_type,
)
from alcove.wires.supabase.rest.plan.read_scope import Scope
from alcove.wires.supabase.rest.schema_cache.model import Column, SchemaCache
from alcove.wires.supabase.rest.syntax.model import FieldRef, SelectField

_COUNT = "count"


def plan_fields(
    items: Sequence[SelectField], scope: Scope, *, aggregates_enabled: bool, named: bool
) -> tuple[SelectedField | AllColumns, ...]:
    """Return the selected fields, the columns of `*` one by one when `named`; AggregatesDisabled."""
    if not aggregates_enabled and any(item.aggregate for item in items):
        raise AggregatesDisabled
    named = named or any(item.aggregate for item in items)
    fields: list[SelectedField | AllColumns] = []
    for item in items:
        if item.field is not None and item.field.name == "*":
            fields += _plan_all_columns(scope.source, scope.cache, named=named)
        else:
            fields.append(_plan_field(item, scope))
    return tuple(fields)


def _plan_all_columns(source: ReadSource, cache: SchemaCache, *, named: bool) -> Iterator[SelectedField | AllColumns]:
    columns = tuple(dict.fromkeys(column.name for column in source.columns.values()))
    if not named and not any(json_formatter(source.columns[name], cache) for name in columns):
        yield AllColumns()
        return
    for name in columns:
        yield _select_column(source.columns[name], cache)


def _select_column(column: Column, cache: SchemaCache) -> SelectedField:
    return SelectedField(name=column.name, field=FieldPlan(column=column), formatter=json_formatter(column, cache))


def _plan_field(item: SelectField, scope: Scope) -> SelectedField:
    cast = _resolve_cast(item.cast, scope)
    aggregate_cast = _resolve_cast(item.aggregate_cast, scope)
    if item.field is None:
        # Only `count()` has no field. The cast of its result may be called either.
        return SelectedField(name=item.alias or _COUNT, aggregate="count", aggregate_cast=aggregate_cast or cast)
    if _counts_rows(item.field, scope):
        return SelectedField(name=item.alias or _COUNT, cast=cast, counts_rows=True)
    field = resolve_field(item.field, scope)
    is_plain = not (field.path or cast or item.aggregate)
    return SelectedField(
        name=item.alias or item.aggregate or path_name(item.field),
        field=field,
        cast=cast,
        aggregate=item.aggregate,
        aggregate_cast=aggregate_cast,
        formatter=json_formatter(field.column, scope.cache) if is_plain else None,
    )


def _resolve_cast(name: str | None, scope: Scope) -> str | None:
    return resolve_type(name, scope) if name else None


def _counts_rows(ref: FieldRef, scope: Scope) -> bool:
    """Return whether `count` is PostgreSQL's function of the row: there is no such column, and old clients use it."""
    if ref.name != _COUNT or ref.path:
        return False
    return find_field_column(ref.name, scope)[0] is None
