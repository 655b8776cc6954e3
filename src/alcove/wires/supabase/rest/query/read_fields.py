"""Fields as SQL: columns, computed columns, JSON paths, casts and aggregates."""

from dataclasses import dataclass

from alcove.wires.supabase.rest.plan.model import FieldPlan, ReadSource, SelectedField
from alcove.wires.supabase.rest.query.sql import quote_identifier, quote_literal, quote_qualified
from alcove.wires.supabase.rest.syntax.model import JsonStep


@dataclass(frozen=True, slots=True)
class RowReference:
    """How SQL refers to a row of a source: by the alias (quoted) of a table, function or CTE."""

    alias: str
    source: ReadSource

    @property
    def whole_row(self) -> str:
        """The row as a value of its table's type."""
        source = self.source
        if source.cte and source.table:
            # The rows of a CTE have lost their type.
            return f"ROW({self.alias}.*)::{quote_qualified(source.table)}"
        return f"{self.alias}.*"


def compile_field(field: FieldPlan, row: RowReference) -> str:
    """Return a field of a row."""
    if field.function is not None:
        value = f"{quote_qualified(field.function)}({row.whole_row})"
    else:
        value = f"{row.alias}.{quote_identifier(field.column.name)}"
    if not field.path:
        return value
    if _needs_jsonb(field):
        value = f"pg_catalog.to_jsonb({value})"
    # The keys are literals and no bound values, for the same expression must be recognised in GROUP BY and in an index.
    return f"({value}{''.join(_compile_step(step) for step in field.path)})"


def _needs_jsonb(field: FieldPlan) -> bool:
    """Return whether the path is into jsonb made of the column: of an array or composite, or of json to compare it."""
    if field.column.base_type == "json":
        return field.is_compared and not field.path[-1].as_text
    return field.column.base_type != "jsonb"


def _compile_step(step: JsonStep) -> str:
    arrow = "->>" if step.as_text else "->"
    return f"{arrow}{quote_literal(step.key) if isinstance(step.key, str) else step.key}"


def compile_selected(item: SelectedField, row: RowReference) -> str:
    """Return a selected field before its aggregate."""
    if item.field is None:
        return "*"
    value = compile_field(item.field, row)
    if item.formatter is not None:
        value = f"{quote_qualified(item.formatter)}({value})"
    return cast_value(value, item.cast)


def aggregate_value(item: SelectedField, value: str) -> str:
    """Return the aggregate of a selected field over a value."""
    if item.aggregate is None:
        return value
    # Without a schema, as errors of PostgreSQL show the name; a type of the schema may have an aggregate of its own.
    return cast_value(f"{item.aggregate}({value})", item.aggregate_cast)


def cast_value(value: str, type_name: str | None) -> str:
    """Return a value cast to a type, which is SQL text of the schema cache."""
    return value if type_name is None else f"CAST({value} AS {type_name})"
