"""Build types and columns. Equal columns and texts of many tables are one object: a large schema stays small."""

import re
from collections.abc import Iterable, Mapping
from sys import intern
from typing import Final

from alcove.wires.supabase.rest.schema_cache.catalog import ColumnRow, TypeRow
from alcove.wires.supabase.rest.schema_cache.model import Column, QualifiedName

_CHARACTER_TYPES: Final = frozenset({"bpchar", "character varying"})
_BIT_TYPES: Final = frozenset({'"bit"', "bit varying"})
_MODIFIER_OF_CHARACTERS: Final = 4
# RFC 6838 names, and `*/*`.
_MEDIA_TYPE: Final = re.compile(r"\*/\*|[A-Za-z0-9][\w!#$&.+^-]*/[A-Za-z0-9][\w!#$&.+^-]*", re.ASCII)


class TypeTable:
    """The types by oid, and the columns made of them."""

    def __init__(self, rows: Iterable[TypeRow]) -> None:
        self._types = {row.oid: row for row in rows}
        self._columns: dict[Column, Column] = {}

    def __getitem__(self, oid: int) -> TypeRow:
        return self._types[oid]

    def name_relation(self, oid: int) -> QualifiedName | None:
        """Return the name of the table or composite type whose rows have this type."""
        row = self._types.get(oid)
        if row is None or row.relation_schema is None or row.relation_name is None:
            return None
        return QualifiedName(intern(row.relation_schema), intern(row.relation_name))

    def media_type(self, oid: int) -> str | None:
        """Return the media type of which this domain is the alias."""
        row = self._types[oid]
        return row.name if row.kind == "d" and _MEDIA_TYPE.fullmatch(row.name) else None

    def list_castable(self) -> dict[QualifiedName, str]:
        """Return the SQL text of the types that a cast may name."""
        return {
            QualifiedName(intern(row.schema), intern(row.name)): intern(row.text)
            for row in self._types.values()
            if row.kind != "p"
        }

    def make_column(self, name: str, oid: int, *, row: ColumnRow | None = None) -> Column:
        """Return a column of this type; `row` has what is more than that."""
        of_type = self._types[oid]
        column = Column(
            name=intern(name),
            type=intern(of_type.text if row is None else _text_with_modifier(row, of_type)),
            base_type=intern(of_type.base_text),
            type_name=intern(of_type.document_text),
            category=of_type.category,
            nullable=not (of_type.not_null or (row is not None and row.not_null)),
            default=_default(of_type, row),
            max_length=_max_length(of_type, row),
            enum=tuple(intern(label) for label in of_type.enum),
            description=None if row is None else row.description,
            domain=intern(of_type.text) if of_type.kind == "d" else None,
        )
        return self._columns.setdefault(column, column)

    def make_columns(self, rows: Iterable[ColumnRow]) -> Mapping[str, Column]:
        """Return the columns of one table, by name, in order."""
        columns = (self.make_column(row.name, row.type, row=row) for row in rows)
        return {column.name: column for column in columns}


def _text_with_modifier(row: ColumnRow, of_type: TypeRow) -> str:
    return of_type.text if row.modifier == -1 else row.full_type


def _default(of_type: TypeRow, row: ColumnRow | None) -> str | None:
    if row is None or row.generated:
        return None
    if row.default is None and not row.identity and of_type.kind == "d":
        return of_type.default
    return row.default


def _max_length(of_type: TypeRow, row: ColumnRow | None) -> int | None:
    modifier = -1 if row is None else row.modifier
    if modifier == -1:
        modifier = of_type.base_modifier
    if modifier == -1:
        return None
    if of_type.base_text in _CHARACTER_TYPES:
        return modifier - _MODIFIER_OF_CHARACTERS
    return modifier if of_type.base_text in _BIT_TYPES else None
