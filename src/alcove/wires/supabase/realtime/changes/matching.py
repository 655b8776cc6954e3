"""Conditions of a filter for the columns of one table, evaluated in memory where that is exact."""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import msgspec

from alcove.wires.supabase.realtime.changes.filters import Condition
from alcove.wires.supabase.realtime.changes.like import LikePattern, parse_like
from alcove.wires.supabase.realtime.changes.model import Column
from alcove.wires.supabase.realtime.changes.values import UNKNOWN, read_json_value

_ORDER: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "lt": operator.lt, "lte": operator.le, "gt": operator.gt, "gte": operator.ge,
}  # fmt: skip
_EQUALITY: Final = frozenset({"eq", "neq", "in", "isdistinct"})


@dataclass(frozen=True, kw_only=True)
class ColumnCondition:
    """A condition on a column; `values` are what its texts stand for, UNKNOWN where only the database can tell."""

    condition: Condition
    column: Column
    values: tuple[Any, ...]

    @cached_property
    def lookup_keys(self) -> Sequence[Any] | None:
        """The values one of which a row must have, None when the condition cannot be looked up."""
        is_equality = self.condition.operator in ("eq", "in") and not self.condition.is_negated
        if not is_equality or UNKNOWN in self.values or None in self.values:
            return None
        return self.values

    def evaluate(self, record: Mapping[str, msgspec.Raw]) -> bool | None:
        """Return whether a row matches, None when the database has to decide."""
        field = record.get(self.column.name)
        if field is None:
            # The field was too large to be kept.
            return False
        value = read_json_value(field, self.column.value_kind)
        if self.condition.operator == "is":
            result = _evaluate_is(self.condition.values[0], value)
        elif value is None and self.condition.operator == "isdistinct":
            result = self.values[0] is not None
        elif value is None:
            # A comparison with NULL is neither true nor false, and so is its negation.
            return False
        else:
            result = self._compare(value)
        return None if result is None else result != self.condition.is_negated

    def _compare(self, value: Any) -> bool | None:
        name = self.condition.operator
        if name == "isdistinct" and self.values[0] is None:
            return True
        if name in _EQUALITY and value is not UNKNOWN and UNKNOWN not in self.values:
            return (value in self.values) == (name in ("eq", "in"))
        if name in _ORDER and self.column.is_ordered and value is not UNKNOWN and self.values[0] is not UNKNOWN:
            return _ORDER[name](value, self.values[0])
        if name == "like" and self.column.value_kind == "text":
            return self._pattern.matches(value) if self._pattern is not None else None
        return None

    @cached_property
    def _pattern(self) -> LikePattern | None:
        return parse_like(self.condition.values[0] or "")


def _evaluate_is(keyword: str | None, value: Any) -> bool | None:
    if keyword == "null":
        return value is None
    if value is None:
        return keyword == "unknown"
    return value is (keyword == "true") if keyword != "unknown" else False
