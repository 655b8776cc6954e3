"""Values of filters as SQL: bound texts that PostgreSQL converts to the type of the field.

Where PostgreSQL has no operator for the type, the value is an untyped literal, so that the error is the one that a
hand-written query gets.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from alcove.wires.supabase.rest.plan.model import FieldPlan
from alcove.wires.supabase.rest.query.sql import SqlBuilder, quote_literal, quote_qualified
from alcove.wires.supabase.rest.syntax.model import Compare

_LIKE = ("like", "ilike")
_PATTERNS = ("like", "ilike", "match", "imatch")
_CONTAINMENT = ("cs", "cd", "ov", "sl", "sr", "nxr", "nxl", "adj")
_CONTAINMENT_CATEGORIES = "ARUGI"
"""Arrays, ranges, geometric and network types, and those that users or extensions define."""
_WITHOUT_EQUALITY = frozenset({"json", "xml", "point", "polygon", "box"})
_ARRAY = "A"
_STRING = "S"


@dataclass(frozen=True, slots=True)
class FieldValues:
    """The values with which a field is compared."""

    field: FieldPlan
    sql: SqlBuilder

    def compile_value(self, text: str) -> str:
        """Return a value of the field's own type."""
        field = self.field
        if field.parser is not None:
            return f"{quote_qualified(field.parser)}({self.sql.bind_text(text)})"
        return self._convert(text, self._equality_type())

    def compile_operand(self, operation: Compare) -> str:
        """Return the right side of an operator."""
        text = operation.value.replace("*", "%") if operation.operator in _LIKE else operation.value
        if operation.quantifier is not None:
            type_name = None if self._is_array() else self._operand_type(operation)
            return f"{operation.quantifier.upper()} ({self._convert(text, type_name and f'{type_name}[]')})"
        if self.field.parser is not None and operation.operator not in _PATTERNS:
            return self.compile_value(text)
        return self._convert(text, self._operand_type(operation))

    def compile_list(self, values: Sequence[str]) -> str:
        """Return what equals one of the values: `ANY (...)`."""
        # One bound value for any number of values makes one prepared statement.
        if self.field.parser is not None:
            parser, array = quote_qualified(self.field.parser), self.sql.bind_as(array_literal(values), "text[]")
            return f"ANY (ARRAY(SELECT {parser}(value) FROM pg_catalog.unnest({array}) AS value))"
        type_name = None if self._is_array() else self._equality_type()
        return f"ANY ({self._convert(array_literal(values), type_name and f'{type_name}[]')})"

    def _convert(self, text: str, type_name: str | None) -> str:
        return quote_literal(text) if type_name is None else self.sql.bind_as(text, type_name)

    def _operand_type(self, operation: Compare) -> str | None:
        """Return the type that PostgreSQL would give to a literal, None where there is no such operator."""
        if operation.operator in _PATTERNS:
            return "text" if self._is_text() else None
        if operation.operator in _CONTAINMENT and not self._has_containment():
            return None
        return self._equality_type()

    def _equality_type(self) -> str | None:
        return None if self.field.value_type in _WITHOUT_EQUALITY else self.field.value_type

    def _is_text(self) -> bool:
        path = self.field.path
        return path[-1].as_text if path else self.field.column.category == _STRING

    def _is_array(self) -> bool:
        return not self.field.path and self.field.column.category == _ARRAY

    def _has_containment(self) -> bool:
        path = self.field.path
        return not path[-1].as_text if path else self.field.column.category in _CONTAINMENT_CATEGORIES


def array_literal(values: Sequence[str]) -> str:
    """Return texts as PostgreSQL writes an array."""
    quoted = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{value}"' for value in quoted) + "}"
