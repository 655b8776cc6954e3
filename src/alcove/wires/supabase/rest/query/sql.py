"""Building blocks of statements: quoted identifiers, bound values and literals."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from alcove.wires.supabase.rest.schema_cache.model import QualifiedName


def quote_identifier(name: str) -> str:
    """Return a name of the schema cache as an SQL identifier; ValueError for a NUL character."""
    if "\0" in name:
        raise ValueError("an identifier has no NUL character")
    return '"' + name.replace('"', '""') + '"'


def quote_qualified(name: QualifiedName) -> str:
    """Return the schema and name of an object as SQL."""
    return f"{quote_identifier(name.schema)}.{quote_identifier(name.name)}"


def quote_literal(value: str) -> str:
    """Return a text as an SQL literal (`standard_conforming_strings` is on); ValueError for a NUL character."""
    if "\0" in value:
        raise ValueError("a text has no NUL character")
    return "'" + value.replace("'", "''") + "'"


@dataclass(slots=True)
class SqlBuilder:
    """The bound values of one statement, in order; equal requests make equal SQL, so that it is prepared once."""

    values: list[object] = field(default_factory=list)

    def bind(self, value: object) -> str:
        """Bind a value and return its placeholder, `$1`; its type follows from where it stands."""
        self.values.append(value)
        return f"${len(self.values)}"

    def bind_text(self, value: str) -> str:
        """Bind a text and return `$1::text`."""
        return f"{self.bind(value)}::text"

    def bind_as(self, value: str, type_name: str) -> str:
        """Bind a text that PostgreSQL converts to a type of the schema cache, as it converts a literal."""
        return f"({self.bind(value)}::text)::{type_name}"


def join_sql(parts: Iterable[str], separator: str = ", ") -> str:
    """Join parts of a statement, without empty ones."""
    return separator.join(part for part in parts if part)
