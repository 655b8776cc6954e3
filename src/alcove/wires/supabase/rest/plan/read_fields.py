"""Fields of a read: columns, computed columns, JSON paths into them, and types to cast to."""

from alcove.wires.supabase.rest.plan.errors import UndefinedColumn, UndefinedType
from alcove.wires.supabase.rest.plan.model import FieldPlan
from alcove.wires.supabase.rest.plan.read_scope import Scope
from alcove.wires.supabase.rest.schema_cache.find_table import find_type
from alcove.wires.supabase.rest.schema_cache.model import Column, QualifiedName, SchemaCache
from alcove.wires.supabase.rest.syntax.model import FieldRef

_TEXT = "text"
_JSON = "json"
_ONE_CHARACTER = ("char", "character")
"""In SQL these have the length 1, unlike the type that they name."""
_MISSING = Column(name="", type=_TEXT, base_type=_TEXT, type_name=_TEXT, category="X")
"""Stands for a missing column until its error is raised."""


def resolve_field(ref: FieldRef, scope: Scope, *, is_compared: bool = False) -> FieldPlan:
    """Return the column or computed column of a reference; a missing one is noted in the scope (UndefinedColumn)."""
    cache = scope.cache
    column, function = find_field_column(ref.name, scope)
    if column is None:
        if not scope.missing:
            columns = [item.name for item in scope.source.columns.values()]
            scope.missing.append(UndefinedColumn(scope.alias, ref.name, columns=columns))
        column = _MISSING
    if ref.path:
        value_type = _TEXT if ref.path[-1].as_text else "jsonb"
        return FieldPlan(
            column=column, function=function, path=ref.path, value_type=value_type, is_compared=is_compared
        )
    parser = cache.representations.get((_TEXT, column.domain)) if column.domain else None
    return FieldPlan(column=column, function=function, value_type=column.base_type or None, parser=parser)


def find_field_column(name: str, scope: Scope) -> tuple[Column | None, QualifiedName | None]:
    """Return a column, and its function when it is computed; None when there is no such column."""
    source = scope.source
    column = source.columns.get(name)
    if column is not None:
        return column, None
    computed = scope.cache.computed_columns.get(source.table, {}).get(name) if source.table else None
    return (computed.column, computed.function) if computed else (None, None)


def json_formatter(column: Column, cache: SchemaCache) -> QualifiedName | None:
    """Return the function that makes json of a column's domain."""
    return cache.representations.get((column.domain, _JSON)) if column.domain else None


def path_name(ref: FieldRef) -> str:
    """Return the name of a field in the response: the last key of its path, or its own name."""
    keys = (step.key for step in reversed(ref.path) if isinstance(step.key, str))
    return next(keys, ref.name)


def resolve_type(name: str, scope: Scope) -> str:
    """Return the SQL text of the type that a request casts to, of PostgreSQL or of the search path.

    A missing one is noted in the scope (UndefinedType).
    """
    if name.strip().lower() in _ONE_CHARACTER:
        return "pg_catalog.bpchar(1)"
    text = find_type(scope.cache, name, schemas=scope.schemas)
    if text is None and not scope.missing:
        scope.missing.append(UndefinedType(name))
    return text or _TEXT
