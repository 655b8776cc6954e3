"""Declarations of tables whose rows belong to accounts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, TypeAlias

import msgspec

DEFAULT: Final = msgspec.UNSET
"""The value of a column that gets its default."""
Values: TypeAlias = Mapping[str, Any]
"""Values by the names of the JSON fields."""


class Operator(StrEnum):
    """How a filter compares a column with its value."""

    EQUAL = "="
    FROM = ">="
    UNTIL = "<="
    BEFORE = "<"
    ANY_OF = "any of"
    """The value is a list with commas."""
    CONTAINS = "contains"
    """The column contains the text, in upper or lower case; an array has it as an element."""
    HAS = "has"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A query parameter that selects rows by a column, by default the one of its name."""

    name: str
    kind: Any
    operator: Operator = Operator.EQUAL
    column: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A table of rows of accounts, and how the native API shows them.

    `body` are the fields of a row in their order, `fields` those that callers write: a field without a default is
    required in a new row. Names of fields are those of columns, unless `columns` names another column or `computed` has
    a scalar SQL expression of the row `t`. `sorts` are the fields by which lists can be sorted, `order` is the default.
    """

    noun: str
    plural: str
    table: str
    body: type[msgspec.Struct]
    fields: type[msgspec.Struct]
    paths: tuple[str, ...]
    filters: tuple[Filter, ...] = ()
    sorts: tuple[str, ...] = ("created_at",)
    order: str = "-created_at"
    columns: Mapping[str, str] = field(default_factory=dict)
    computed: Mapping[str, str] = field(default_factory=dict)
    json_columns: frozenset[str] = frozenset()
    owner: str = "user_id"

    def column(self, name: str) -> str:
        """Return the column of a field."""
        return self.columns.get(name, name)

    def field_name(self, column: str) -> str:
        """Return the field of a column."""
        return next((name for name, stored in self.columns.items() if stored == column), column)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Which rows of an account to list: values by filter, the order as a column, with a minus for descending."""

    limit: int
    offset: int
    order: str
    filters: tuple[tuple[Filter, Any], ...] = ()


def both_paths(path: str) -> tuple[str, str]:
    """Return the two addresses of a native route, from that below /api."""
    return f"/api/{path}", f"/api/study/{path}"
